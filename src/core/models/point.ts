/** A customer or a centroid by its features, one number each, in one order. */
export type Point = readonly number[];

export function squaredDistance(a: Point, b: Point): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return sum;
}

/** By the first number that differs. */
export function comparePoints(a: Point, b: Point): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Index of the nearest centroid; the first of those equally near. */
export function nearestIndex(
  centroids: readonly Point[],
  point: Point,
): { readonly index: number; readonly squared: number } {
  let index = 0;
  let squared = Number.POSITIVE_INFINITY;
  for (let i = 0; i < centroids.length; i++) {
    const here = squaredDistance(centroids[i] ?? [], point);
    if (here < squared) {
      squared = here;
      index = i;
    }
  }
  return { index, squared };
}
