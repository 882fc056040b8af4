import { DAY, HOUR, type Instant, MINUTE, parseInstant, SECOND } from "../../time/instant.ts";
import { parseDay } from "../../time/zone.ts";

/**
 * What a value says of time: an instant; what a wall clock showed, as if it stood in UTC, without
 * saying where; or a day of the calendar.
 */
export type Moment =
  | { readonly kind: "instant"; readonly at: Instant }
  | { readonly kind: "wall"; readonly wall: Instant }
  | { readonly kind: "day"; readonly wall: Instant };

/** Seconds since 1970 reach this in the year 5138: what is more was counted in milliseconds. */
const mostSeconds = 1e11;

const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
/** The zones that RFC 2822 names, in hours. */
const namedZones: Readonly<Record<string, number>> = {
  utc: 0,
  gmt: 0,
  z: 0,
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
};

const clock = "(\\d{1,2}):(\\d\\d)(?::(\\d\\d)(?:[.,]\\d+)?)?";
const offset = "(?:([+-])(\\d\\d):?(\\d\\d)|([A-Za-z]{1,4}))";
/** ISO 8601 with a blank or a T, and as Ruby prints a time: "2026-01-12 09:00:00 +0800". */
const dashed = new RegExp(`^(\\d{4})-(\\d\\d)-(\\d\\d)(?:[Tt ]${clock}(?: ?${offset})?)?$`);
/** RFC 2822: "Mon, 12 Jan 2026 09:00:00 +0800"; the name of the day and the time may be left out. */
const dayFirst = new RegExp(
  `^(?:[A-Za-z]{3,9},? +)?(\\d{1,2}) +([A-Za-z]{3,9})\\.?,? +(\\d{4})(?: +${clock}(?: +${offset})?)?$`,
);
/** As Americans write: "January 12, 2026". */
const monthFirst = new RegExp(
  `^(?:[A-Za-z]{3,9},? +)?([A-Za-z]{3,9})\\.? +(\\d{1,2}),? +(\\d{4})(?: +${clock}(?: +${offset})?)?$`,
);

/**
 * Reads a date as storefronts and mail programs write it: ISO 8601, Ruby, RFC 2822, "January 12,
 * 2026", or seconds (or milliseconds) since 1970 as a number or its digits.
 * @returns undefined where the value is no date
 */
export function readMoment(value: unknown): Moment | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? ofEpoch(value) : undefined;
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  if (/^-?\d{5,14}(?:\.\d+)?$/.test(text)) return ofEpoch(Number(text));
  const instant = parseInstant(text);
  if (instant !== undefined) return { kind: "instant", at: instant };
  const iso = dashed.exec(text);
  if (iso !== null) {
    const [, year = "", month = "", day = "", ...time] = iso;
    return ofParts(year, month, day, time);
  }
  const [, day = "", monthName = "", year = "", ...time] = dayFirst.exec(text) ?? swapped(text);
  const month = months.indexOf(monthName.slice(0, 3).toLowerCase()) + 1;
  return month === 0 ? undefined : ofParts(year, String(month), day, time);
}

function swapped(text: string): (string | undefined)[] {
  const [all, month, day, ...rest] = monthFirst.exec(text) ?? [];
  return [all, day, month, ...rest];
}

function ofEpoch(number: number): Moment {
  const at = Math.abs(number) < mostSeconds ? number * SECOND : number;
  return { kind: "instant", at: Math.trunc(at) };
}

function ofParts(
  year: string,
  month: string,
  day: string,
  [hour, minute, second, sign, hours, minutes, name]: readonly (string | undefined)[],
): Moment | undefined {
  const date = parseDay(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);
  if (date === undefined) return undefined;
  if (hour === undefined) return { kind: "day", wall: date * DAY };
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 60) return undefined;
  const time = Number(hour) * HOUR + Number(minute) * MINUTE + Number(second ?? 0) * SECOND;
  const wall = date * DAY + time;
  if (sign !== undefined) {
    const ahead = Number(hours) * HOUR + Number(minutes) * MINUTE;
    return { kind: "instant", at: wall - (sign === "-" ? -ahead : ahead) };
  }
  if (name === undefined) return { kind: "wall", wall };
  const zone = namedZones[name.toLowerCase()];
  return zone === undefined ? undefined : { kind: "instant", at: wall - zone * HOUR };
}
