import type { Duration } from "./duration.ts";
import { DAY, type Instant, parseInstant } from "./instant.ts";
import { addMonths } from "./months.ts";
import { type DayNumber, instantOf, localDay, parseDay } from "./zone.ts";

/** A date of a customer, such as a birthday, and when beside it to act. */
export interface DateWait {
  /** "1990-05-17", or an ISO date-time, of which the local date counts. */
  readonly date: string;
  /** Before the date where negative. Months and days move the date, an exact time the instant. */
  readonly offset: Duration;
  /** The local minute of the day, 0 to 1439. */
  readonly atMinute: number;
  readonly yearly: boolean;
  readonly zone: string;
  readonly now: Instant;
}

export type DateOccurrence = { at: Instant } | { past: Instant } | { problem: string };

/**
 * When the date, moved by the offset, comes next at that local minute: strictly after now, so that a
 * wait in a repeat never meets the same moment twice. Once: `past` when it is not after now. Yearly:
 * never before the date itself; 29 February is kept on 28 February in common years. A problem when
 * the text is no date.
 */
export function nextDateOccurrence(wait: DateWait): DateOccurrence {
  const day = readDate(wait.date, wait.zone);
  if (day === undefined) {
    return { problem: `"${wait.date.slice(0, 40)}" is not a date such as "1990-05-17"` };
  }
  const first = occurrenceOf(day, wait);
  if (first > wait.now) return { at: first };
  return wait.yearly ? { at: nextYearly(day, first, wait) } : { past: first };
}

function nextYearly(day: DayNumber, first: Instant, wait: DateWait): Instant {
  // No year has more than 366 days, so the one before this is surely past; one or two tries do.
  let years = Math.floor((wait.now - first) / (366 * DAY));
  let at = first;
  while (at <= wait.now) {
    at = occurrenceOf(addMonths(day, 12 * years), wait);
    years += 1;
  }
  return at;
}

/** One that has come: the local day that it fell on, moved by the offset, and the instant. */
export interface PastOccurrence {
  readonly day: DayNumber;
  readonly at: Instant;
}

/**
 * The last time that the date, moved by the offset, came at that local minute; undefined when it is
 * still to come or the text is no date. Every month: on the last day of one that is shorter.
 */
export function lastDateOccurrence(
  wait: Omit<DateWait, "yearly"> & { readonly every: "once" | "month" | "year" },
): PastOccurrence | undefined {
  const date = readDate(wait.date, wait.zone);
  if (date === undefined) return undefined;
  const first = occurrenceOf(date, wait);
  if (first > wait.now) return undefined;
  const step = wait.every === "year" ? 12 : 1;
  // One more than could have gone by: a month has at least 28 days, a year 365.
  const most = Math.floor((wait.now - first) / (step * (365 / 12.2) * DAY)) + 1;
  for (let times = wait.every === "once" ? 0 : most; times >= 0; times--) {
    const moved = addMonths(date, step * times);
    const at = occurrenceOf(moved, wait);
    const { months, days } = wait.offset;
    if (at <= wait.now) return { day: addMonths(moved, months) + days, at };
  }
  return undefined;
}

function occurrenceOf(
  day: DayNumber,
  { offset, atMinute, zone }: Pick<DateWait, "offset" | "atMinute" | "zone">,
): Instant {
  const { months, days, ms } = offset;
  return instantOf(addMonths(day, months) + days, atMinute, zone) + ms;
}

const localDateTime = /^(\d{4}-\d\d-\d\d)[Tt ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?$/;

/** The local date of a date or date-time; undefined when the text is neither. */
export function readDate(text: string, zone: string): DayNumber | undefined {
  const instant = parseInstant(text);
  if (instant !== undefined) return localDay(instant, zone);
  return parseDay(localDateTime.exec(text)?.[1] ?? text);
}
