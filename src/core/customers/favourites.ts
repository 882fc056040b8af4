import type { Scalar } from "../definitions/words.ts";
import type { Instant } from "../time/instant.ts";

/** How often a property said each value, and when last; of two at one time the later came last. */
export type Favourites = readonly (readonly [value: Scalar, count: number, last: Instant])[];

/**
 * Values that are kept. Up to so many different ones every count is exact; with more, the rarest
 * makes room and hands its count on (Metwally et al., Space-Saving, 2005), so that a value of more
 * than 1 in 16 events is always there. 16 names of 10 characters are 0.6 KB.
 */
export const mostFavourites = 16;

/** Counts one value in, in any order of arrival. */
export function addFavourite(known: Favourites, value: Scalar, at: Instant): Favourites {
  const place = known.findIndex(([other]) => other === value);
  const old = known[place];
  if (old !== undefined) {
    const [, count, last] = old;
    if (at < last) return known.with(place, [value, count + 1, last]);
    return [...known.toSpliced(place, 1), [value, count + 1, at]];
  }
  if (known.length < mostFavourites) return [...known, [value, 1, at]];
  const rarest = known.reduce((least, one) =>
    one[1] < least[1] || (one[1] === least[1] && one[2] < least[2]) ? one : least,
  );
  return [...known.filter((one) => one !== rarest), [value, rarest[1] + 1, at]];
}

/**
 * What two lists counted. Up to {@link mostFavourites} different values every count is exact; of
 * more, those said most often stay, and a value of more than 1 in 8 events is always there: a list
 * lacks at most 1 in 16 of its own, and at most 15 others can be above 1 in 16 of all.
 */
export function joinFavourites(one: Favourites, other: Favourites): Favourites {
  const joined = new Map<Scalar, Favourites[number]>();
  for (const [value, count, last] of [...one, ...other]) {
    const [, known = 0, latest = last] = joined.get(value) ?? [];
    joined.set(value, [value, known + count, Math.max(latest, last)]);
  }
  const most = [...joined.values()].sort((a, b) => b[1] - a[1] || b[2] - a[2]);
  return most.slice(0, mostFavourites);
}

/** The value said most often; of several the one said last. */
export function favouriteOf(known: Favourites | undefined): Scalar | undefined {
  const [first, ...others] = known ?? [];
  if (first === undefined) return undefined;
  const [value] = others.reduce(
    (most, one) => (one[1] > most[1] || (one[1] === most[1] && one[2] >= most[2]) ? one : most),
    first,
  );
  return value;
}
