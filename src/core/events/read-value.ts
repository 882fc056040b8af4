import type { Scalar } from "../definitions/words.ts";
import { type Reason, reason } from "../reasons/reason.ts";
import { kindOf, type Reading, roomOfEvent } from "./left-out.ts";

/** Longest text of an attribute or a property, and the most values of a list. */
const longestText = 1024;
const mostValues = 100;

export type ReadValue =
  | { readonly kind: "value"; readonly value: Scalar | readonly Scalar[] }
  | { readonly kind: "left-out"; readonly reason: Reason };

/**
 * The value of an attribute or a property: a text of at most 1,024 characters, a number that a table
 * holds, true or false, or a list of at most 100 of them.
 */
export function readValue(place: string, said: unknown, reading: Reading): ReadValue {
  const values: readonly unknown[] = Array.isArray(said) ? said : [said];
  if (values.length > mostValues) {
    return leftOut(reason("left-out-list", { place, count: values.length, most: mostValues }));
  }
  for (const one of values) {
    const problem = judge(place, one);
    if (problem !== undefined) return leftOut(problem);
  }
  // A number, true or false takes no more than this.
  const size = values.reduce<number>(
    (sum, one) => sum + (typeof one === "string" ? one.length : 8),
    0,
  );
  if (size > reading.room) {
    return leftOut(reason("left-out-room", { place, most: roomOfEvent }));
  }
  reading.room -= size;
  return { kind: "value", value: said as Scalar | readonly Scalar[] };
}

function leftOut(why: Reason): ReadValue {
  return { kind: "left-out", reason: why };
}

function judge(place: string, value: unknown): Reason | undefined {
  if (typeof value === "boolean") return undefined;
  if (typeof value === "string") {
    if (value.length <= longestText) return undefined;
    return reason("left-out-text", { place, count: value.length, most: longestText });
  }
  if (typeof value !== "number") return reason("left-out-value", { place, found: kindOf(value) });
  return isStorable(value) ? undefined : reason("left-out-number", { place });
}

/** What a DynamoDB number holds: magnitudes from 1e-130 to below 1e126 (Developer Guide, "Number"). */
function isStorable(value: number): boolean {
  const magnitude = Math.abs(value);
  return value === 0 || (magnitude >= 1e-130 && magnitude < 1e126);
}
