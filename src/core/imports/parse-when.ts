import { DAY, type Instant, parseInstant, SECOND } from "../time/instant.ts";
import { instantOf, parseDay } from "../time/zone.ts";

/** How a date without a clear order is written. */
export const dateFormats = ["y/m/d", "d/m/y", "m/d/y"] as const;
export type DateFormat = (typeof dateFormats)[number];

export interface When {
  readonly at: Instant;
  /** The row says a day and no time: `at` is its first moment. */
  readonly wholeDay: boolean;
}

const compact = /^(\d{4})(\d\d)(\d\d)$/;
const parts = /^(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})$/;
const clock = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?$/;

/**
 * Reads a date of an export: ISO with an offset as it stands; "20260131", "2026-01-31",
 * "2026/1/31", each also with "10:30" or "10:30:00" after it, as local time of the zone; days and
 * months in another order only as the format says. A text is why it can't be read.
 */
export function parseWhen(
  source: string,
  zone: string,
  format: DateFormat | undefined,
): When | string {
  const instant = parseInstant(source);
  if (instant !== undefined) return { at: instant, wholeDay: false };
  const [date = "", time, ...more] = source.trim().split(/[T\s]+/);
  if (more.length > 0) return `"${source}" is no date`;
  const day = readDay(date, format);
  if (typeof day === "string") return day;
  if (time === undefined) return { at: instantOf(day.number, 0, zone), wholeDay: true };
  const [, hours, minutes, seconds = "0"] = clock.exec(time) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  if (hours === undefined || minute >= 24 * 60 || Number(seconds) > 59) {
    return `"${source}" has no time such as 10:30 after its date`;
  }
  const at = instantOf(day.number, minute, zone) + Number(seconds) * SECOND;
  return { at, wholeDay: false };
}

function readDay(text: string, format: DateFormat | undefined): { number: number } | string {
  const match = compact.exec(text) ?? parts.exec(text);
  if (match === null) return `"${text}" is no date such as 20260131 or 2026-01-31`;
  const [, a = "", b = "", c = ""] = match;
  const [year, month, daysOfMonth] = inOrder(a, b, c, format);
  if (year === undefined) {
    return `"${text}" may be read in two ways; say which, d/m/y or m/d/y: --date-format, or "format" in a mapping`;
  }
  const number = parseDay(`${year}-${month.padStart(2, "0")}-${daysOfMonth.padStart(2, "0")}`);
  return number === undefined ? `"${text}" is no day of the calendar` : { number };
}

function inOrder(
  a: string,
  b: string,
  c: string,
  format: DateFormat | undefined,
): [year: string | undefined, month: string, day: string] {
  if (a.length === 4) return [a, b, c];
  switch (format) {
    case "d/m/y":
      return [fullYear(c), b, a];
    case "m/d/y":
      return [fullYear(c), a, b];
    case "y/m/d":
      return [fullYear(a), b, c];
    case undefined:
      return [undefined, b, c];
  }
}

/** "26" as 2026 and "97" as 1997: of two digits, 70 and more belong to the last century. */
function fullYear(text: string): string {
  if (text.length !== 2) return text;
  return `${Number(text) >= 70 ? 19 : 20}${text}`;
}

/** Keeps rows of one customer and day in the order of the file: a second each after midnight. */
export const apart = SECOND;
/** So many rows of one day are told apart at most. */
export const mostApart = DAY / apart - 1;
