import { attributeOf, type ClusterFeature, largestValue } from "./clusters.ts";
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
    const value = readFeature(feature, attributes);
    if (typeof value === "string") return { kind: "unusable", reason: value };
    values.push(value);
  }
  return { kind: "read", values };
}

/** @returns the number, or a reason */
function readFeature(
  feature: ClusterFeature,
  attributes: Readonly<Record<string, unknown>>,
): number | string {
  const attribute = attributeOf(feature);
  const value = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
  if (value === undefined || value === null) {
    if (typeof feature === "object") return feature.missing;
    return `no attribute "${attribute}"`;
  }
  if (typeof value === "boolean") return Number(value);
  if (typeof value !== "number") return `"${attribute}" is no number, nor true or false`;
  if (Math.abs(value) <= largestValue) return value;
  return `"${attribute}" is ${value}, too large to compare`;
}
