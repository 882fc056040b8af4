import type { Scalar } from "../definitions/words.ts";
import type { Instant } from "../time/instant.ts";

/**
 * A value of a property: how often it was said, at most, and when last, as far as known; then by
 * how much the count may be too high, absent where it is exact.
 */
export type Favourite = readonly [value: Scalar, count: number, last: Instant, over?: number];

/** How often a property said each value; of two at one time the later came last. */
export interface Favourites {
  readonly favourites: readonly Favourite[];
  /**
   * How often a value that is not in the full list was said, at most. A full list without it is of
   * version 0.2.0 or older ({@link boundFavourites}).
   * @default 0, of a list that is not full
   */
  readonly unlisted?: number;
}

/**
 * Values that are kept. Up to so many different ones every count is exact; with more, the rarest
 * makes room and hands its count on (Metwally et al., Space-Saving, 2005), so that a value of more
 * than 1 in 16 events is always there. 16 names of 10 characters are 0.6 KB.
 */
export const mostFavourites = 16;

/** Characters of a text that a favourite may have; longer ones are counted by their beginning. */
export const longestFavourite = 40;

/** Counts one value in, in any order of arrival. */
export function addFavourite(known: Favourites, value: Scalar, at: Instant): Favourites {
  const { favourites, unlisted = 0 } = known;
  const place = favourites.findIndex(([other]) => other === value);
  const old = favourites[place];
  if (old !== undefined) {
    const [, count, last, over] = old;
    if (at < last) {
      return { ...known, favourites: favourites.with(place, entry(value, count + 1, last, over)) };
    }
    const others = favourites.toSpliced(place, 1);
    return { ...known, favourites: [...others, entry(value, count + 1, at, over)] };
  }
  if (favourites.length < mostFavourites) {
    const longer = [...favourites, entry(value, 1, at)];
    return longer.length < mostFavourites
      ? { favourites: longer }
      : { favourites: longer, unlisted };
  }
  const rarest = favourites.reduce((least, one) =>
    one[1] < least[1] || (one[1] === least[1] && one[2] < least[2]) ? one : least,
  );
  const before = Math.max(rarest[1], unlisted);
  return {
    favourites: [
      ...favourites.filter((one) => one !== rarest),
      entry(value, before + 1, at, before),
    ],
    unlisted: before,
  };
}

/**
 * What two lists counted. Up to {@link mostFavourites} different values every count is exact; of
 * more, those said most often stay, and a value of more than 1 in 8 events is always there: a list
 * lacks at most 1 in 16 of its own, and at most 15 others can be above 1 in 16 of all. What one list
 * may lack of a value that the other has counts as said, and as what may be too high.
 */
export function joinFavourites(one: Favourites, other: Favourites): Favourites {
  const joined = new Map(one.favourites.map((kept) => [kept[0], lackedBy(other, kept)]));
  for (const kept of other.favourites) {
    const [value, count, last, over = 0] = kept;
    const known = one.favourites.find(([same]) => same === value);
    if (known === undefined) joined.set(value, lackedBy(one, kept));
    else {
      const latest = Math.max(known[2], last);
      joined.set(value, entry(value, known[1] + count, latest, (known[3] ?? 0) + over));
    }
  }
  const most = [...joined.values()].sort((a, b) => b[1] - a[1] || b[2] - a[2]);
  const favourites = most.slice(0, mostFavourites);
  if (favourites.length < mostFavourites) return { favourites };
  const both = (one.unlisted ?? 0) + (other.unlisted ?? 0);
  return { favourites, unlisted: Math.max(both, most[mostFavourites]?.[1] ?? 0) };
}

/** The value's count with what a list that does not have it may have let go of. */
function lackedBy({ unlisted = 0 }: Favourites, [value, count, last, over = 0]: Favourite) {
  return entry(value, count + unlisted, last, over + unlisted);
}

function entry(value: Scalar, count: number, last: Instant, over = 0): Favourite {
  return over === 0 ? [value, count, last] : [value, count, last, over];
}

/**
 * A full list of version 0.2.0 or older, with the most that its counts can be wrong by. A count was
 * too high by at most the least one of the list when its value came, which never falls. Joining two
 * lists lost what had no room: then all that is known is that each value was said once, and at most
 * once in each event.
 * @param events events that the figure counted
 * @param isJoined whether a visitor was joined into the customer, by that version for all we know
 */
export function boundFavourites(
  known: Favourites,
  { events, isJoined }: { readonly events: number; readonly isJoined: boolean },
): Favourites {
  const { favourites, unlisted } = known;
  if (favourites.length < mostFavourites || unlisted !== undefined) return known;
  if (isJoined) {
    const bound = favourites.map(([value, , last]) => entry(value, events, last, events - 1));
    return { favourites: bound, unlisted: events };
  }
  const least = Math.min(...favourites.map(([, count]) => count));
  const bound = favourites.map(([value, count, last]) =>
    entry(value, count, last, Math.min(least, count - 1)),
  );
  return { favourites: bound, unlisted: least };
}

/**
 * The value said most often; of several the one said last. None where another one, in the list or
 * not, may have been said as often.
 */
export function favouriteOf(known: Favourites | undefined): Scalar | undefined {
  const best = mostCertain(known);
  if (known === undefined || best === undefined) return undefined;
  const most = certainOf(best);
  const isSure = known.favourites.every((one) => {
    return one === best || one[1] < most || (one[1] === most && isExact(one) && isExact(best));
  });
  return isSure && most > (known.unlisted ?? 0) ? best[0] : undefined;
}

/** Why no favourite is told though values were said; undefined where there is one, or no value. */
export function whyNoFavourite(known: Favourites | undefined): string | undefined {
  const best = mostCertain(known);
  if (known === undefined || best === undefined) return undefined;
  if (favouriteOf(known) !== undefined) return undefined;
  const others = known.favourites.filter((one) => one !== best).map(([, count]) => count);
  const most = Math.max(known.unlisted ?? 0, ...others);
  if (certainOf(best) === 0) {
    return `not sure: only texts of more than ${longestFavourite} characters, which are not told apart`;
  }
  const name = typeof best[0] === "string" ? JSON.stringify(best[0]) : best[0];
  return `not sure: ${name} at least ${times(certainOf(best))}, another value perhaps ${times(most)}`;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

function mostCertain(known: Favourites | undefined): Favourite | undefined {
  const [first, ...others] = known?.favourites ?? [];
  if (first === undefined) return undefined;
  return others.reduce((most, one) => {
    const more = certainOf(one) - certainOf(most);
    return more > 0 || (more === 0 && one[2] >= most[2]) ? one : most;
  }, first);
}

/** How often the value was said at least: of a beginning that several texts may share not once. */
function certainOf([value, count, , over = 0]: Favourite): number {
  return isCut(value) ? 0 : count - over;
}

function isExact([value, , , over = 0]: Favourite): boolean {
  return over === 0 && !isCut(value);
}

function isCut(value: Scalar): boolean {
  return typeof value === "string" && value.length > longestFavourite;
}
