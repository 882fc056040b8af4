import type { Customer } from "../customers/customer.ts";
import type { Attribute } from "../definitions/attribute.ts";
import { compileDefinitions } from "../definitions/compile-definitions.ts";
import type { DefinitionSet } from "../definitions/definitions.ts";
import type { Instant } from "../time/instant.ts";
import { createLearner } from "./learn-attribute.ts";
import type { Model } from "./model.ts";

/** What became of an attribute that was to be learned. */
export type Learning =
  | { readonly kind: "learned"; readonly name: string; readonly model: Model }
  | { readonly kind: "refused"; readonly name: string; readonly reason: string };

/** Has every customer visited once, in any order. */
export type EachCustomer = (visit: (customer: Customer) => void) => void | Promise<void>;

/** Learns attributes in one pass: three numbers a customer for RFM, one per feature for clusters. */
export async function learnFromAll(
  attributes: readonly Attribute[],
  set: DefinitionSet,
  now: Instant,
  each: EachCustomer,
): Promise<Learning[]> {
  const definitions = compileDefinitions(set);
  const learners = attributes.flatMap((one) => createLearner(one, set.models, definitions) ?? []);
  const about = { now, today: definitions.today(now), zone: definitions.settings.zone };
  await each((customer) => {
    for (const learner of learners) learner.see({ customer, ...about });
  });
  const learnings: Learning[] = [];
  for (const learner of learners) {
    const { name } = learner.attribute;
    learnings.push({ ...(await learner.learn(now)), name });
  }
  return learnings;
}

/** The models of what could be learned. */
export function modelsOf(learnings: readonly Learning[]): Model[] {
  return learnings.flatMap((one) => (one.kind === "learned" ? [one.model] : []));
}
