import type { Scalar } from "../definitions/words.ts";
import { HOUR, type Instant } from "../time/instant.ts";
import { compareWhen, type When, whenKept } from "../time/when.ts";
import type { DayNumber } from "../time/zone.ts";
import { addDecimal } from "./add-decimal.ts";
import { addToDaily, type Daily, type DailyTally, tallyDaily, writeDaily } from "./daily.ts";
import { addStep, type Side, type Steps } from "./extremes.ts";
import { addFavourite, boundFavourites, type Favourites } from "./favourites.ts";

/**
 * The rollup of one tracked event (type + filter + summed property). Days are of the shop's zone,
 * kept up to the longest window that a definition needs; instants up to 72 h, for hour windows.
 */
export interface Figure extends Partial<Favourites> {
  readonly first: Instant;
  readonly last: Instant;
  readonly count: number;
  readonly sum: number;
  readonly daily?: Daily;
  /** The same as version 0.1.0 kept it: ascending triples day, count, sum. Read, not written. */
  readonly days?: readonly number[];
  /** Ascending pairs own time, value. */
  readonly recent?: readonly number[];
  /** In a figure of numbers: the least and the greatest ever, and what windows of days show. */
  readonly least?: number;
  readonly greatest?: number;
  readonly lows?: Steps;
  readonly highs?: Steps;
  /** In a figure of values: what the first and the last event said. */
  readonly firstValue?: Scalar;
  readonly lastValue?: Scalar;
  /** In a figure of values: times of `first` and `last` as said, where a clock was ahead. */
  readonly firstSaid?: Instant;
  readonly lastSaid?: Instant;
}

/**
 * What is kept of a property beside its sum: extremes of its numbers, its first and last value, or
 * which values it says how often. Events without such a property don't count in such a figure.
 */
export type Keep = "numbers" | "values" | "favourites";

/** What is kept of a tracked event. */
export interface FigureNeeds {
  /** Longest window in calendar days; 0: none. */
  readonly days: number;
  /** Whether exact instants of the last 72 h are needed. */
  readonly recent: boolean;
  readonly keep?: Keep | undefined;
}

/** One event, as a figure counts it. */
export interface Happened extends When {
  /** The event's own day, in the shop's zone. */
  readonly day: DayNumber;
  /** What `sum` adds: the property, 0 where it is absent or no number. */
  readonly value: number;
  /** What the property said; more than one only of a list, for a figure of favourites. */
  readonly values?: readonly Scalar[] | undefined;
  /** Whether a visitor was joined into the customer before. @default false */
  readonly isJoined?: boolean;
}

export const recentSpan = 72 * HOUR;

/** The days that are kept; also of an item that no event has reached since version 0.1.0. */
export function dailyOf({ daily, days = [] }: Figure): Daily {
  if (daily !== undefined) return daily;
  const tallies = Array.from({ length: days.length / 3 }, (_, n) => {
    const [day = 0, count = 0, sum = 0] = days.slice(3 * n, 3 * n + 3);
    return { day, count, sum };
  });
  return writeDaily(tallies);
}

/**
 * The favourites that a figure keeps, with the most that each count can be wrong by.
 * @param isJoined whether a visitor was joined into the customer
 */
export function favouritesOf(figure: Figure | undefined, isJoined = false): Favourites | undefined {
  if (figure?.favourites === undefined) return undefined;
  const { favourites, unlisted, count: events } = figure;
  const known = { favourites, ...(unlisted !== undefined && { unlisted }) };
  return boundFavourites(known, { events, isJoined });
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
    sum: addDecimal(figure?.sum ?? 0, event.value),
    ...(needs.days > 0 &&
      needs.keep === undefined && {
        daily: addToDaily(figure === undefined ? "" : dailyOf(figure), event, oldest),
      }),
    ...(needs.recent && { recent: addRecent(figure?.recent ?? [], event.at, event.value, now) }),
    ...(needs.keep === "numbers" && addExtremes(figure, needs, event, today)),
    ...(needs.keep === "values" && addValues(figure, event, now)),
    ...(needs.keep === "favourites" &&
      (event.values ?? []).reduce(
        (known, value) => addFavourite(known, value, event.at),
        favouritesOf(figure, event.isJoined) ?? { favourites: [] },
      )),
  };
}

function addExtremes(
  figure: Figure | undefined,
  { days }: FigureNeeds,
  event: Happened,
  today: DayNumber,
): Pick<Figure, "least" | "greatest" | "lows" | "highs"> {
  const add = (steps: Steps = "", side: Side) =>
    addStep(steps, side, event, today - days + 1, today);
  return {
    least: Math.min(figure?.least ?? event.value, event.value),
    greatest: Math.max(figure?.greatest ?? event.value, event.value),
    ...(days > 0 && { lows: add(figure?.lows, "least"), highs: add(figure?.highs, "greatest") }),
  };
}

/**
 * Adds an event's value to the first and the last. Of two events at one time, the one accepted
 * first is the earlier.
 */
function addValues(
  figure: Figure | undefined,
  event: Happened,
  now: Instant,
): Pick<Figure, "firstValue" | "lastValue" | "firstSaid" | "lastSaid"> {
  const own = { value: event.values?.[0], said: event.said };
  const first =
    figure === undefined || compareWhen(event, whenKept(figure.first, figure.firstSaid, now)) < 0
      ? own
      : { value: figure.firstValue, said: figure.firstSaid };
  const last =
    figure === undefined || compareWhen(event, whenKept(figure.last, figure.lastSaid, now)) >= 0
      ? own
      : { value: figure.lastValue, said: figure.lastSaid };
  return {
    ...(first.value !== undefined && { firstValue: first.value }),
    ...(last.value !== undefined && { lastValue: last.value }),
    ...(first.said !== undefined && { firstSaid: first.said }),
    ...(last.said !== undefined && { lastSaid: last.said }),
  };
}

export interface Tally {
  count: number;
  sum: number;
}

const never: DailyTally = { count: 0, sum: 0, days: 0 };

/** Count, sum and number of different days from `from` to `to`, both included. */
export function tallyDays(figure: Figure | undefined, from: DayNumber, to: DayNumber): DailyTally {
  return figure === undefined ? never : tallyDaily(dailyOf(figure), from, to);
}

/** Count and sum of what happened after `after`, up to 72 h back. */
export function tallyRecent(figure: Figure | undefined, after: Instant): Tally {
  const tally = { count: 0, sum: 0 };
  const recent = figure?.recent;
  if (recent === undefined) return tally;
  for (let i = recent.length - 2; i >= 0; i -= 2) {
    if ((recent[i] as number) <= after) break;
    tally.count += 1;
    tally.sum = addDecimal(tally.sum, recent[i + 1] as number);
  }
  return tally;
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
