import type { Scalar } from "../definitions/words.ts";
import { HOUR, type Instant } from "../time/instant.ts";
import type { DayNumber } from "../time/zone.ts";
import { addStep, type Side, type Steps } from "./extremes.ts";
import { addFavourite, type Favourites } from "./favourites.ts";

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
  /** Of a figure of numbers: the least and the greatest ever, and what windows of days show. */
  readonly least?: number;
  readonly greatest?: number;
  readonly lows?: Steps;
  readonly highs?: Steps;
  /** Of a figure of values: what the first and the last event said. */
  readonly firstValue?: Scalar;
  readonly lastValue?: Scalar;
  /** Of a figure of favourites. */
  readonly favourites?: Favourites;
}

/**
 * What is kept of a property beside its sum: extremes of its numbers, its first and last value, or
 * which values it says how often. Events without such a property don't count in such a figure.
 */
export type Keep = "numbers" | "values" | "favourites";

/** What of a tracked event is kept. */
export interface FigureNeeds {
  /** Longest window in calendar days; 0: none. */
  readonly days: number;
  /** Whether exact instants of the last 72 h are needed. */
  readonly recent: boolean;
  readonly keep?: Keep | undefined;
}

/** One event, as a figure counts it. */
export interface Happened {
  readonly at: Instant;
  /** The event's own day, in the shop's zone. */
  readonly day: DayNumber;
  /** What `sum` adds: the property, 0 where it is absent or no number. */
  readonly value: number;
  /** What the property said; more than one only of a list, for a figure of favourites. */
  readonly said?: readonly Scalar[] | undefined;
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
 * @param today in the shop's zone
 */
export function addToFigure(
  figure: Figure | undefined,
  needs: FigureNeeds,
  event: Happened,
  now: Instant,
  today: DayNumber,
): Figure {
  const oldest = today - needs.days + 1;
  return {
    first: figure === undefined ? event.at : Math.min(figure.first, event.at),
    last: figure === undefined ? event.at : Math.max(figure.last, event.at),
    count: (figure?.count ?? 0) + 1,
    sum: (figure?.sum ?? 0) + event.value,
    ...(needs.days > 0 &&
      needs.keep === undefined && {
        days: addDay(figure?.days ?? [], event.day, event.value, oldest),
      }),
    ...(needs.recent && { recent: addRecent(figure?.recent ?? [], event.at, event.value, now) }),
    ...(needs.keep === "numbers" && addExtremes(figure, needs, event, today)),
    ...(needs.keep === "values" && addValues(figure, event)),
    ...(needs.keep === "favourites" && {
      favourites: (event.said ?? []).reduce(
        (known, value) => addFavourite(known, value, event.at),
        figure?.favourites ?? [],
      ),
    }),
  };
}

function addExtremes(
  figure: Figure | undefined,
  { days }: FigureNeeds,
  event: Happened,
  today: DayNumber,
): Pick<Figure, "least" | "greatest" | "lows" | "highs"> {
  const add = (steps: Steps = [], side: Side) =>
    addStep(steps, side, event, today - days + 1, today);
  return {
    least: Math.min(figure?.least ?? event.value, event.value),
    greatest: Math.max(figure?.greatest ?? event.value, event.value),
    ...(days > 0 && { lows: add(figure?.lows, "least"), highs: add(figure?.highs, "greatest") }),
  };
}

/** Of two events at one time, the one that came first is the earlier. */
function addValues(
  figure: Figure | undefined,
  { at, said }: Happened,
): Pick<Figure, "firstValue" | "lastValue"> {
  const first = figure === undefined || at < figure.first ? said?.[0] : figure.firstValue;
  const last = figure === undefined || at >= figure.last ? said?.[0] : figure.lastValue;
  return {
    ...(first !== undefined && { firstValue: first }),
    ...(last !== undefined && { lastValue: last }),
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

/** On how many days from `from` to `to` it happened. */
export function countDays(figure: Figure | undefined, from: DayNumber, to: DayNumber): number {
  const days = figure?.days ?? [];
  let found = 0;
  for (let i = days.length - 3; i >= 0; i -= 3) {
    const day = days[i] as number;
    if (day < from) break;
    if (day <= to) found += 1;
  }
  return found;
}

/** The least or greatest number of what happened after `after`, up to 72 h back. */
export function extremeRecent(
  figure: Figure | undefined,
  side: Side,
  after: Instant,
): number | undefined {
  const recent = figure?.recent ?? [];
  let best: number | undefined;
  for (let i = recent.length - 2; i >= 0; i -= 2) {
    if ((recent[i] as number) <= after) break;
    const value = recent[i + 1] as number;
    best = best === undefined ? value : Math[side === "least" ? "min" : "max"](best, value);
  }
  return best;
}
