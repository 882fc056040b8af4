import type { Duration } from "./duration.ts";
import { DAY, type Instant } from "./instant.ts";
import { addMonths } from "./months.ts";
import { resolveLocal } from "./offset-spans.ts";
import { type DateReading, type ReadDate, readDate } from "./read-date.ts";
import { type DayNumber, instantOf, offsetAt } from "./zone.ts";

/** A date of a customer, such as a birthday, and when beside it to act. */
export interface DateWait extends DateReading {
  /** As the customer has it: "1990-05-17", or an ISO date-time; see {@link readDate}. */
  readonly date: string;
  /** Before the date where negative. Months and days move the date, an exact time the instant. */
  readonly offset: Duration;
  /** The local minute of the day, 0 to 1439, of a date that is read as a day. */
  readonly atMinute: number;
  readonly yearly: boolean;
  readonly now: Instant;
}

export type DateOccurrence = { at: Instant } | { past: Instant } | { problem: string };

/**
 * When the date, moved by the offset, comes next: strictly after now, so that a wait in a repeat
 * never meets the same moment twice. A day comes at that local minute, an instant at its own time.
 * Once: `past` when it is not after now. Yearly: never before the date itself; 29 February is kept
 * on 28 February in common years. A problem when the text is no date.
 */
export function nextDateOccurrence(wait: DateWait): DateOccurrence {
  const date = readDate(wait.date, wait);
  if (date === undefined) {
    return { problem: `"${wait.date.slice(0, 40)}" is not a date such as "1990-05-17"` };
  }
  const first = occurrenceOf(date, 0, wait).at;
  if (first > wait.now) return { at: first };
  return wait.yearly ? { at: nextYearly(date, first, wait) } : { past: first };
}

function nextYearly(date: ReadDate, first: Instant, wait: DateWait): Instant {
  // No year has more than 366 days, so the one before this is surely past; one or two tries do.
  let years = Math.floor((wait.now - first) / (366 * DAY));
  let at = first;
  while (at <= wait.now) {
    at = occurrenceOf(date, 12 * years, wait).at;
    years += 1;
  }
  return at;
}

/** A time that the date, moved by the offset, comes. */
export interface Occurrence {
  /** The local day of the date, moved by the months and days of the offset. */
  readonly day: DayNumber;
  readonly at: Instant;
  /** Months since the date itself: 0 of the first, 12 of the next year's. */
  readonly months: number;
  /** Whether it has a time of its own, being read as an instant. */
  readonly isInstant: boolean;
}

/** A date that a trigger looks for, and how often it comes. */
export type RecurringDate = Omit<DateWait, "yearly" | "now"> & {
  readonly every: "once" | "month" | "year";
};

/**
 * The last time that the date, moved by the offset, came; undefined when it is still to come or the
 * text is no date. Every month: on the last day of one that is shorter.
 */
export function lastDateOccurrence(wait: RecurringDate, now: Instant): Occurrence | undefined {
  const date = readDate(wait.date, wait);
  if (date === undefined) return undefined;
  const first = occurrenceOf(date, 0, wait);
  if (first.at > now) return undefined;
  const step = wait.every === "year" ? 12 : 1;
  // One more than could have gone by: a month has at least 28 days, a year 365.
  const most = Math.floor((now - first.at) / (step * (365 / 12.2) * DAY)) + 1;
  for (let times = wait.every === "once" ? 0 : most; times > 0; times--) {
    const found = occurrenceOf(date, step * times, wait);
    if (found.at <= now) return found;
  }
  return first;
}

/** The occurrence so many months after the date itself; undefined when the text is no date. */
export function dateOccurrence(wait: RecurringDate, months: number): Occurrence | undefined {
  const date = readDate(wait.date, wait);
  return date && occurrenceOf(date, months, wait);
}

function occurrenceOf(
  { day, at: said }: ReadDate,
  monthsOn: number,
  { offset, atMinute, zone }: Pick<DateWait, "offset" | "atMinute" | "zone">,
): Occurrence {
  const { months, days, ms } = offset;
  const moved = addMonths(addMonths(day, monthsOn), months) + days;
  const isInstant = said !== undefined;
  const at = isInstant ? moveInstant(said, moved - day, zone) : instantOf(moved, atMinute, zone);
  return { day: moved, at: at + ms, months: monthsOn, isInstant };
}

/** The same local time so many days on; the very instant where that is no day. */
function moveInstant(at: Instant, days: number, zone: string): Instant {
  return days === 0 ? at : resolveLocal(at + offsetAt(at, zone) + days * DAY, zone);
}
