import type { AttributeValue } from "../customers/customer.ts";
import type { Scalar } from "../definitions/words.ts";
import { formatInstant, type Instant, parseInstant } from "../time/instant.ts";
import { formatDay, localDay, parseDay } from "../time/zone.ts";
import type { TypedRule } from "./cell-rule.ts";
import { type DateFormat, parseWhen } from "./parse-when.ts";

/** What is wrong with a text, to be said after it: `is no number`. */
export interface Unreadable {
  readonly problem: string;
}
export type ReadValue = { readonly value: AttributeValue } | Unreadable;
/** A cell that says something, as it stands in the file. */
type Read = (said: unknown) => ReadValue;

/**
 * Compiles how a cell is read. What JSON says with a type of its own keeps it where no other is
 * asked for.
 * @param zone of times that say none; without it they can't be read
 */
export function compileValue(rule: TypedRule, zone: string | undefined): Read {
  switch (rule.type) {
    case undefined:
      return rule.words === undefined ? readAsIs : readWord(rule.words);
    case "text":
      return rule.words === undefined ? readText : readWord(rule.words);
    case "number":
      return readNumber(rule.decimal);
    case "boolean":
      return readBoolean(
        rule.yes ?? ["true", "yes", "y", "1"],
        rule.no ?? ["false", "no", "n", "0"],
      );
    case "date":
      return (said) => readDay(textOf(said), zone, rule.format);
    case "time":
      return (said) => {
        const time = readTime(textOf(said), zone, rule.format);
        return "problem" in time ? time : { value: formatInstant(time.at) };
      };
    case "list":
      return readList(rule.separator ?? ",");
    // Its column decides: see createPlainColumns.
    case "plain":
      return readAsIs;
    case "id":
      return readId;
  }
}

/** A moment as a table says it. `wholeDay`: only the day, and `at` is its first moment. */
export function readTime(
  text: string,
  zone: string | undefined,
  format: DateFormat | undefined,
): { readonly at: Instant; readonly wholeDay: boolean; readonly isLocal?: true } | Unreadable {
  const at = parseInstant(text);
  if (at !== undefined) return { at, wholeDay: false };
  const when = parseWhen(text, zone ?? "UTC", format);
  if (typeof when === "string") return unreadable(when);
  if (zone === undefined) return { problem: 'has no zone; say "zone" in the mapping' };
  return { ...when, isLocal: true };
}

function readDay(
  text: string,
  zone: string | undefined,
  format: DateFormat | undefined,
): ReadValue {
  if (parseDay(text) !== undefined) return { value: text };
  const at = parseInstant(text);
  if (at !== undefined) {
    return zone === undefined
      ? { problem: 'is a moment; its day is known only with "zone" in the mapping' }
      : { value: formatDay(localDay(at, zone)) };
  }
  // The day on the wall as it is written, whatever the zone.
  const when = parseWhen(text, "UTC", format);
  return typeof when === "string"
    ? unreadable(when)
    : { value: formatDay(localDay(when.at, "UTC")) };
}

/** What {@link parseWhen} says begins with the text or a part of it. */
function unreadable(said: string): Unreadable {
  return { problem: said.replace(/^"[^"]*" /, "") };
}

function readAsIs(said: unknown): ReadValue {
  if (isScalar(said)) return { value: said };
  if (Array.isArray(said) && said.every(isScalar)) return { value: said };
  return { problem: "is no text, number, true or false, nor a list of them" };
}

function isScalar(said: unknown): said is Scalar {
  return typeof said === "string" || typeof said === "number" || typeof said === "boolean";
}

/** What a cell says as a text; JSON where it is an object or a list. */
export function textOf(said: unknown): string {
  return isScalar(said) ? String(said) : JSON.stringify(said);
}

function readText(said: unknown): ReadValue {
  return isScalar(said) ? { value: String(said) } : { problem: "is no text" };
}

function readWord(words: Readonly<Record<string, string>>): Read {
  const known = new Map(Object.entries(words));
  const problem = `is none of ${[...known.keys()].slice(0, 12).join(", ")}`;
  return (said) => {
    const value = known.get(textOf(said));
    return value === undefined ? { problem } : { value };
  };
}

function readNumber(decimal: "." | "," | undefined): Read {
  const problem =
    decimal === undefined ? 'is no number; with thousands set apart say "decimal"' : "is no number";
  return (said) => {
    if (typeof said === "number") return { value: said };
    const bare =
      decimal === undefined
        ? textOf(said)
        : textOf(said)
            .replaceAll(decimal === "." ? /[,\s'\u00a0\u202f]/g : /[.\s'\u00a0\u202f]/g, "")
            .replace(",", ".");
    return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(bare)
      ? { value: Number(bare) }
      : { problem };
  };
}

function readBoolean(yes: readonly string[], no: readonly string[]): Read {
  const known = new Map([
    ...yes.map((word) => [word.toLowerCase(), true] as const),
    ...no.map((word) => [word.toLowerCase(), false] as const),
  ]);
  const problem = `is none of ${[...known.keys()].join(", ")}`;
  return (said) => {
    const value = known.get(textOf(said).toLowerCase());
    return value === undefined ? { problem } : { value };
  };
}

function readList(separator: string): Read {
  return (said) => {
    if (typeof said !== "string") return readAsIs([said].flat());
    const parts = said.split(separator).map((part) => part.trim());
    return { value: parts.filter((part) => part !== "") };
  };
}

function readId(said: unknown): ReadValue {
  const read = readText(said);
  if ("problem" in read) return read;
  return { value: String(read.value).replace(/^(-?\d+)\.0+$/, "$1") };
}
