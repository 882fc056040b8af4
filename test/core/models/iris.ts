import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Clusters } from "../../../src/core/models/clusters.ts";

/** R. A. Fisher, "The use of multiple measurements in taxonomic problems" (1936); public domain. */
const lines = readFileSync(join(import.meta.dirname, "fixtures/iris.csv"), "utf8")
  .trim()
  .split("\n");
const cells = lines.slice(1).map((line) => line.split(","));

export const irisRows: readonly number[][] = cells.map((row) => row.slice(0, 4).map(Number));
export const irisSpecies: readonly string[] = cells.map((row) => row[4] ?? "");
export const irisFeatures = ["sepalLength", "sepalWidth", "petalLength", "petalWidth"];

export function irisClusters(change: Partial<Clusters> = {}): Clusters {
  const kind = "clusters";
  return { name: "iris", kind, k: 3, scale: "none", features: irisFeatures, ...change };
}
