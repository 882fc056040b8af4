import * as z from "zod";
import { attributeHead, group, groupName, learn, refused } from "../definitions/attribute-words.ts";
import { fieldName, name } from "../definitions/words.ts";
import { largestValue, usualRestarts } from "./cluster-limits.ts";

/** A name and its number: two people rarely tell more groups apart, and matching stays instant. */
export const mostClusters = 20;
const mostFeatures = 20;
export const mostRestarts = 100;

/** Given in the order of first sight, and kept. */
export const clusterId = z
  .string()
  .regex(/^c[1-9]\d{0,5}$/, "write the id of a cluster, such as c1");

const missing = z
  .number()
  .min(-largestValue)
  .max(largestValue)
  .meta({ description: "Counts for a customer who has no such attribute.", examples: [0] });

const feature = z.union([
  fieldName,
  z.strictObject({
    attribute: fieldName.meta({
      description: "An attribute of the customer: a number, or true or false.",
      examples: ["age"],
    }),
    missing,
  }),
  z.strictObject({
    computed: name.meta({
      description: "A computed attribute that is a number.",
      examples: ["spend-90d"],
    }),
    missing: missing.optional(),
  }),
]);

/** What people call a cluster. */
const clusterNames = z.record(
  clusterId,
  z.union([groupName, z.strictObject(group)], 'write a name, or { "name": …, "tag": … }'),
);

/** `attributes/<name>.json` of kind clusters: groups of customers who are alike, by k-means. */
export const clusters = z.strictObject({
  kind: z.literal("clusters").describe("Groups of customers who are alike, learned from all."),
  ...attributeHead,
  features: z
    .array(feature)
    .min(1)
    .max(mostFeatures)
    .meta({
      description: "Attributes and computed ones: numbers, or true and false (1 and 0).",
      examples: [["spend", { attribute: "age", missing: 40 }, { computed: "spend-90d" }]],
    }),
  scale: z
    .enum(["z-score", "none"])
    .optional()
    .describe("z-score (default): every feature counts alike. none: by its own unit."),
  k: z
    .number()
    .int()
    .min(2)
    .max(mostClusters)
    .meta({
      description: "How many clusters.",
      examples: [4],
    }),
  restarts: z
    .number()
    .int()
    .min(1)
    .max(mostRestarts)
    .optional()
    .meta({
      description: `Starts of which the best is kept. Default: ${usualRestarts}.`,
      examples: [usualRestarts],
    }),
  seed: z
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .optional()
    .meta({
      description: "The same seed and customers give the same clusters. Default: 1.",
      examples: [1],
    }),
  names: clusterNames.optional().meta({
    description: "By the id that a cluster keeps from one run to the next. Named, it is a segment.",
    examples: [{ c1: "loyal", c2: { name: "bargain-hunters", tag: "bargain" } }],
  }),
  refused,
  learn,
});

export type Clusters = z.infer<typeof clusters>;
export type ClusterFeature = Clusters["features"][number];
