import type { CompileContext } from "../conditions/subject.ts";
import type { Condition } from "../definitions/condition.ts";
import type { Segment } from "../definitions/segment.ts";

type Lookup = Pick<CompileContext, "segment" | "behind">;

/**
 * Segments in such an order that who looks at a tag comes after all who set it, else as they came.
 * A circle, which the check of the set refuses, is cut where it is met.
 */
export function orderByTags(segments: readonly Segment[], lookup: Lookup): Segment[] {
  const setters = new Map<string, Segment[]>();
  for (const segment of segments) {
    for (const tag of tagsSetBy(segment)) {
      setters.set(tag, [...(setters.get(tag) ?? []), segment]);
    }
  }
  const ordered = new Set<Segment>();
  const begun = new Set<Segment>();
  const place = (segment: Segment): void => {
    if (begun.has(segment)) return;
    begun.add(segment);
    for (const tag of tagsReadBy(segment.when, lookup)) setters.get(tag)?.forEach(place);
    ordered.add(segment);
  };
  segments.forEach(place);
  return [...ordered];
}

/** The segments of a circle of tags, first and last the same; undefined where there is none. */
export function findTagCircle(
  from: Segment,
  segments: readonly Segment[],
  lookup: Lookup,
): string[] | undefined {
  const seen = new Set<string>();
  const walk = (segment: Segment, way: readonly string[]): string[] | undefined => {
    const read = tagsReadBy(segment.when, lookup);
    for (const next of segments) {
      if (![...tagsSetBy(next)].some((tag) => read.has(tag))) continue;
      if (next.name === from.name) return [...way, next.name];
      if (seen.has(next.name)) continue;
      seen.add(next.name);
      const found = walk(next, [...way, next.name]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return walk(from, [from.name]);
}

function tagsSetBy({ onEnter, onLeave }: Segment): Set<string> {
  const changes = [onEnter, onLeave].flatMap((change) => (change === undefined ? [] : [change]));
  return new Set(
    changes.flatMap(({ addTags = [], removeTags = [] }) => [...addTags, ...removeTags]),
  );
}

/** Tags that a condition looks at, those of what it names included. */
export function tagsReadBy(condition: Condition, lookup: Lookup): Set<string> {
  const tags = new Set<string>();
  const named = new Set<string>();
  const asked = new Set<string>();
  const walk = (part: Condition): void => {
    if ("all" in part) part.all.forEach(walk);
    else if ("any" in part) part.any.forEach(walk);
    else if ("not" in part) walk(part.not);
    else if ("tag" in part) tags.add(part.tag);
    else if ("segment" in part && !named.has(part.segment)) {
      named.add(part.segment);
      const inside = lookup.segment(part.segment);
      if (inside !== undefined) walk(inside);
    } else if ("computed" in part && !asked.has(part.computed)) {
      asked.add(part.computed);
      lookup.behind?.(part.computed).forEach(walk);
    }
  };
  walk(condition);
  return tags;
}
