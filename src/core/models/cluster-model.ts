import * as z from "zod";
import { fieldName, name } from "../definitions/words.ts";
import { clusterId, mostClusters } from "./clusters.ts";

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
