import type { Attribute } from "../definitions/attribute.ts";
import type { Segment } from "../definitions/segment.ts";

/** A band, a stage or a cluster that has a name: a value of its attribute, and a segment. */
export interface Group {
  readonly name: string;
  readonly title?: string | undefined;
  readonly tag?: string | undefined;
}

/** Every group of an attribute, the neutral one of who refuses profiling last. */
export function groupsOf(attribute: Attribute): Group[] {
  const groups = ownGroups(attribute);
  const neutral = attribute.kind === "computed" ? undefined : attribute.refused;
  const isKnown = neutral === undefined || groups.some(({ name }) => name === neutral);
  return isKnown ? groups : [...groups, { name: neutral }];
}

function ownGroups(attribute: Attribute): Group[] {
  switch (attribute.kind) {
    case "computed":
      return [];
    case "rfm":
      return attribute.bands;
    case "lifecycle":
      return attribute.stages;
    case "clusters":
      return Object.values(attribute.names ?? {}).map((named) =>
        typeof named === "string" ? { name: named } : named,
      );
  }
}

/** The segments that attributes give, such as `lifecycle.dormant`. */
export function generateSegments(attributes: readonly Attribute[]): Segment[] {
  return attributes.flatMap((attribute) =>
    groupsOf(attribute).map(({ name, title, tag }) => ({
      name: segmentName(attribute.name, name),
      ...(title !== undefined && { title }),
      when: { computed: attribute.name, is: name },
      ...(tag !== undefined && { onEnter: { addTags: [tag] }, onLeave: { removeTags: [tag] } }),
    })),
  );
}

/** The segments of a set: of its files, and those that its attributes give. */
export function allSegments({
  segments,
  attributes = [],
}: {
  readonly segments: readonly Segment[];
  readonly attributes?: readonly Attribute[] | undefined;
}): Segment[] {
  return [...segments, ...generateSegments(attributes)];
}

export function segmentName(attribute: string, group: string): string {
  return `${attribute}.${group}`;
}

/** The scores of an RFM attribute, which bands test and which are computed attributes of their own. */
export const rfmScores = ["recency", "frequency", "monetary", "sum"] as const;

/** What an attribute's file gives a value to: itself, and the scores of RFM. */
export function computedNames({ kind, name }: Pick<Attribute, "kind" | "name">): string[] {
  return kind === "rfm"
    ? [name, ...[...rfmScores, "score"].map((score) => `${name}.${score}`)]
    : [name];
}

/** The attribute that a generated segment or a score would be of: what is before its last dot. */
export function ownerOf(name: string): string | undefined {
  const dot = name.lastIndexOf(".");
  return dot === -1 ? undefined : name.slice(0, dot);
}
