import * as Temporal from "temporal-polyfill/fns/Instant";

/** A point in time: whole milliseconds since 1970-01-01T00:00Z. */
export type Instant = number;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
/** Exactly 24 hours; a day of the calendar may be shorter or longer. */
export const DAY = 24 * HOUR;

/**
 * RFC 3339, and of ISO 8601 also seconds left out, offsets as +08 or +0800, and six-digit years.
 * Anchored, so that neither a long text nor an annotation such as [Asia/Shanghai] gets through.
 */
const dateTimeWithOffset =
  /^(?:\d{4}|[+-]\d{6})-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:[Zz]|[+-]\d\d(?::?\d\d)?)$/;

/** As storefronts and Sojourn itself write: what `Date` reads as well as Temporal, in a tenth of the time. */
const dateTimeInUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/;

/**
 * Reads a date-time that says its offset; digits below a millisecond are cut off.
 * Undefined when the text is anything else: no offset, no such day, not a date-time.
 * Any year is read, 9999 too: whether it makes sense is the caller's to judge.
 */
export function parseInstant(text: string): Instant | undefined {
  if (dateTimeInUtc.test(text)) {
    const at = Date.parse(text);
    // Date takes 30 February for 2 March: then it isn't written back as it was.
    return !Number.isNaN(at) && formatInstant(at) === text.replace(".000Z", "Z") ? at : undefined;
  }
  if (!dateTimeWithOffset.test(text)) return undefined;
  try {
    return Temporal.fromString(text).epochMilliseconds;
  } catch (error) {
    // The right shape but no such moment, like 30 February or 25 o'clock.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** "2026-01-05T02:00:00Z"; milliseconds are written only when there are any. */
export function formatInstant(at: Instant): string {
  // As Temporal writes it, in a tenth of the time.
  const text = new Date(at).toISOString();
  return at % SECOND === 0 ? text.replace(".000Z", "Z") : text;
}

/**
 * Whether an event's own time lies before an instant. Many producers write whole seconds, and the
 * bus's own time is always one: such a time says nothing of the order within its second, and what
 * was accepted later is then taken to have happened later.
 */
export function happenedBefore(own: Instant, instant: Instant): boolean {
  return own % SECOND === 0 ? own < instant - (instant % SECOND) : own < instant;
}
