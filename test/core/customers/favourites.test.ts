import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addFavourite,
  type Favourites,
  favouriteOf,
  mostFavourites,
} from "../../../src/core/customers/favourites.ts";

interface Said {
  readonly value: number;
  readonly at: number;
}
const saidOf = (values: number) =>
  fc.array(
    fc.record({ value: fc.integer({ min: 1, max: values }), at: fc.integer({ min: 0, max: 9 }) }),
    { maxLength: 120 },
  );
const count = (list: readonly Said[]) =>
  list.reduce<Favourites>((known, { value, at }) => addFavourite(known, value, at), []);

/** The slow way: the value said most often; of several the one said last, at one time the later to come. */
function recount(list: readonly Said[]): number | undefined {
  const inTime = list.toSorted((a, b) => a.at - b.at);
  const often = (value: number) => list.filter((one) => one.value === value).length;
  const most = Math.max(...list.map(({ value }) => often(value)));
  return inTime.findLast(({ value }) => often(value) === most)?.value;
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
        const known = count(list);
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
});
