import type { CompiledSegment, Definitions } from "../../core/definitions/definitions.ts";
import { tagsReadBy } from "../../core/segments/order-by-tags.ts";

/**
 * The segments that a sweep at the end of each day has to settle, since what a customer was in
 * between two events leaves a trace: who was in it is asked, or it sets tags that stay. All others
 * come out the same settled at the end alone.
 * @returns definitions of these alone; undefined where there are none
 */
export function keepTraces(definitions: Definitions): Definitions | undefined {
  const { segments, tracks, context } = definitions;
  if (tracks.has("segment.entered") || tracks.has("segment.left")) return definitions;
  const traced = segments.filter((one) => one.keepLeft > 0 || !clearsUp(one, segments));
  if (traced.length === 0) return undefined;
  const readsTags = traced.some(({ name }) => {
    const when = context.segment(name);
    return when !== undefined && tagsReadBy(when, context).size > 0;
  });
  return readsTags ? definitions : { ...definitions, segments: traced };
}

/** Whether its tags are there while a customer is in it and at no other time. */
function clearsUp(segment: CompiledSegment, all: readonly CompiledSegment[]): boolean {
  const { onEnter = {}, onLeave = {} } = segment;
  if (onEnter.removeTags !== undefined || onLeave.addTags !== undefined) return false;
  const given = new Set(onEnter.addTags);
  const taken = new Set(onLeave.removeTags);
  if (given.symmetricDifference(taken).size > 0) return false;
  return all.every((other) => other === segment || tagsOf(other).isDisjointFrom(given));
}

function tagsOf({ onEnter, onLeave }: CompiledSegment): Set<string> {
  const changes = [onEnter, onLeave].flatMap((change) => (change === undefined ? [] : [change]));
  return new Set(
    changes.flatMap(({ addTags = [], removeTags = [] }) => [...addTags, ...removeTags]),
  );
}
