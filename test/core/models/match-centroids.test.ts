import fc from "fast-check";
import { expect, test } from "vitest";
import { matchCentroids } from "../../../src/core/models/match-centroids.ts";
import { type Point, squaredDistance } from "../../../src/core/models/point.ts";

const coordinate = fc.double({ min: -100, max: 100, noNaN: true });
const points = fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 6 });

/** The least sum of all pairings, each tried. */
function leastCost(before: readonly Point[], now: readonly Point[]): number {
  const [few, many] = before.length < now.length ? [before, now] : [now, before];
  const [first, ...rest] = few;
  if (first === undefined) return 0;
  const costs = many.map(
    (other, i) => squaredDistance(first, other) + leastCost(rest, many.toSpliced(i, 1)),
  );
  return Math.min(...costs);
}

test("pairs with the least sum of squared distances, as trying every pairing finds it", () => {
  fc.assert(
    fc.property(points, points, (before, now) => {
      const matched = matchCentroids(before, now);
      const used = matched.filter((index) => index !== undefined);
      expect(new Set(used).size).toBe(Math.min(before.length, now.length));
      expect(used).toHaveLength(new Set(used).size);
      const cost = matched.reduce<number>((sum, index, i) => {
        const other = index === undefined ? undefined : before[index];
        return other === undefined ? sum : sum + squaredDistance(now[i] ?? [], other);
      }, 0);
      expect(cost).toBeCloseTo(leastCost(before, now), 6);
    }),
    { numRuns: 300 },
  );
});

test("nothing before, nothing matched", () => {
  expect(matchCentroids([], [[1], [2]])).toEqual([undefined, undefined]);
});

test("twenty clusters that all moved alike are known again", () => {
  const before = Array.from({ length: 20 }, (_, i) => [i % 5, Math.floor(i / 5), Math.sin(i)]);
  const now = before.map(([a = 0, b = 0, c = 0]) => [a + 7, b - 3, c + 0.5]);
  const order = now.map((_, i) => (i * 7) % 20);
  expect(
    matchCentroids(
      before,
      order.map((i) => now[i] ?? []),
    ),
  ).toEqual(order);
});
