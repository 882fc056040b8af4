import { hashId } from "../hash.ts";
import { DAY, type Instant, SECOND } from "../time/instant.ts";

/** Keeps rows of one customer and day in the order of the file: a second each after midnight. */
const apart = SECOND;
/** So many rows of one day are told apart at most. */
const mostApart = DAY / apart - 1;

/**
 * Gives what happened an id that stays when its file is read again, or with more rows: a hash of the
 * row and of how many like it came before.
 */
export function createEventNames(): (type: string, text: string) => string {
  const equals = new Map<string, number>();
  return (type, text) => hashId(type, text, count(equals, `${type} ${text}`));
}

/**
 * Rows that say only a day follow one another by a second per customer and day: what happens at the
 * very same instant has no order.
 */
export function createDayOrder(): (customer: string, day: Instant) => Instant {
  const days = new Map<string, number>();
  return (customer, day) => day + apart * Math.min(mostApart, count(days, `${customer} ${day}`));
}

/** How often it was counted before. */
function count(seen: Map<string, number>, key: string): number {
  const before = seen.get(key) ?? 0;
  seen.set(key, before + 1);
  return before;
}
