import type { Track } from "../conditions/tracks.ts";
import type { Definitions } from "../definitions/definitions.ts";
import type { Instant } from "../time/instant.ts";
import { compareWhen, whenKept } from "../time/when.ts";
import type { DayNumber } from "../time/zone.ts";
import { addDecimal } from "./add-decimal.ts";
import type { Customer } from "./customer.ts";
import { type Daily, readDaily, writeDaily } from "./daily.ts";
import { addStep, type Side, type Steps } from "./extremes.ts";
import { joinFavourites } from "./favourites.ts";
import { dailyOf, type Figure, favouritesOf, recentSpan } from "./figures.ts";

interface Moment {
  readonly now: Instant;
  /** Today in the shop's zone. */
  readonly today: DayNumber;
}

/** The figures of two customers, as if all their events had come to one. */
export function joinFigures(
  known: Pick<Customer, "figures" | "joined">,
  other: Pick<Customer, "figures">,
  definitions: Definitions,
  now: Instant,
): Customer["figures"] {
  const tracks = new Map([...definitions.tracks.values()].flat().map((track) => [track.id, track]));
  const moment = { now, today: definitions.today(now) };
  const joined: Record<string, Figure> = {};
  for (const [id, figure] of Object.entries(known.figures)) {
    joined[id] = withBounds(figure, known.joined !== undefined);
  }
  for (const [id, figure] of Object.entries(other.figures)) {
    const mine = joined[id];
    const theirs = withBounds(figure, false);
    joined[id] = mine === undefined ? theirs : joinFigure(mine, theirs, tracks.get(id), moment);
  }
  return joined;
}

/** Favourites of older versions, bound while it is still known whether anybody was joined before. */
function withBounds(figure: Figure, isJoined: boolean): Figure {
  return figure.favourites === undefined
    ? figure
    : { ...figure, ...favouritesOf(figure, isJoined) };
}

/**
 * One figure of all that two have counted. Exact, but for favourites of more than 16 values,
 * whose counts carry the most that they can be wrong by ({@link joinFavourites}). Of two events at one time the first's counts as the first and the last.
 * @param needs windows to keep; without them every day is kept, since nobody asks for the figure now
 */
export function joinFigure(
  one: Figure,
  other: Figure,
  needs: Pick<Track, "days"> | undefined,
  { now, today }: Moment,
): Figure {
  const oldest = needs === undefined ? Number.NEGATIVE_INFINITY : today - needs.days + 1;
  const { firstValue, firstSaid } = isEarlier(other, one, now) ? other : one;
  const { lastValue, lastSaid } = isLater(other, one, now) ? other : one;
  const daily = joinDaily(dailyOf(one), dailyOf(other), oldest);
  return {
    first: Math.min(one.first, other.first),
    last: Math.max(one.last, other.last),
    count: one.count + other.count,
    sum: addDecimal(one.sum, other.sum),
    ...(daily !== "" && { daily }),
    ...either(one.recent, other.recent, (a, b) => ({ recent: joinRecent(a, b, now) })),
    ...either(one.least, other.least, (a, b) => ({ least: Math.min(a, b) })),
    ...either(one.greatest, other.greatest, (a, b) => ({ greatest: Math.max(a, b) })),
    ...either(one.lows, other.lows, (a, b) => ({ lows: joinSteps(a, b, "least", oldest, today) })),
    ...either(one.highs, other.highs, (a, b) => ({
      highs: joinSteps(a, b, "greatest", oldest, today),
    })),
    ...(firstValue !== undefined && { firstValue }),
    ...(lastValue !== undefined && { lastValue }),
    ...(firstSaid !== undefined && { firstSaid }),
    ...(lastSaid !== undefined && { lastSaid }),
    ...either(favouritesOf(one), favouritesOf(other), joinFavourites),
  };
}

function isEarlier(one: Figure, other: Figure, now: Instant): boolean {
  const first = ({ first: at, firstSaid }: Figure) => whenKept(at, firstSaid, now);
  return compareWhen(first(one), first(other)) < 0;
}

function isLater(one: Figure, other: Figure, now: Instant): boolean {
  const last = ({ last: at, lastSaid }: Figure) => whenKept(at, lastSaid, now);
  return compareWhen(last(one), last(other)) > 0;
}

/** What both keep, joined; what one keeps, as it is: counting may have begun in between. */
function either<Value, Part extends object>(
  one: Value | undefined,
  other: Value | undefined,
  join: (one: Value, other: Value) => Part,
): Part | undefined {
  const [a = other, b = one] = [one, other];
  if (a === undefined || b === undefined) return undefined;
  return join(a, b);
}

function joinDaily(one: Daily, other: Daily, oldest: DayNumber): Daily {
  const days = new Map(readDaily(one).map((tally) => [tally.day, tally]));
  for (const { day, count, sum } of readDaily(other)) {
    const known = days.get(day) ?? { day, count: 0, sum: 0 };
    days.set(day, { day, count: known.count + count, sum: addDecimal(known.sum, sum) });
  }
  const kept = [...days.values()].filter(({ day }) => day >= oldest);
  return writeDaily(kept.sort((a, b) => a.day - b.day));
}

function joinRecent(one: readonly number[], other: readonly number[], now: Instant): number[] {
  const pairs: [Instant, number][] = [];
  for (const list of [one, other]) {
    for (let i = 0; i < list.length; i += 2) pairs.push([list[i] ?? 0, list[i + 1] ?? 0]);
  }
  const kept = pairs.filter(([at]) => at > now - recentSpan);
  return kept.sort(([a], [b]) => a - b).flat();
}

function joinSteps(
  one: Steps,
  other: Steps,
  side: Side,
  oldest: DayNumber,
  today: DayNumber,
): Steps {
  return readDaily(other).reduce(
    (steps, { day, sum: value }) => addStep(steps, side, { day, value }, oldest, today),
    one,
  );
}
