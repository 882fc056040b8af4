import { type Instant, MINUTE, SECOND } from "../time/instant.ts";

/** Where a part of all customers stands. */
export interface BackfillSlice {
  /** Where its next page begins; absent at the start and at the end. */
  readonly cursor?: string | undefined;
  readonly done: boolean;
  /** Customers that were filled in, in all passes. */
  readonly filled: number;
  /** Those found so far in the pass that is under way. */
  readonly found: number;
  /** In this pass: whose events are not all in the history yet, or whom others kept changing. */
  readonly behind: number;
  /** In this pass: customers looked at, and those set aside. Absent: none. */
  readonly seen?: number;
  readonly setAside?: number;
}

/** The one item that says how far the newest backfill is; a newer one takes it over. */
export interface Backfill {
  /** Rises whenever another takes over: what an earlier one writes is refused. 0: never begun. */
  readonly token: number;
  /** The newest publish whose figures it fills in. */
  readonly rev: number;
  readonly began: Instant;
  readonly slices: readonly BackfillSlice[];
  readonly ended?: Instant;
}

/**
 * Before a backfill looks at anybody: functions keep definitions for 30 s, and intake, which alone
 * records events without touching their customer's item, runs for 30 s at most. After it no event
 * goes into the history uncounted. Items need no such rest: {@link Customer.counted} guards them.
 */
export const restBefore = 60 * SECOND;
/** Where events are not all in the history yet: intake tries them again every 3 min. */
export const restBehind = 15 * MINUTE;

export const neverBegun: Backfill = { token: 0, rev: 0, began: 0, slices: [] };

/**
 * 8 parts side by side: each recounts some 300 customers a second, a million in 7 min. An account
 * with room for 10 functions at once still has 2 for events meanwhile.
 */
const sliceCount = 8;

const notBegun: BackfillSlice = { done: false, filled: 0, found: 0, behind: 0 };

export function firstPass(): readonly BackfillSlice[] {
  return Array.from({ length: sliceCount }, () => notBegun);
}

/**
 * Over the slices again in which somebody was filled in or left behind: until a pass finds nobody,
 * since who was joined or came in between may have been missed.
 */
export function nextPass(slices: readonly BackfillSlice[]): readonly BackfillSlice[] {
  return slices.map((slice) =>
    isSettled(slice) ? slice : { done: false, filled: slice.filled, found: 0, behind: 0 },
  );
}

/** Whether the slice's pass is over and found nobody any more. */
export function isSettled({ done, found, behind }: BackfillSlice): boolean {
  return done && found === 0 && behind === 0;
}

/** Customers that were filled in. */
export function filledBy({ slices }: Backfill): number {
  return slices.reduce((sum, { filled }) => sum + filled, 0);
}
