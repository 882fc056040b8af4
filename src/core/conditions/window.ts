import { type Duration, parseDuration } from "../time/duration.ts";
import { HOUR } from "../time/instant.ts";
import { addMonths } from "../time/months.ts";
import type { DayNumber } from "../time/zone.ts";

/** Hour windows are exact from kept instants, up to so long; longer ones are written in days. */
export const longestHourWindow = 72 * HOUR;

/** Windows in days reach as far back as events are taken at all: 5 years, "5y" as days. */
export const longestDayWindow = 60 * 31;

/**
 * First day of a window in calendar days, today included: "1d" is today, "30d" today and the 29
 * days before; "1mo" begins the day after the same date last month.
 */
export function windowStart(within: Duration, today: DayNumber): DayNumber {
  return addMonths(today, -within.months) - within.days + 1;
}

/** How many days have to be kept for a window; 0 for one in hours. */
export function windowDays(within: Duration): number {
  return within.months * 31 + within.days;
}

/** The events that a leaf looks at: all ever, those of a window, or those since entry. */
export interface Window {
  readonly kind: "ever" | "days" | "hours" | "since-entry";
  /** How many days have to be kept. */
  readonly days: number;
  /** Whether exact instants have to be kept. */
  readonly recent: boolean;
  /** Length of a window of hours, in ms. */
  readonly ms: number;
  /** First day of a window of days. Kept from one call to the next, since it changes once a day. */
  readonly from: (today: DayNumber) => DayNumber;
}

/** @throws RangeError when `within` is no duration */
export function readWindow(leaf: { within?: string; since?: "entry" }): Window {
  const none = { days: 0, ms: 0, from: (today: DayNumber) => today };
  if (leaf.since === "entry") return { kind: "since-entry", recent: true, ...none };
  if (leaf.within === undefined) return { kind: "ever", recent: false, ...none };
  const within = durationIn(leaf.within);
  const days = windowDays(within);
  if (days === 0) return { kind: "hours", recent: true, ...none, ms: within.ms };
  let known = Number.NaN;
  let first = 0;
  // Finding it costs more than a tally.
  const from = (today: DayNumber) => {
    if (today !== known) {
      known = today;
      first = windowStart(within, today);
    }
    return first;
  };
  return { kind: "days", days, recent: false, ms: 0, from };
}

function durationIn(text: string): Duration {
  const parsed = parseDuration(text);
  if (!parsed.ok) throw new RangeError(parsed.problem);
  return parsed.duration;
}
