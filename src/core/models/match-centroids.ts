import { munkres } from "munkres";
import { type Point, squaredDistance } from "./point.ts";

/**
 * Which centroid of before each centroid of now is: the pairing whose squared distances have the
 * least sum (Hungarian method). Squared, since a move that all share then changes every pairing's
 * sum alike: a shop whose figures all rise keeps its clusters.
 * @returns for each of now, the index of before; undefined for one that is new
 */
export function matchCentroids(
  before: readonly Point[],
  now: readonly Point[],
): (number | undefined)[] {
  const matched: (number | undefined)[] = now.map(() => undefined);
  if (before.length === 0 || now.length === 0) return matched;
  const costs = now.map((point) => before.map((other) => squaredDistance(point, other)));
  for (const [row, column] of munkres(costs)) matched[row] = column;
  return matched;
}
