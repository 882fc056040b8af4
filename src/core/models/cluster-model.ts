import * as z from "zod";
import { fieldName, name } from "../definitions/words.ts";
import { clusterId, mostClusters } from "./clusters.ts";
import { nearestIndex, type Point } from "./point.ts";
import { scalePoint } from "./scale-features.ts";

/** What a run learned: enough to assign a customer, and to know the clusters again next time. */
export const clusterModel = z.strictObject({
  name,
  scale: z.enum(["z-score", "none"]),
  seed: z.number(),
  restarts: z.number(),
  customers: z.number().describe("Who were looked at."),
  inertia: z.number().describe("Sum of squared distances to the centroids, as scaled."),
  features: z
    .array(z.strictObject({ attribute: fieldName, mean: z.number(), spread: z.number() }))
    .min(1),
  clusters: z
    .array(
      z.strictObject({
        id: clusterId,
        name: z.string().optional(),
        size: z.number(),
        inertia: z.number(),
        centroid: z.record(fieldName, z.number()).describe("In the features' own units."),
      }),
    )
    .min(1)
    .max(mostClusters),
  nextId: z.number().int().min(1).describe("Of the next new cluster: ids are never reused."),
});

export type ClusterModel = z.infer<typeof clusterModel>;
export type ModelCluster = ClusterModel["clusters"][number];

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
