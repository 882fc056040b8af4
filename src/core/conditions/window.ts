import { Temporal } from "temporal-polyfill";
import type { Duration } from "../time/duration.ts";
import { HOUR } from "../time/instant.ts";
import type { DayNumber } from "../time/zone.ts";

/** Hour windows are exact from kept instants, up to so long; longer ones are written in days. */
export const longestHourWindow = 72 * HOUR;

const epoch = Temporal.PlainDate.from("1970-01-01");

/**
 * First day of a window in calendar days, today included: "1d" is today, "30d" today and the 29
 * days before; "1mo" begins the day after the same date last month.
 */
export function windowStart(within: Duration, today: DayNumber): DayNumber {
  if (within.months === 0) return today - within.days + 1;
  const date = epoch.add({ days: today }).subtract({ months: within.months, days: within.days });
  return epoch.until(date, { largestUnit: "days" }).days + 1;
}

/** How many days have to be kept for a window; 0 for one in hours. */
export function windowDays(within: Duration): number {
  return within.months * 31 + within.days;
}
