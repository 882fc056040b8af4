import type { ClusterFeature, Clusters } from "./clusters.ts";

/** The attribute that a feature reads, computed or not: a file names each once. */
export function attributeOf(feature: ClusterFeature): string {
  if (typeof feature === "string") return feature;
  return "computed" in feature ? feature.computed : feature.attribute;
}

/** What a person calls a cluster; undefined where nobody named it yet. */
export function nameOfCluster({ names = {} }: Pick<Clusters, "names">, id: string) {
  const named = names[id];
  return typeof named === "string" ? named : named?.name;
}
