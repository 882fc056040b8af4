import { DAY, type Instant } from "../time/instant.ts";
import type { DayNumber } from "../time/zone.ts";

/**
 * Days and instants in `Customer.fired` are told apart by their size: the year 9999 ends before day
 * 3,000,000, and no journey was live in the first three hours of 1970, which end with this instant.
 */
const firstInstant = 10_000_000;

/** Whether a date was noted by its day, and not by its instant. */
export function isDayNote(told: number): boolean {
  return told < firstInstant;
}

/** The day of a note; of an instant that of UTC, a day either way of the customer's. */
export function dayNoted(told: number): DayNumber {
  return isDayNote(told) ? told : Math.floor(told / DAY);
}

/** The instant of a note; of a day its beginning in UTC. */
export function instantNoted(told: number): Instant {
  return isDayNote(told) ? told * DAY : told;
}
