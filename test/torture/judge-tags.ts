import type { Customer } from "../../src/core/customers/customer.ts";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { Say } from "./say.ts";
import { tagOf, tagOfLeft } from "./write-segments.ts";

/** A tag that a segment alone sets is there while its customer is in it, and no longer. */
export function judgeTags(
  { tags, segments }: Customer,
  definitions: Pick<DefinitionSet, "segments">,
  say: Say,
): void {
  for (const { name } of definitions.segments) {
    const [entered, left] = segments[name] ?? [];
    const isIn = entered !== undefined && (left === undefined || left < entered);
    if (isIn !== tags.includes(tagOf(name))) {
      say("tag", `${isIn ? "lacks" : "has"} the tag ${tagOf(name)}`);
    }
    if (isIn && tags.includes(tagOfLeft(name))) say("tag", `has the tag ${tagOfLeft(name)}`);
  }
}
