import { largestValue } from "./cluster-limits.ts";
import type { ClusterFeature } from "./clusters.ts";
import { attributeOf } from "./feature-words.ts";
import type { Point } from "./point.ts";

export type FeaturesRead =
  | { readonly kind: "read"; readonly values: Point }
  | { readonly kind: "unusable"; readonly reason: string };

/** A customer's features as numbers, in the definition's order; or why they can't be compared. */
export function readFeatures(
  features: readonly ClusterFeature[],
  attributes: Readonly<Record<string, unknown>>,
): FeaturesRead {
  const values: number[] = [];
  for (const feature of features) {
    const attribute = attributeOf(feature);
    const found = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
    const value = readFeature(feature, found);
    if (typeof value === "string") return { kind: "unusable", reason: value };
    values.push(value);
  }
  return { kind: "read", values };
}

/** What was found of one feature as a number; else why it is none. */
export function readFeature(feature: ClusterFeature, value: unknown): number | string {
  const attribute = attributeOf(feature);
  if (value === undefined || value === null) {
    if (typeof feature === "object" && feature.missing !== undefined) return feature.missing;
    return `no attribute "${attribute}"`;
  }
  if (typeof value === "boolean") return Number(value);
  if (typeof value !== "number") return `"${attribute}" is no number, nor true or false`;
  if (Math.abs(value) <= largestValue) return value;
  return `"${attribute}" is ${value}, too large to compare`;
}
