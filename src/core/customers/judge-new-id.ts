import { type Reason, reason } from "../reasons/reason.ts";

/** Longest id of a new customer, in bytes of UTF-8: 85 Chinese characters, a UUID seven times. */
const mostIdBytes = 256;

/**
 * Letters, digits, signs and plain blanks inside. Not what nobody sees: control and format characters,
 * other blanks, fillers, the empty Braille pattern. Two ids that look the same would be two customers.
 */
const isVisible =
  /^(?:(?!\p{Default_Ignorable_Code_Point}|\u2800)[\p{L}\p{M}\p{N}\p{P}\p{S}]| )*$/u;

/** What a spreadsheet makes of a long number once it is saved: many customers get one such id. */
const rounded = /^\d(?:[.,]\d+)?E\+?\d{2,3}$/i;

const encoder = new TextEncoder();

/**
 * Why no new customer may have this id; undefined where it is good. Nothing is trimmed or repaired: an
 * id that differs from the shop's own leads to nobody.
 */
export function judgeNewId(id: string): Reason | undefined {
  if (id !== id.trim()) return reason("new-id-blanks");
  if (!isVisible.test(id)) return reason("new-id-unseen");
  const count = encoder.encode(id).length;
  return count > mostIdBytes ? reason("new-id-long", { count, most: mostIdBytes }) : undefined;
}

/** What is told of an id, whoever has it: a form that no new one may have, or a number that was cut. */
export function noteOnId(id: string): Reason | undefined {
  const problem = judgeNewId(id);
  if (problem !== undefined) return problem;
  return rounded.test(id) ? reason("id-rounded") : undefined;
}
