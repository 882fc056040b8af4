import * as z from "zod";
import { fieldName, name } from "../definitions/words.ts";

/** A name and its number: two people rarely tell more groups apart, and matching stays instant. */
export const mostClusters = 20;
const mostFeatures = 20;
/** Squares and their sums stay far from overflow: (1e15)² × a billion customers is 1e39. */
export const largestValue = 1e15;
/** Of 1000 single starts on iris 42 % end in the best of all; of ten, all but 0.4 % do. */
export const usualRestarts = 10;
export const mostRestarts = 100;

/** Given in the order of first sight, and kept. */
export const clusterId = z
  .string()
  .regex(/^c[1-9]\d{0,5}$/, "write the id of a cluster, such as c1");

const feature = z.union([
  fieldName,
  z.strictObject({
    attribute: fieldName,
    missing: z
      .number()
      .min(-largestValue)
      .max(largestValue)
      .describe("Counts for a customer who has no such attribute."),
  }),
]);

/** `attributes/<name>.json` of type clusters: groups of customers who are alike, found by k-means. */
export const clusters = z
  .strictObject({
    $schema: z.string().optional(),
    name,
    type: z.literal("clusters"),
    title: z.string().max(120).optional(),
    description: z.string().max(2000).optional(),
    owner: z.string().max(120).optional(),
    features: z
      .array(feature)
      .min(1)
      .max(mostFeatures)
      .describe("Attributes that are numbers, or true and false (1 and 0)."),
    scale: z
      .enum(["z-score", "none"])
      .optional()
      .describe("z-score (default): every feature counts alike. none: by its own unit."),
    k: z.number().int().min(2).max(mostClusters).describe("How many clusters."),
    restarts: z
      .number()
      .int()
      .min(1)
      .max(mostRestarts)
      .optional()
      .describe(`Starts of which the best is kept. Default: ${usualRestarts}.`),
    seed: z
      .number()
      .int()
      .min(0)
      .max(1_000_000)
      .optional()
      .describe("The same seed and customers give the same clusters. Default: 1."),
    names: z
      .record(clusterId, z.string().min(1).max(60))
      .optional()
      .describe("What people call a cluster, by the id that it keeps from one run to the next."),
  })
  .meta({ id: "clusters", title: "Sojourn clusters" });

export type Clusters = z.infer<typeof clusters>;
export type ClusterFeature = Clusters["features"][number];

/** The attribute that a feature reads. */
export function attributeOf(feature: ClusterFeature): string {
  return typeof feature === "string" ? feature : feature.attribute;
}
