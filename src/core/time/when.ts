import { happenedBefore, type Instant, MINUTE } from "./instant.ts";

/** A producer's clock may be ahead by this much, and no more: an event further ahead is refused. */
export const clockAhead = 10 * MINUTE;

/**
 * When something happened, or was said to be so, as the rules compare it: never later than its
 * acceptance (docs/decisions/0019-which-event-concerns-which-run.md).
 */
export interface When {
  readonly at: Instant;
  /** The time that a clock ahead said, where that was later than the acceptance, which `at` is. */
  readonly said?: Instant | undefined;
}

/**
 * The earlier of an own time and its acceptance. A phone whose clock is 8 minutes ahead says of what
 * happens now that it happens in 8 minutes. A time further ahead than any clock (local time written
 * as UTC) orders nothing, so it is not kept as `said`.
 */
export function whenOf(own: Instant, accepted: Instant): When {
  if (own <= accepted) return { at: own };
  return own <= accepted + clockAhead ? { at: accepted, said: own } : { at: accepted };
}

/**
 * A time that is kept, as a newcomer accepted at `now` is compared with it. Versions up to 0.2.0 kept
 * own times as said; one that is ahead of the newcomer's acceptance counts as that.
 */
export function whenKept(at: Instant, said: Instant | undefined, now: Instant): When {
  return said === undefined ? whenOf(at, now) : { at, said };
}

/**
 * Negative: `one` came first. Of two that clocks ahead said, the said times tell the order: their
 * acceptances only tell in which order they arrived.
 */
export function compareWhen(one: When, other: When): number {
  if (one.said !== undefined && other.said !== undefined) return one.said - other.said;
  return one.at - other.at;
}

/** {@link happenedBefore} of two such times. */
export function isBefore(one: When, other: When): boolean {
  if (one.said !== undefined && other.said !== undefined) {
    return happenedBefore(one.said, other.said);
  }
  return happenedBefore(one.at, other.at);
}
