import { DAY, HOUR, type Instant, MINUTE, SECOND } from "../../time/instant.ts";
import { knownLocale } from "./number-filters.ts";

/** A moment as it is printed: the wall clock as if it stood in UTC, how far that is ahead, and where. */
export interface Shown {
  readonly wall: Instant;
  /** Milliseconds by which the wall clock is ahead of UTC. */
  readonly offset: number;
  /** IANA, or "UTC". */
  readonly zone: string;
  readonly locale: string;
}

/** A number with its usual width and padding, or a word. */
type Padded = readonly [number: number, width: number, filler?: " "];
type Field = (shown: Shown, date: Date) => Padded | string;

const names = new Map<string, readonly string[]>();

/** The names of months or weekdays in a language, from January or Sunday on. */
function namesOf(locale: string, what: "month" | "weekday", width: "long" | "short") {
  const key = `${locale} ${what} ${width}`;
  const known = names.get(key);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(knownLocale(locale), { [what]: width, timeZone: "UTC" });
  const list =
    what === "month"
      ? Array.from({ length: 12 }, (_, month) => format.format(Date.UTC(2026, month, 15)))
      : // 4 January 2026 is a Sunday.
        Array.from({ length: 7 }, (_, day) => format.format(Date.UTC(2026, 0, 4 + day)));
  names.set(key, list);
  return list;
}

const name =
  (what: "month" | "weekday", width: "long" | "short"): Field =>
  ({ locale }, date) =>
    namesOf(locale, what, width)[what === "month" ? date.getUTCMonth() : date.getUTCDay()] ?? "";

function hourOfTwelve(date: Date): number {
  return date.getUTCHours() % 12 === 0 ? 12 : date.getUTCHours() % 12;
}

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY) + 1;
}

/** Weeks of the year that begin on a weekday (0: Sunday), counted from the first such day. */
function weekFrom(date: Date, first: number): number {
  return Math.floor((dayOfYear(date) + 6 - ((date.getUTCDay() - first + 7) % 7)) / 7);
}

/** Year and week of ISO 8601: a week belongs to the year of its Thursday. */
function isoWeek(date: Date): { year: number; week: number } {
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY);
  return { year: thursday.getUTCFullYear(), week: Math.ceil(dayOfYear(thursday) / 7) };
}

/** "+0800"; with colons "+08:00", "+08:00:00". */
function offsetText(offset: number, colons: number): string {
  const size = Math.abs(offset);
  const parts = [Math.floor(size / HOUR), Math.floor((size % HOUR) / MINUTE)];
  if (colons === 2) parts.push(Math.floor((size % MINUTE) / SECOND));
  const text = parts.map((part) => String(part).padStart(2, "0")).join(colons === 0 ? "" : ":");
  return `${offset < 0 ? "-" : "+"}${text}`;
}

/** "EST", "GMT+8": as the zone is called in English at that moment; an offset has no other name. */
function zoneName({ wall, offset, zone }: Shown): string {
  if (/^[+-]/.test(zone)) return offsetText(offset, 1);
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "short" });
  const parts = format.formatToParts(wall - offset);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? zone;
}

/**
 * The letters of strftime as Ruby has them.
 * https://docs.ruby-lang.org/en/3.4/strftime_formatting_rdoc.html
 */
const fields: Readonly<Record<string, Field>> = {
  Y: (_, date) => [date.getUTCFullYear(), 4],
  C: (_, date) => [Math.floor(date.getUTCFullYear() / 100), 2],
  y: (_, date) => [date.getUTCFullYear() % 100, 2],
  m: (_, date) => [date.getUTCMonth() + 1, 2],
  B: name("month", "long"),
  b: name("month", "short"),
  h: name("month", "short"),
  d: (_, date) => [date.getUTCDate(), 2],
  e: (_, date) => [date.getUTCDate(), 2, " "],
  j: (_, date) => [dayOfYear(date), 3],
  H: (_, date) => [date.getUTCHours(), 2],
  k: (_, date) => [date.getUTCHours(), 2, " "],
  I: (_, date) => [hourOfTwelve(date), 2],
  l: (_, date) => [hourOfTwelve(date), 2, " "],
  M: (_, date) => [date.getUTCMinutes(), 2],
  S: (_, date) => [date.getUTCSeconds(), 2],
  p: (_, date) => (date.getUTCHours() < 12 ? "AM" : "PM"),
  P: (_, date) => (date.getUTCHours() < 12 ? "am" : "pm"),
  A: name("weekday", "long"),
  a: name("weekday", "short"),
  u: (_, date) => [date.getUTCDay() || 7, 1],
  w: (_, date) => [date.getUTCDay(), 1],
  U: (_, date) => [weekFrom(date, 0), 2],
  W: (_, date) => [weekFrom(date, 1), 2],
  V: (_, date) => [isoWeek(date).week, 2],
  G: (_, date) => [isoWeek(date).year, 4],
  g: (_, date) => [isoWeek(date).year % 100, 2],
  s: ({ wall, offset }) => [Math.floor((wall - offset) / SECOND), 1],
  Z: (shown) => zoneName(shown),
  n: () => "\n",
  t: () => "\t",
  "%": () => "%",
};

/** Digits of a second's fraction, by the usual width: `%L` is 123, `%6N` 123000. */
const fractions: Readonly<Record<string, number>> = { L: 3, N: 9 };

function fractionText(date: Date, digits: number): string {
  const all = String(date.getUTCMilliseconds()).padStart(3, "0");
  return all.slice(0, digits).padEnd(digits, "0");
}

/** Letters that stand for several. */
const combined: Readonly<Record<string, string>> = {
  c: "%a %b %e %H:%M:%S %Y",
  D: "%m/%d/%y",
  F: "%Y-%m-%d",
  v: "%e-%^b-%Y",
  x: "%m/%d/%y",
  X: "%H:%M:%S",
  r: "%I:%M:%S %p",
  R: "%H:%M",
  T: "%H:%M:%S",
  "+": "%a %b %e %H:%M:%S %Z %Y",
};

/** `%-d` no zeros, `%_d` blanks, `%0e` zeros, `%^b` capitals, `%#p` the other case, `%5Y` a width. */
const directive = /%([-0^#_:]*)(\d{0,2})([A-Za-z%+])/g;

/** The first directive that strftime does not know, such as `%Q`; undefined where all are known. */
export function findUnknownDirective(format: string): string | undefined {
  for (const [whole, flags = "", , letter = ""] of format.matchAll(directive)) {
    const isOffset = letter === "z" && /^:{0,2}$/.test(flags);
    const isKnown = [fields, combined, fractions].some((letters) => Object.hasOwn(letters, letter));
    if (!isOffset && !isKnown) return whole;
  }
  return undefined;
}

/** Prints a moment by a format; what it does not know stays as it is written, as in Ruby. */
export function strftime(shown: Shown, format: string): string {
  const date = new Date(shown.wall);
  return format.replaceAll(directive, (whole, flags: string, width: string, letter: string) => {
    if (letter === "z") return offsetText(shown.offset, flags.split(":").length - 1);
    const digits = Object.hasOwn(fractions, letter) ? fractions[letter] : undefined;
    if (digits !== undefined) return fractionText(date, Number(width) || digits);
    const several = Object.hasOwn(combined, letter) ? combined[letter] : undefined;
    if (several !== undefined) return recase(strftime(shown, several), flags);
    const field = Object.hasOwn(fields, letter) ? fields[letter] : undefined;
    if (field === undefined) return whole;
    const found = field(shown, date);
    if (typeof found === "string") return recase(found, flags).padStart(Number(width || 0));
    return padNumber(found, flags, width);
  });
}

function padNumber([number, usual, own]: Padded, flags: string, width: string): string {
  if (flags.includes("-")) return String(number);
  const filler = flags.includes("_") ? " " : flags.includes("0") ? "0" : (own ?? "0");
  return String(number).padStart(Number(width === "" ? usual : width), filler);
}

function recase(text: string, flags: string): string {
  if (flags.includes("^")) return text.toUpperCase();
  if (!flags.includes("#")) return text;
  return text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();
}
