import type { ClusterModel, ModelCluster } from "./cluster-model.ts";
import { nearestIndex, type Point } from "./point.ts";
import { scalePoint } from "./scale-features.ts";

export interface Assignment {
  readonly cluster: ModelCluster;
  /** To the centroid, as scaled. */
  readonly distance: number;
}

/** A cluster's centroid in the order of the model's features. */
export function centroidValues({ features }: ClusterModel, { centroid }: ModelCluster): Point {
  return features.map(({ attribute, mean }) => centroid[attribute] ?? mean);
}

/**
 * Makes the function that says whose cluster a customer is in: the nearest centroid's.
 * It takes the customer's values in the order of the model's features.
 */
export function compileModel(model: ClusterModel): (values: Point) => Assignment {
  const { features, scale, clusters } = model;
  const centroids = clusters.map((one) => scalePoint(centroidValues(model, one), features, scale));
  return (values) => {
    const { index, squared } = nearestIndex(centroids, scalePoint(values, features, scale));
    const cluster = clusters[index];
    if (cluster === undefined) throw new RangeError("a model has at least one cluster");
    return { cluster, distance: Math.sqrt(squared) };
  };
}
