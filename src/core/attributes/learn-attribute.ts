import type { CompileContext, Subject } from "../conditions/subject.ts";
import { createTracks } from "../conditions/tracks.ts";
import type { Attribute, Rfm } from "../definitions/attribute.ts";
import type { Definitions } from "../definitions/definitions.ts";
import type { Clusters } from "../models/clusters.ts";
import type { Point } from "../models/point.ts";
import { readProfiling } from "../models/profiling.ts";
import type { Instant } from "../time/instant.ts";
import { compileFeatures } from "./compile-attributes.ts";
import { rfmValues } from "./compile-rfm.ts";
import {
  isLowWorse,
  learnedFrom,
  type Model,
  modelBefore,
  type RfmFigure,
  rfmFigures,
} from "./model.ts";
import { findQuantiles } from "./quantiles.ts";

export type LearnedAttribute =
  | { readonly kind: "learned"; readonly model: Model }
  /** Too few customers, or all alike. */
  | { readonly kind: "refused"; readonly reason: string };

/** Sees every customer once, in any order, then says what is learned. */
export interface Learner {
  readonly attribute: Attribute;
  /** Takes a customer into account, unless it refuses profiling or has no such figures. */
  see(subject: Subject): void;
  learn(now: Instant): Promise<LearnedAttribute>;
}

/**
 * @param definitions that count its figures, of the attributes that it names
 * @returns undefined where nothing is learned of such an attribute
 */
export function createLearner(
  attribute: Attribute,
  models: readonly Model[] | undefined,
  { computed }: Pick<Definitions, "computed">,
): Learner | undefined {
  const from = learnedFrom(attribute);
  if (from === undefined) return undefined;
  const context: CompileContext = {
    tracks: createTracks(),
    segment: () => undefined,
    computed: (name) => computed.get(name)?.value,
  };
  const before = modelBefore(attribute, models);
  const about = { name: attribute.name, version: (before?.version ?? 0) + 1, from, rev: 0 };
  if (attribute.kind === "rfm") return learnRfm(attribute, about, context);
  if (attribute.kind !== "clusters") return undefined;
  return learnGroups(attribute, about, before, context);
}

type About = Pick<Model, "name" | "version" | "from" | "rev">;

/** Three numbers of 8 bytes a customer: 24 MB of a million. */
function learnRfm(rfm: Rfm, about: About, context: CompileContext): Learner {
  const figures = rfmValues(rfm, context);
  const seen: Record<RfmFigure, number[]> = { recency: [], frequency: [], monetary: [] };
  return {
    attribute: rfm,
    see(subject) {
      if (readProfiling(subject.customer) !== "allowed") return;
      const values = rfmFigures.map((figure) => figures[figure](subject));
      if (!values.every((value) => typeof value === "number")) return;
      for (const [at, figure] of rfmFigures.entries()) seen[figure].push(values[at] ?? 0);
    },
    async learn(at) {
      const customers = seen.recency.length;
      if (customers === 0) return { kind: "refused", reason: `nobody has "${rfm.event}" yet` };
      const thresholds: { [figure in RfmFigure]?: number[] } = {};
      for (const figure of rfmFigures) {
        const { quantiles } = rfm[figure];
        if (quantiles === undefined) continue;
        const values = Float64Array.from(seen[figure]);
        thresholds[figure] = findQuantiles(values, quantiles, isLowWorse(figure));
      }
      return { kind: "learned", model: { kind: "rfm", ...about, at, customers, thresholds } };
    },
  };
}

function learnGroups(
  definition: Clusters,
  about: About,
  before: Model | undefined,
  context: CompileContext,
): Learner {
  const read = compileFeatures(definition, context);
  const seen: Point[] = [];
  return {
    attribute: definition,
    see(subject) {
      if (readProfiling(subject.customer) !== "allowed") return;
      const values = read(subject);
      if (values !== undefined) seen.push(values);
    },
    async learn(at) {
      // The k-means library takes longer to load than all else here: only who learns needs it.
      const { learnClusters } = await import("../models/learn-clusters.ts");
      const known = before?.kind === "clusters" ? before.clusters : undefined;
      const learned = learnClusters(definition, seen, known);
      if (learned.kind === "refused") return learned;
      const { model: clusters } = learned;
      const { customers } = clusters;
      return { kind: "learned", model: { kind: "clusters", ...about, at, customers, clusters } };
    },
  };
}
