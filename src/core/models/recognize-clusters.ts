import type { ClusterModel, ModelCluster } from "./cluster-model.ts";
import { centroidValues } from "./compile-model.ts";
import { matchCentroids } from "./match-centroids.ts";
import type { Point } from "./point.ts";
import { type Scaling, scalePoint, type Usual } from "./scale-features.ts";

/** A cluster of the run before. */
export interface Recognized {
  readonly cluster: ModelCluster;
  /** Its centroid then, as scaled now. */
  readonly at: Point;
}

export type FeatureUsual = Usual & { readonly attribute: string };

/** Whether clusters of before can be known again: what is looked at is the same, in any order. */
export function isComparable(
  before: ClusterModel | undefined,
  features: readonly FeatureUsual[],
): before is ClusterModel {
  const known = new Set(before?.features.map(({ attribute }) => attribute));
  return known.size === features.length && features.every(({ attribute }) => known.has(attribute));
}

/** For each centroid of now the cluster of before that it is; undefined for a new one. */
export function recognizeClusters(
  before: ClusterModel,
  features: readonly FeatureUsual[],
  scaling: Scaling,
  centroids: readonly Point[],
): (Recognized | undefined)[] {
  const order = features.map((feature) =>
    before.features.findIndex(({ attribute }) => attribute === feature.attribute),
  );
  const old = before.clusters.map((cluster) => {
    const values = centroidValues(before, cluster);
    const own = order.map((index) => values[index] ?? 0);
    return { cluster, at: scalePoint(own, features, scaling) };
  });
  const matched = matchCentroids(
    old.map(({ at }) => at),
    centroids,
  );
  return matched.map((index) => (index === undefined ? undefined : old[index]));
}
