import * as z from "zod";
import { channels } from "../channels/channels.ts";
import { fixedWords, optionsOf } from "./find-schema.ts";
import { meantWord, ourWordsFor } from "./other-words.ts";

type Schema = z.core.$ZodType;

/** Longer texts and lists are no slip of the pen, and each guess is judged by the schema. */
const longest = 200;
const mostEntries = 20;

/**
 * What stands in a file, written so that the schema takes it: `3` as `"3d"`, `"email"` as
 * `["email"]`, `"1d"` as `{ "after": "1d" }`. Undefined where nothing is near, or several are.
 * @param key that the value stands under: a list under `not` means any of it
 */
export function nearestValue(schema: Schema, found: unknown, key?: PropertyKey): unknown {
  if (found === undefined || found === null || isLong(found)) return undefined;
  const fits = (value: unknown) => z.safeParse(schema, value).success;
  const plain = rewritten(schema, found);
  const one = plain.find(fits);
  if (one !== undefined) return one;
  if (!Array.isArray(found)) {
    const list = [found, ...plain].map((value) => [value]).find(fits) ?? listOfOne(schema, found);
    if (list !== undefined) return list;
  }
  // What is switched on or off by an object may be grave: nobody guesses that.
  if (typeof found === "boolean") return undefined;
  return wrap(schema, [found, ...plain], key === "not" ? "any" : "all");
}

/** A list of what its entries would take: `"order.placed"` as `[{ "event": "order.placed" }]`. */
function listOfOne(schema: Schema, found: unknown): unknown {
  const lists = optionsOf(schema).filter((option) => option instanceof z.ZodArray);
  const [entry] = lists
    .map(({ element }) => nearestValue(element, found))
    .filter((one) => one !== undefined);
  return entry === undefined ? undefined : [entry];
}

function isLong(found: unknown): boolean {
  if (typeof found === "string") return found.length > longest;
  return Array.isArray(found) && found.length > mostEntries;
}

/** The same value in other forms, the likeliest first. */
function rewritten(schema: Schema, found: unknown): unknown[] {
  if (typeof found === "number") return [`${found}`, `${found}%`, `${found}d`];
  if (typeof found === "boolean") return ourWordsFor(`${found}`);
  if (Array.isArray(found)) return found.length === 1 ? found : [];
  if (typeof found !== "string") {
    const [inside, ...others] = Object.values(Object(found) as object);
    return typeof inside !== "string" || others.length > 0 ? [] : [inside];
  }
  const text = found.trim();
  const words = optionsOf(schema).flatMap(fixedWords);
  const meant = meantWord(text, words);
  return [
    ...(meant === undefined ? [] : [meant]),
    ...ourWordsFor(text),
    // Of a ratio, 70 would be 7,000 %.
    `${text}%`,
    ...asNumber(text),
    ...(text === "true" || text === "false" ? [text === "true"] : []),
    ...proposed(schema, text),
    ...asTimes(text),
    ...asDay(text),
    ...asScope(text),
    text.toLowerCase().replaceAll(/[\s_]+/g, "-"),
  ];
}

function asNumber(text: string): number[] {
  return /^-?\d+(?:\.\d+)?%?$/.test(text) ? [Number(text.replace("%", ""))] : [];
}

/** What a parser of ours proposes in its own words: `did you mean "3d"?` */
function proposed(schema: Schema, text: string): string[] {
  const issues = z.safeParse(schema, text).error?.issues ?? [];
  return issues.flatMap(({ message }) => /did you mean "([^"]+)"/.exec(message)?.[1] ?? []);
}

/** "9am" and "22 to 6" as times. */
function asTimes(text: string): string[] {
  const times = text.split(/\s*(?:-|–|to|bis)\s*/).map(asTime);
  return times.includes(undefined) ? [] : [times.join("-")];
}

function asTime(text: string): string | undefined {
  const [, hours = "", minutes = "00", half] =
    /^(\d{1,2})(?:[:.](\d\d))?\s*(am|pm|h|uhr)?$/i.exec(text.trim()) ?? [];
  const hour = Number(hours);
  if (hours === "" || hour > 24) return undefined;
  const late = half?.toLowerCase() === "pm" && hour < 12;
  const midnight = half?.toLowerCase() === "am" && hour === 12;
  return `${late ? hour + 12 : midnight ? "00" : hours.padStart(2, "0")}:${minutes}`;
}

/** "31.1.2026" and "2026/1/31" as a date; of "3/4/2026" nobody knows which is the month. */
function asDay(text: string): string[] {
  const [, day = "", month = "", year = ""] =
    /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text) ??
    reversed(/^(\d{4})[./](\d{1,2})[./](\d{1,2})$/.exec(text));
  return year === "" ? [] : [`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`];
}

/** The scope of a consent; a channel alone stands for every purpose. */
function asScope(text: string): string[] {
  const [said = "", purpose = "*"] = text.split(":");
  const channel = meantWord(said, channels);
  return channel === undefined ? [] : [`${channel}:${purpose}`];
}

function reversed(match: RegExpExecArray | null): string[] {
  return match === null ? [] : [match[0], ...match.slice(1).toReversed()];
}

/** The value under the one key of an object that takes it alone; of several `is`, or a list's key. */
function wrap(schema: Schema, values: readonly unknown[], listKey: "all" | "any"): unknown {
  const objects = optionsOf(schema).filter((option) => option instanceof z.ZodObject);
  const taken = new Map<string, unknown>();
  for (const option of objects) {
    for (const key of Object.keys(option.shape)) {
      // Any text is the name of some attribute: that says nothing.
      if (key === "attribute" || taken.has(key)) continue;
      const value = values.find((one) => z.safeParse(option, { [key]: one }).success);
      if (value !== undefined) taken.set(key, { [key]: value });
    }
  }
  const [only] = taken.values();
  return taken.size === 1 ? only : (taken.get("is") ?? taken.get(listKey));
}
