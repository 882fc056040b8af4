import type { Segment } from "../definitions/segment.ts";
import { checkCondition } from "./check-condition.ts";
import { checkReference, type SetContext } from "./chosen-set.ts";
import { didYouMean, nearestWord } from "./nearest-word.ts";
import { advice, error, type Finding } from "./problem.ts";
import { type PlacedCondition, walkCondition } from "./walk-steps.ts";

/** What a segment's schema can't see and no other file is needed for. */
export function checkSegment({ when }: Segment): Finding[] {
  return checkCondition({ condition: when, place: "when" }, "segment");
}

/** A segment among the others: those it names are there, and none leads back to it. */
export function checkSegmentInSet(segment: Segment, set: SetContext): Finding[] {
  const placed = { condition: segment.when, place: "when" };
  const named = segmentsIn(placed).flatMap(({ place, name }) => {
    const way = findWayBack(segment.name, name, set);
    if (way === undefined) return checkReference({ place, folder: "segments", name }, set);
    const message = `"${name}" leads back to "${segment.name}" (${way.join(" → ")})`;
    return [error(place, message, { found: name, names: `segments/${name}` })];
  });
  return [...named, ...adviseMessages(placed, set)];
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

/** The segments that a condition names. */
export function segmentsIn(placed: PlacedCondition): { place: string; name: string }[] {
  return walkCondition(placed).flatMap(({ condition, place }) =>
    "segment" in condition ? [{ place: `${place}.segment`, name: condition.segment }] : [],
  );
}

/** The way from a segment, through what it names, back to where it began. */
function findWayBack(home: string, from: string, set: SetContext): string[] | undefined {
  const seen = new Set<string>();
  const walk = (name: string, way: readonly string[]): string[] | undefined => {
    const here = [...way, name];
    if (name === home) return here;
    const segment = set.segments.get(name);
    if (segment === undefined || seen.has(name)) return undefined;
    seen.add(name);
    for (const next of segmentsIn({ condition: segment.when, place: "" })) {
      const found = walk(next.name, here);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return walk(from, [home]);
}
