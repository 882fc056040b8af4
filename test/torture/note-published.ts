import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { Instant } from "../../src/core/time/instant.ts";
import type { Facts } from "./facts.ts";
import { sincePublish } from "./since-publish.ts";

/** A set that went live; what it says of since when its units mean what they mean is recounted. */
export function notePublished(facts: Facts, set: DefinitionSet, at: Instant): void {
  const before = [...facts.sets.values()].at(-1);
  if (before !== undefined && before.rev < set.rev) judgeSince(facts, before, set, at);
  facts.sets.set(set.rev, set);
  facts.published.set(set.rev, at);
}

function judgeSince(facts: Facts, before: DefinitionSet, set: DefinitionSet, at: Instant): void {
  for (const [unit, wanted] of Object.entries(sincePublish(before, set, at))) {
    const found = set.since?.[unit] ?? { rev: 0, at: 0 };
    // All segments together only tell when the last was let go; those that came tell themselves.
    if (unit === "segments") continue;
    // Its publish may have been decided on before others went first.
    if (found.rev === wanted.rev && found.at <= wanted.at) continue;
    const text = `${unit} is since ${JSON.stringify(found)}, by its words ${JSON.stringify(wanted)}`;
    facts.violations.push({ invariant: "since", customer: undefined, text });
  }
}
