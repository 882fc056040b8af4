import { DAY, type Instant, MINUTE } from "./instant.ts";
import { spanAt } from "./offset-spans.ts";
import type { DayNumber } from "./zone.ts";

/** Open from `opens` on, and no longer at `closes`. */
export interface OpenStretch {
  readonly opens: Instant;
  readonly closes: Instant;
}

/** Whether something is open while the wall clock shows that minute (0 to 1439) of that day. */
export type OpenAt = (day: DayNumber, minute: number) => boolean;

/** Whether something is open by the clock on the wall of one zone. */
export interface WallClock {
  readonly zone: string;
  readonly isOpen: OpenAt;
  /** Minutes of the day at which `isOpen` may change besides midnight. */
  readonly edges: readonly number[];
}

/** A year and some days, so that a window on one day of a year with holidays is still found. */
const searchMs = 370 * DAY;
/** What never closes is told as closing a day later. */
const longestMs = DAY;

/**
 * The first stretch from `at` on in which all clocks show an open time, looked for up to 370 days
 * ahead, at most 24 hours of it; undefined when there is none.
 *
 * What the wall clock shows decides, also when it is set: of 02:30-03:30 only 03:00-03:30 is left
 * where the clock jumps from 02:00 to 03:00, and 01:30-01:45 comes twice where it goes back an hour.
 */
export function findOpenStretch(
  clocks: readonly WallClock[],
  at: Instant,
): OpenStretch | undefined {
  const opens = findOpening(clocks, at, at + searchMs);
  if (opens === undefined) return undefined;
  const latest = opens + longestMs;
  const closes = clocks.map((clock) => findClosing(clock, opens, latest) ?? latest);
  return { opens, closes: Math.min(latest, ...closes) };
}

/** Goes on to where the last of the closed clocks may open: before that they are not all open. */
function findOpening(
  clocks: readonly WallClock[],
  at: Instant,
  limit: Instant,
): Instant | undefined {
  for (let here = at; here <= limit; ) {
    let next = here;
    for (const clock of clocks) {
      const reading = read(clock, here);
      if (!reading.open) next = Math.max(next, reading.changes);
    }
    if (next === here) return here;
    here = next;
  }
  return undefined;
}

function findClosing(clock: WallClock, at: Instant, limit: Instant): Instant | undefined {
  for (let here = at; here <= limit; ) {
    const reading = read(clock, here);
    if (!reading.open) return here;
    here = reading.changes;
  }
  return undefined;
}

/** Whether a clock shows an open time, and until when it can't change: an edge, or a new offset. */
function read(
  { zone, isOpen, edges }: WallClock,
  at: Instant,
): { open: boolean; changes: Instant } {
  const span = spanAt(at, zone);
  const local = at + span.offset;
  const day = Math.floor(local / DAY);
  const timeOfDay = local - day * DAY;
  let next = DAY;
  for (const edge of edges) {
    if (edge * MINUTE > timeOfDay) next = Math.min(next, edge * MINUTE);
  }
  const open = isOpen(day, Math.floor(timeOfDay / MINUTE));
  return { open, changes: Math.min(at + next - timeOfDay, span.until) };
}
