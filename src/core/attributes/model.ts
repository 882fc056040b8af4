import type { Attribute, RfmCuts } from "../definitions/attribute.ts";
import { hashId } from "../hash.ts";
import type { ClusterModel } from "../models/cluster-model.ts";
import { DAY, type Instant } from "../time/instant.ts";

interface Learned {
  /** The attribute's name. */
  readonly name: string;
  /** Rises with every learning. */
  readonly version: number;
  readonly at: Instant;
  /** `rev` of the set with which it went live; 0 before that. */
  readonly rev: number;
  /** Over how many. */
  readonly customers: number;
  /** The text of the definition from which it was learned; for another text it is no model. */
  readonly from: string;
}

/** The quantiles of RFM figures as thresholds, from the worse end: of recency the highest first. */
export interface RfmModel extends Learned {
  readonly kind: "rfm";
  readonly thresholds: Readonly<Partial<Record<RfmFigure, readonly number[]>>>;
}

export interface ClustersModel extends Learned {
  readonly kind: "clusters";
  readonly clusters: ClusterModel;
}

/** What is learned from all customers, and makes a computed attribute a function of one again. */
export type Model = RfmModel | ClustersModel;

export const rfmFigures = ["recency", "frequency", "monetary"] as const;
export type RfmFigure = (typeof rfmFigures)[number];

/**
 * The learned part of an attribute's definition, as a text to compare; undefined where nothing is
 * learned.
 */
export function learnedFrom(attribute: Attribute): string | undefined {
  if (attribute.kind === "clusters") {
    const { features, k, scale, seed, restarts } = attribute;
    return hashId(JSON.stringify([features, k, scale, seed, restarts]));
  }
  if (attribute.kind !== "rfm") return undefined;
  const { event, where, recency, frequency, monetary } = attribute;
  const cuts = [recency, frequency, monetary].map(({ quantiles, from }) => [quantiles, from]);
  if (cuts.every(([quantiles]) => quantiles === undefined)) return undefined;
  const figures = [event, where, frequency.within, monetary.of, monetary.within];
  return hashId(JSON.stringify([figures, cuts]));
}

/** The model that an attribute goes by; undefined before it is learned, or learned anew. */
export function modelOf(attribute: Attribute, models: readonly Model[] = []): Model | undefined {
  const from = learnedFrom(attribute);
  if (from === undefined) return undefined;
  return models.find((one) => one.name === attribute.name && one.from === from);
}

/** A model of a file that says other words now: its clusters can be known again. */
export function modelBefore(attribute: Attribute, models: readonly Model[] = []) {
  return models.find(({ name, kind }) => name === attribute.name && kind === attribute.kind);
}

const periods = { daily: DAY, weekly: 7 * DAY, monthly: 30 * DAY };
/** What looks for due ones comes at intervals itself: half a day early counts as due. */
const slack = DAY / 2;

/** Whether an attribute is to be learned now: never was, not from these words, or long ago. */
export function isLearningDue(
  attribute: Attribute,
  models: readonly Model[] | undefined,
  now: Instant,
): boolean {
  if (learnedFrom(attribute) === undefined) return false;
  const model = modelOf(attribute, models);
  if (model === undefined) return true;
  const { learn = "weekly" } = attribute as { learn?: keyof typeof periods };
  return now - model.at >= periods[learn] - slack;
}

/** Long ago, seldom and little are worse. */
export function isLowWorse(figure: RfmFigure): boolean {
  return figure !== "recency";
}

/** Whether the first score of quantiles goes to the lowest values. */
export function isFromLow(figure: RfmFigure, { from }: RfmCuts): boolean {
  return from === undefined ? !isLowWorse(figure) : from === "low";
}
