import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addFavourite,
  boundFavourites,
  type Favourite,
  type Favourites,
  favouriteOf,
  joinFavourites,
  longestFavourite,
  mostFavourites,
  whyNoFavourite,
} from "../../../src/core/customers/favourites.ts";

interface Said {
  readonly value: number | string;
  readonly at: number;
}
const saidOf = (values: number) =>
  fc.array(
    fc.record({ value: fc.integer({ min: 1, max: values }), at: fc.integer({ min: 0, max: 9 }) }),
    { maxLength: 120 },
  );
/** Values as shops have them: few are said often, many seldom; times follow each other. */
const skewedFrom = (start: number) =>
  fc
    .tuple(
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.integer({ min: 0, max: 99 }), { maxLength: 200, size: "max" }),
    )
    .map(([power, draws]) =>
      draws.map(
        (draw, at): Said => ({ value: Math.floor(60 * (draw / 100) ** power), at: start + at }),
      ),
    );
const skewed = skewedFrom(0);
const count = (list: readonly Said[], from: Favourites = { favourites: [] }) =>
  list.reduce((known, { value, at }) => addFavourite(known, value, at), from);

/** The slow way: the value said most often; of several the one said last, at one time the later to come. */
function recount(list: readonly Said[]): Said["value"] | undefined {
  const inTime = list.toSorted((a, b) => a.at - b.at);
  const often = (value: Said["value"]) => list.filter((one) => one.value === value).length;
  const most = Math.max(...list.map(({ value }) => often(value)));
  return inTime.findLast(({ value }) => often(value) === most)?.value;
}

/** What is told is true; of no value is ever less or more than the counts allow. */
function expectTruth(known: Favourites, list: readonly Said[]) {
  const often = (value: unknown) => list.filter((one) => one.value === value).length;
  for (const [value, most, , over = 0] of known.favourites) {
    expect(often(value)).toBeLessThanOrEqual(most);
    expect(often(value)).toBeGreaterThanOrEqual(most - over);
  }
  const kept = new Set(known.favourites.map(([value]) => value));
  for (const { value } of list) {
    expect(kept.has(value) || often(value) <= (known.unlisted ?? 0)).toBe(true);
  }
  const told = favouriteOf(known);
  expect([undefined, recount(list)]).toContain(told);
  expect(whyNoFavourite(known) === undefined).toBe(told !== undefined || list.length === 0);
}

describe("the favourite value of a property", () => {
  it("equals a recount while there are few values, whatever the order of arrival", () => {
    fc.assert(
      fc.property(saidOf(mostFavourites), (list) => {
        expect(favouriteOf(count(list))).toBe(recount(list));
      }),
    );
  });

  it("keeps whatever is more than one in sixteen, of however many values", () => {
    fc.assert(
      fc.property(saidOf(60), (list) => {
        const known = count(list).favourites;
        expect(known.length).toBeLessThanOrEqual(mostFavourites);
        expect(known.reduce((sum, [, one]) => sum + one, 0)).toBe(list.length);
        const often = new Map(known.map(([value, found]) => [value, found]));
        for (const { value } of list) {
          const times = list.filter((one) => one.value === value).length;
          const kept = often.get(value) ?? 0;
          expect(kept >= times || times <= list.length / mostFavourites).toBe(true);
        }
      }),
    );
  });

  it("is none where a late one could not be told from it", () => {
    const tea = Array.from({ length: 20 }, (_, at) => ({ value: "tea", at }));
    const others = Array.from({ length: 400 }, (_, n) => ({ value: `article ${n}`, at: 20 + n }));
    const known = count([...tea, ...others]);
    expect(favouriteOf(known)).toBeUndefined();
    expect(whyNoFavourite(known)).toMatch(
      /^not sure: "article \d+" at least once, another value perhaps \d+ times$/,
    );
    const more = Array.from({ length: 40 }, (_, n) => ({ value: "tea", at: 500 + n }));
    expect(favouriteOf(count(more, known))).toBe("tea");
  });

  it("is none where only beginnings of long texts are known to be said most often", () => {
    const long = "b".repeat(longestFavourite + 1);
    const known = count([
      { value: "a", at: 1 },
      { value: long, at: 2 },
      { value: long, at: 3 },
    ]);
    expect(favouriteOf(known)).toBeUndefined();
    expect(whyNoFavourite(known)).toBe(
      'not sure: "a" at least once, another value perhaps 2 times',
    );
    expect(whyNoFavourite(count([{ value: long, at: 2 }]))).toBe(
      "not sure: only texts of more than 40 characters, which are not told apart",
    );
    expect(favouriteOf(count([{ value: "a", at: 5 }], count([{ value: "a", at: 4 }], known)))).toBe(
      "a",
    );
  });

  it("is true wherever it is told, of however many values", () => {
    let told = 0;
    fc.assert(
      fc.property(fc.oneof(skewed, saidOf(60)), (list) => {
        const known = count(list);
        expectTruth(known, list);
        if (known.unlisted !== undefined && favouriteOf(known) !== undefined) told += 1;
      }),
      { numRuns: 300 },
    );
    expect(told).toBeGreaterThan(10);
  });

  it("is true of customers who were joined, and after more events", () => {
    let told = 0;
    fc.assert(
      fc.property(
        skewed,
        skewedFrom(200),
        skewedFrom(400),
        skewedFrom(600),
        (one, other, third, later) => {
          const joined = joinFavourites(joinFavourites(count(one), count(other)), count(third));
          const known = count(later, joined);
          expectTruth(joined, [...one, ...other, ...third]);
          expectTruth(known, [...one, ...other, ...third, ...later]);
          if (known.unlisted !== undefined && favouriteOf(known) !== undefined) told += 1;
        },
      ),
      { numRuns: 200 },
    );
    expect(told).toBeGreaterThan(10);
  });

  it("is true of items that version 0.2.0 wrote, of joined customers, too", () => {
    let told = 0;
    fc.assert(
      fc.property(
        skewed,
        skewedFrom(200),
        skewedFrom(400),
        fc.boolean(),
        (one, other, later, isJoined) => {
          const before = isJoined ? [...one, ...other] : one;
          const kept = isJoined ? joinOld(countOld(one), countOld(other)) : countOld(one);
          const old = boundFavourites({ favourites: kept }, { events: before.length, isJoined });
          const known = count(later, old);
          expectTruth(old, before);
          expectTruth(known, [...before, ...later]);
          if (old.unlisted !== undefined && favouriteOf(known) !== undefined) told += 1;
        },
      ),
      { numRuns: 300 },
    );
    expect(told).toBeGreaterThan(10);
  });
});

/** As version 0.2.0 counted. */
function countOld(list: readonly Said[]): Favourite[] {
  return list.reduce<Favourite[]>((known, { value, at }) => {
    const place = known.findIndex(([other]) => other === value);
    const [, often = 0] = known[place] ?? [];
    if (place !== -1) return [...known.toSpliced(place, 1), [value, often + 1, at]];
    if (known.length < mostFavourites) return [...known, [value, 1, at]];
    const rarest = known.reduce((least, one) =>
      one[1] < least[1] || (one[1] === least[1] && one[2] < least[2]) ? one : least,
    );
    return [...known.filter((one) => one !== rarest), [value, rarest[1] + 1, at]];
  }, []);
}

/** As version 0.2.0 joined. */
function joinOld(one: readonly Favourite[], other: readonly Favourite[]): Favourite[] {
  const joined = new Map<unknown, Favourite>();
  for (const [value, often, last] of [...one, ...other]) {
    const [, known = 0, latest = last] = joined.get(value) ?? [];
    joined.set(value, [value, known + often, Math.max(latest, last)]);
  }
  return [...joined.values()].sort((a, b) => b[1] - a[1] || b[2] - a[2]).slice(0, mostFavourites);
}
