import type { ClusterModel, ModelCluster } from "./cluster-model.ts";
import { spreadsAway } from "./scale-features.ts";

/** How a cluster's centroid differs from everybody in one feature. */
export interface Trait {
  readonly attribute: string;
  /** Value of the centroid, in the feature's own unit. */
  readonly value: number;
  /** The mean of all customers. */
  readonly usual: number;
  /** In spreads (standard deviations of all); below 0 it is lower. */
  readonly away: number;
  readonly word: TraitWord;
}

export type TraitWord = "much lower" | "lower" | "usual" | "higher" | "much higher";

/**
 * Cohen's words for differences of means (Statistical Power Analysis, 1988): under 0.2 spreads is
 * nobody's to notice, from 0.8 it is large.
 */
const noticed = 0.2;
const large = 0.8;

/** What makes a cluster what it is: its features, the most telling first. */
export function explainCluster({ features }: ClusterModel, { centroid }: ModelCluster): Trait[] {
  return features
    .map(({ attribute, ...usual }) => {
      const value = centroid[attribute] ?? usual.mean;
      const away = spreadsAway(value, usual);
      return { attribute, value, usual: usual.mean, away, word: wordFor(away) };
    })
    .toSorted((a, b) => Math.abs(b.away) - Math.abs(a.away));
}

function wordFor(away: number): TraitWord {
  const size = Math.abs(away);
  if (size < noticed) return "usual";
  if (size < large) return away < 0 ? "lower" : "higher";
  return away < 0 ? "much lower" : "much higher";
}
