import { usualRestarts } from "./cluster-limits.ts";
import type { ClusterModel, ModelCluster } from "./cluster-model.ts";
import type { Clusters } from "./clusters.ts";
import { compileModel } from "./compile-model.ts";
import { attributeOf, nameOfCluster } from "./feature-words.ts";
import { findClusters } from "./find-clusters.ts";
import { comparePoints, type Point, squaredDistance } from "./point.ts";
import {
  type FeatureUsual,
  isComparable,
  type Recognized,
  recognizeClusters,
} from "./recognize-clusters.ts";
import { measureUsual, scalePoint, unscalePoint } from "./scale-features.ts";

/** A cluster that was there before. */
export interface Move {
  readonly id: string;
  /** Distance that the centroid moved since the last run, as scaled now. */
  readonly distance: number;
  /** Further than its members lie from it (root mean square): does its name still fit? */
  readonly far: boolean;
}

export interface Learned {
  readonly kind: "learned";
  readonly model: ClusterModel;
  /** Moves of the clusters that stayed. */
  readonly moves: readonly Move[];
  /** Were there before, and are no more. */
  readonly gone: readonly ModelCluster[];
  /** The model before has other features, so that no cluster can be known again. */
  readonly startedAnew: boolean;
}

export interface Unlearned {
  readonly kind: "refused";
  readonly reason: string;
}

/**
 * Twenty clusters of 5,000, whose centroids are then off by 1/√5000 = 1.4 % of a spread. Ten starts
 * over 100,000 customers of four features take some 5 s and 0.5 GB here.
 */
const learnFrom = 100_000;

/**
 * Learns clusters from customers' values, in the order of the definition's features. The order of
 * the customers makes no difference. With the model of the run before, clusters keep their ids.
 */
export function learnClusters(
  definition: Clusters,
  values: readonly Point[],
  before?: ClusterModel,
): Learned | Unlearned {
  const { name, k, scale = "z-score", restarts = usualRestarts, seed = 1 } = definition;
  const rows = values.toSorted(comparePoints);
  const features = measureFeatures(definition, rows);
  const points = rows.map((row) => scalePoint(row, features, scale));
  const found = findClusters(points, { k, restarts, seed, learnFrom });
  if (found.kind === "too-few") return refuse(k, rows.length, found.distinct);
  const comparable = isComparable(before, features);
  const known = comparable ? recognizeClusters(before, features, scale, found.centroids) : [];
  let nextId = before?.nextId ?? 1;
  const placed = found.centroids.map((at, i) => ({
    at,
    id: known[i]?.cluster.id ?? `c${nextId++}`,
    known: known[i],
  }));
  const clusters = placed.map(({ id, at }): ModelCluster => {
    const label = nameOfCluster(definition, id);
    const centroid = nameValues(features, unscalePoint(at, features, scale));
    return { id, ...(label !== undefined && { name: label }), size: 0, inertia: 0, centroid };
  });
  clusters.sort((a, b) => numberOf(a.id) - numberOf(b.id));
  const draft = { name, scale, seed, restarts, customers: 0, inertia: 0, features, clusters };
  const model = measureModel({ ...draft, nextId }, rows);
  return {
    kind: "learned",
    model,
    moves: placed.flatMap((one) => measureMove(one, model)),
    gone: (before?.clusters ?? []).filter(({ id }) => !clusters.some((one) => one.id === id)),
    startedAnew: before !== undefined && !comparable,
  };
}

function measureFeatures(definition: Clusters, rows: readonly Point[]): FeatureUsual[] {
  const usual = measureUsual(rows);
  return definition.features.map((feature, i) => {
    const { mean = 0, spread = 0 } = usual[i] ?? {};
    return { attribute: attributeOf(feature), mean, spread };
  });
}

function refuse(k: number, customers: number, distinct: number): Unlearned {
  const need = `${k} clusters need at least ${k} customers who differ in their features`;
  const same = distinct === 1 ? "the same values" : `one of ${distinct} sets of values`;
  const there = customers === 1 ? "there is 1" : `there are ${customers || "none"}`;
  return {
    kind: "refused",
    reason: `${need}; ${customers < k ? there : `all ${customers} have ${same}`}`,
  };
}

/** Sizes and inertia as the model itself assigns: where two are equally near, one rule decides. */
function measureModel(draft: ClusterModel, rows: readonly Point[]): ClusterModel {
  const assign = compileModel(draft);
  const sums = new Map(draft.clusters.map((one) => [one, { size: 0, inertia: 0 }]));
  for (const row of rows) {
    const { cluster, distance } = assign(row);
    const sum = sums.get(cluster);
    if (sum === undefined) throw new RangeError("a cluster that is not of the model");
    sum.size += 1;
    sum.inertia += distance ** 2;
  }
  const clusters = draft.clusters.map((one) => ({ ...one, ...sums.get(one) }));
  const inertia = clusters.reduce((sum, one) => sum + one.inertia, 0);
  return { ...draft, customers: rows.length, inertia, clusters };
}

interface Placed {
  readonly id: string;
  /** The centroid, as scaled. */
  readonly at: Point;
  readonly known: Recognized | undefined;
}

function measureMove({ id, at, known }: Placed, { clusters }: ClusterModel): Move[] {
  const cluster = clusters.find((one) => one.id === id);
  if (known === undefined || cluster === undefined) return [];
  const squared = squaredDistance(known.at, at);
  const far = squared > cluster.inertia / Math.max(cluster.size, 1);
  return [{ id, distance: Math.sqrt(squared), far }];
}

function nameValues(features: readonly FeatureUsual[], own: Point): Record<string, number> {
  return Object.fromEntries(features.map(({ attribute }, i) => [attribute, own[i] ?? 0]));
}

function numberOf(id: string): number {
  return Number(id.slice(1));
}
