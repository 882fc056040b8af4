import type { DefinitionSet } from "../definitions/definitions.ts";
import { sinceWhen } from "../publishing/since-when.ts";
import type { Instant } from "../time/instant.ts";
import { learnedFrom, type Model } from "./model.ts";

/**
 * The set of the next rev, with what was learned; undefined where all of it is of words that have
 * changed since, or was learned by another meanwhile. A segment whose attribute is learned for the
 * first time begins to mean something with it: who is in it then, is no news. Learned again, it is.
 */
export function adoptModels(
  live: DefinitionSet,
  learned: readonly Model[],
  now: Instant,
): DefinitionSet | undefined {
  const { attributes = [], models = [] } = live;
  const from = new Map(attributes.map((one) => [one.name, learnedFrom(one)]));
  const fitting = learned.filter(
    (model) => from.get(model.name) === model.from && !models.some((one) => isAsNew(one, model)),
  );
  if (fitting.length === 0) return undefined;
  const kept = models.filter(({ name }) => !fitting.some((model) => model.name === name));
  const rev = live.rev + 1;
  const next = { ...live, rev, models: [...kept, ...fitting.map((one) => ({ ...one, rev }))] };
  return { ...next, since: sinceWhen(next, live, { rev, at: now }) };
}

/** Versions rise: two who learned at once, from the same before, come to the same one. */
function isAsNew(there: Model, learned: Model): boolean {
  const { name, from, version } = learned;
  return there.name === name && there.from === from && there.version >= version;
}
