import { checkEvent, checkRatio, checkTrend } from "./check-figures.ts";
import { checkRange } from "./check-range.ts";
import { type ConditionScope, checkWindow } from "./check-window.ts";
import { error, type Finding } from "./problem.ts";
import { type PlacedCondition, walkCondition } from "./walk-steps.ts";

/** What the schema of a condition can't see. */
export function checkCondition(placed: PlacedCondition, scope: ConditionScope): Finding[] {
  return walkCondition(placed).flatMap(({ condition: leaf, place }) => {
    if ("event" in leaf) return checkEvent(leaf, place, scope);
    if ("message" in leaf) return checkWindow(leaf, place, scope);
    if ("ratio" in leaf) return checkRatio(leaf, place, scope);
    if ("trend" in leaf) return checkTrend(leaf, place, scope);
    if ("trigger" in leaf) return [...checkTrigger(place, scope), ...checkRange(leaf, place)];
    if ("computed" in leaf) return checkRange(leaf, place);
    if ("attribute" in leaf) {
      return [...checkRange(leaf, place), ...checkRange(leaf.age ?? {}, `${place}.age`)];
    }
    return [];
  });
}

function checkTrigger(place: string, scope: ConditionScope): Finding[] {
  switch (scope) {
    case "steps":
      return [];
    case "entry":
      return [error(place, 'the event that is entered on is filtered by "entry.where"')];
    case "segment":
      return [error(place, "a segment is about the customer; it knows no event of a journey")];
    case "attribute":
      return [error(place, "an attribute is of the customer; it knows no event of a journey")];
  }
}
