import { error, type Finding } from "../publishing/problem.ts";
import type { Clusters } from "./clusters.ts";
import { attributeOf } from "./feature-words.ts";

/** What the schema of clusters can't see: a feature that is named twice would count twice. */
export function checkClusters({ features }: Clusters): Finding[] {
  const attributes = features.map(attributeOf);
  return attributes.flatMap((attribute, index) =>
    attributes.indexOf(attribute) === index
      ? []
      : [error(`features[${index}]`, `"${attribute}" stands there twice`, { found: attribute })],
  );
}
