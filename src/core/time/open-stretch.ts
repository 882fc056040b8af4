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

/** A year and some days, so that a window on one day of a year with holidays is still found. */
const searchMs = 370 * DAY;
/** What never closes is told as closing a day later. */
const longestMs = DAY;

/**
 * The first stretch from `at` on in which the wall clock shows an open time, looked for up to 370
 * days ahead, at most 24 hours of it; undefined when there is none. `edges` are the minutes of the
 * day at which `isOpen` may change besides midnight.
 *
 * What the wall clock shows decides, also when it is set: of 02:30-03:30 only 03:00-03:30 is left
 * where the clock jumps from 02:00 to 03:00, and 01:30-01:45 comes twice where it goes back an hour.
 */
export function findOpenStretch(
  isOpen: OpenAt,
  edges: readonly number[],
  at: Instant,
  zone: string,
): OpenStretch | undefined {
  const opens = findReading(isOpen, true, edges, at, at + searchMs, zone);
  if (opens === undefined) return undefined;
  const latest = opens + longestMs;
  return { opens, closes: findReading(isOpen, false, edges, opens, latest, zone) ?? latest };
}

/** Goes from edge to edge, and from one offset to the next: in between nothing can change. */
function findReading(
  isOpen: OpenAt,
  wanted: boolean,
  edges: readonly number[],
  at: Instant,
  limit: Instant,
  zone: string,
): Instant | undefined {
  for (let here = at; here <= limit; ) {
    const span = spanAt(here, zone);
    const local = here + span.offset;
    const day = Math.floor(local / DAY);
    const timeOfDay = local - day * DAY;
    if (isOpen(day, Math.floor(timeOfDay / MINUTE)) === wanted) return here;
    let next = DAY;
    for (const edge of edges) {
      if (edge * MINUTE > timeOfDay) next = Math.min(next, edge * MINUTE);
    }
    here = Math.min(here + next - timeOfDay, span.until);
  }
  return undefined;
}
