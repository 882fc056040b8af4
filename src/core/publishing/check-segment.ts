import type { Segment } from "../definitions/segment.ts";
import { isDerived } from "../definitions/vocabulary.ts";
import { findTagCircle } from "../segments/order-by-tags.ts";
import { checkCondition } from "./check-condition.ts";
import { checkReference, type SetContext } from "./chosen-set.ts";
import { didYouMean, nearestWord } from "./nearest-word.ts";
import { advice, error, type Finding } from "./problem.ts";
import {
  conditionsBehind,
  findSegment,
  findWayBack,
  givenBy,
  namedIn,
  unitOfNamed,
} from "./references.ts";
import { type PlacedCondition, walkCondition } from "./walk-steps.ts";

/** What a segment's schema can't see and no other file is needed for. */
export function checkSegment({ when }: Segment): Finding[] {
  const placed = { condition: when, place: "when" };
  return [...checkCondition(placed, "segment"), ...refuseDerived(placed)];
}

/** Entering a segment is an event: a segment that asks for one would hang on itself. */
export function refuseDerived(placed: PlacedCondition): Finding[] {
  return walkCondition(placed).flatMap(({ condition, place }) => {
    if (!("event" in condition) || !isDerived(condition.event)) return [];
    const message = `"${condition.event}" is made of segments; ask "segment", or with "wasWithin"`;
    return [error(`${place}.event`, message, { found: condition.event })];
  });
}

/** A segment among the others: those it names are there, and none leads back to it. */
export function checkSegmentInSet(segment: Segment, set: SetContext): Finding[] {
  const placed = { condition: segment.when, place: "when" };
  return [
    ...checkNamed(placed, `segments/${segment.name}`, set),
    ...checkTags(segment, "when", set),
    ...adviseMessages(placed, set),
  ];
}

/** What a condition names is there. @param home the unit that it is of, to which none leads back */
export function checkNamed(
  placed: PlacedCondition,
  home: string | undefined,
  set: SetContext,
): Finding[] {
  return namedIn(placed).flatMap((named) => {
    const { place, name, past } = named;
    const names = unitOfNamed(named, set);
    const way = home === undefined || past ? undefined : findWayBack(home, names, set);
    if (way === undefined) return checkReference(named, set);
    const message = `"${name}" leads back to "${way[0]}" (${way.join(" → ")})`;
    return [error(place, message, { found: name, names })];
  });
}

/** Tags that segments set are looked at by segments after them: in a circle nobody would be. */
export function checkTags(segment: Segment, place: string, set: SetContext): Finding[] {
  const all = [...set.segments.values(), ...givenBy(set.attributes).segments.values()];
  const circle = findTagCircle(segment, all, {
    segment: (name) => findSegment(set, name)?.when,
    behind: (computed) =>
      conditionsBehind(unitOfNamed({ folder: "attributes", name: computed }, set), set),
  });
  if (circle === undefined) return [];
  const message = `hangs on a tag that hangs on this segment (${circle.join(" ← ")})`;
  return [error(place, message)];
}

/** A condition on messages of a template that is not there: deleted, or misspelt. */
export function adviseMessages(placed: PlacedCondition, set: SetContext): Finding[] {
  return walkCondition(placed).flatMap(({ condition, place }) => {
    if (!("message" in condition) || condition.template === undefined) return [];
    const known = [...set.templates.keys()];
    if (known.includes(condition.template)) return [];
    const nearest = nearestWord(condition.template, known);
    const message = `no template "${condition.template}" now${didYouMean(nearest)}`;
    return [advice(`${place}.template`, message)];
  });
}
