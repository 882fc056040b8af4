import { HOUR, type Instant } from "../time/instant.ts";
import type { DayNumber } from "../time/zone.ts";

/**
 * The rollup of one tracked event (type + filter + summed property). Days are of the shop's zone,
 * kept up to the longest window that a definition needs; instants up to 72 h, for hour windows.
 */
export interface Figure {
  readonly first: Instant;
  readonly last: Instant;
  readonly count: number;
  readonly sum: number;
  /** Ascending triples day, count, sum. */
  readonly days?: readonly number[];
  /** Ascending pairs own time, value. */
  readonly recent?: readonly number[];
}

/** What of a tracked event is kept. */
export interface FigureNeeds {
  /** Longest window in calendar days; 0: none. */
  readonly days: number;
  /** Whether exact instants of the last 72 h are needed. */
  readonly recent: boolean;
}

export const recentSpan = 72 * HOUR;

/** Inserts or merges one day, ascending; drops days before `oldest`. */
function addDay(
  days: readonly number[],
  day: DayNumber,
  value: number,
  oldest: DayNumber,
): readonly number[] {
  const kept: number[] = [];
  let placed = day < oldest;
  for (let i = 0; i < days.length; i += 3) {
    const at = days[i] as number;
    if (at < oldest) continue;
    const count = days[i + 1] as number;
    const sum = days[i + 2] as number;
    if (!placed && at >= day) {
      placed = true;
      if (at === day) {
        kept.push(at, count + 1, sum + value);
        continue;
      }
      kept.push(day, 1, value);
    }
    kept.push(at, count, sum);
  }
  if (!placed) kept.push(day, 1, value);
  return kept;
}

function addRecent(recent: readonly number[], at: Instant, value: number, now: Instant): number[] {
  const kept: number[] = [];
  let placed = at <= now - recentSpan;
  for (let i = 0; i < recent.length; i += 2) {
    const other = recent[i] as number;
    if (other <= now - recentSpan) continue;
    if (!placed && other > at) {
      placed = true;
      kept.push(at, value);
    }
    kept.push(other, recent[i + 1] as number);
  }
  if (!placed) kept.push(at, value);
  return kept;
}

/**
 * Counts one event in, in any order of arrival.
 * @param value what `sum` adds: the summed property, 0 where it is absent or no number
 * @param day the event's own day, and `today`, both in the shop's zone
 */
export function addToFigure(
  figure: Figure | undefined,
  needs: FigureNeeds,
  event: { at: Instant; day: DayNumber; value: number },
  now: Instant,
  today: DayNumber,
): Figure {
  return {
    first: figure === undefined ? event.at : Math.min(figure.first, event.at),
    last: figure === undefined ? event.at : Math.max(figure.last, event.at),
    count: (figure?.count ?? 0) + 1,
    sum: (figure?.sum ?? 0) + event.value,
    ...(needs.days > 0 && {
      days: addDay(figure?.days ?? [], event.day, event.value, today - needs.days + 1),
    }),
    ...(needs.recent && { recent: addRecent(figure?.recent ?? [], event.at, event.value, now) }),
  };
}

export interface Tally {
  count: number;
  sum: number;
}

/** Count and sum of the days from `from`, today included. */
export function tallyDays(figure: Figure | undefined, from: DayNumber, to: DayNumber): Tally {
  const tally = { count: 0, sum: 0 };
  const days = figure?.days;
  if (days === undefined) return tally;
  for (let i = days.length - 3; i >= 0; i -= 3) {
    const day = days[i] as number;
    if (day < from) break;
    if (day > to) continue;
    tally.count += days[i + 1] as number;
    tally.sum += days[i + 2] as number;
  }
  return tally;
}

/** Count and sum of what happened after `after`, up to 72 h back. */
export function tallyRecent(figure: Figure | undefined, after: Instant): Tally {
  const tally = { count: 0, sum: 0 };
  const recent = figure?.recent;
  if (recent === undefined) return tally;
  for (let i = recent.length - 2; i >= 0; i -= 2) {
    if ((recent[i] as number) <= after) break;
    tally.count += 1;
    tally.sum += recent[i + 1] as number;
  }
  return tally;
}
