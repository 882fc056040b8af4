import { kmeans } from "ml-kmeans";
import { mostRestarts } from "./clusters.ts";
import { comparePoints, nearestIndex, type Point, squaredDistance } from "./point.ts";

export interface Found {
  readonly kind: "found";
  /** The largest cluster first. */
  readonly centroids: readonly Point[];
  /** For each point, the index of its centroid: always the nearest. */
  readonly members: readonly number[];
  /** Sum of the squared distances of all points to their centroids. */
  readonly inertia: number;
}

export interface FewPoints {
  readonly kind: "too-few";
  /** Points that differ from one another: fewer than k. */
  readonly distinct: number;
}

export interface Search {
  readonly k: number;
  readonly restarts: number;
  readonly seed: number;
  /** Centroids are found among so many points, evenly taken from sorted ones; all are assigned. */
  readonly learnFrom: number;
}

/** Lloyd's steps per start; 100,000 points in six blurred groups came to rest after 117. */
const mostSteps = 300;

/**
 * K-means with k-means++ starts, of which the best is kept. Draws by the seed alone: the same
 * points in the same order give the same clusters.
 */
export function findClusters(
  points: number[][],
  { k, restarts, seed, learnFrom }: Search,
): Found | FewPoints {
  const distinct = countDistinct(points, k);
  if (distinct < k) return { kind: "too-few", distinct };
  const part = thin(points, learnFrom);
  const sample = countDistinct(part, k) < k ? points : part;
  let best: Found | undefined;
  for (let start = 0; start < restarts; start++) {
    const { centroids } = kmeans(sample, k, {
      // No two seeds share a start.
      seed: seed * mostRestarts + start,
      maxIterations: mostSteps,
      // At rest only when nothing moves: then every centroid is the mean of its members.
      tolerance: 0,
    });
    const found = settle(points, centroids);
    if (best === undefined || found.inertia < best.inertia) best = found;
  }
  return best ?? { kind: "too-few", distinct };
}

/** Members by the rule that any later customer is assigned by, and the largest cluster first. */
function settle(points: readonly Point[], centroids: readonly Point[]): Found {
  const sizes = centroids.map(() => 0);
  const raw = points.map((point) => {
    const { index } = nearestIndex(centroids, point);
    sizes[index] = (sizes[index] ?? 0) + 1;
    return index;
  });
  const order = centroids
    .map((centroid, index) => ({ centroid, index, size: sizes[index] ?? 0 }))
    .toSorted((a, b) => b.size - a.size || comparePoints(a.centroid, b.centroid));
  const sorted = order.map(({ centroid }) => centroid);
  const placeOf = new Map(order.map(({ index }, place) => [index, place]));
  const members = raw.map((index) => placeOf.get(index) ?? 0);
  const inertia = points.reduce(
    (sum, point, i) => sum + squaredDistance(point, sorted[members[i] ?? 0] ?? []),
    0,
  );
  return { kind: "found", centroids: sorted, members, inertia };
}

/** Every so many-th: of sorted points an even share of every region. */
function thin(points: number[][], most: number): number[][] {
  if (points.length <= most) return points;
  const step = points.length / most;
  return Array.from({ length: most }, (_, i) => points[Math.floor((i + 0.5) * step)] ?? []);
}

/** No further than needed. */
function countDistinct(points: readonly Point[], enough: number): number {
  const distinct: Point[] = [];
  for (const point of points) {
    if (distinct.length === enough) break;
    if (!distinct.some((other) => comparePoints(other, point) === 0)) distinct.push(point);
  }
  return distinct.length;
}
