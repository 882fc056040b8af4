import { conditionsIn } from "../attributes/conditions-in.ts";
import { computedNames, generateSegments } from "../attributes/groups-of.ts";
import type { Attribute } from "../definitions/attribute.ts";
import type { Condition } from "../definitions/condition.ts";
import type { DefinitionSet } from "../definitions/definitions.ts";
import type { Segment } from "../definitions/segment.ts";
import { type PlacedCondition, walkCondition } from "./walk-steps.ts";

/** A segment or a computed attribute that a condition names. */
export interface Named {
  readonly place: string;
  readonly folder: "segments" | "attributes";
  readonly name: string;
  /** Only who was in a segment is asked, of what is kept: nothing hangs on itself by that. */
  readonly past: boolean;
}

export function namedIn(placed: PlacedCondition): Named[] {
  return walkCondition(placed).flatMap(({ condition, place }): Named[] => {
    if ("segment" in condition) {
      const { segment: name, wasWithin } = condition;
      const past = wasWithin !== undefined;
      return [{ place: `${place}.segment`, folder: "segments", name, past }];
    }
    if ("computed" in condition) {
      const { computed: name } = condition;
      return [{ place: `${place}.computed`, folder: "attributes", name, past: false }];
    }
    return [];
  });
}

/** Definitions that name each other. */
export interface Naming {
  readonly segments: ReadonlyMap<string, Segment>;
  readonly attributes: ReadonlyMap<string, Attribute>;
}

export function namingOf(set: Pick<DefinitionSet, "segments" | "attributes"> | undefined): Naming {
  return {
    segments: new Map(set?.segments.map((segment) => [segment.name, segment])),
    attributes: new Map(set?.attributes?.map((attribute) => [attribute.name, attribute])),
  };
}

interface Given {
  /** Segments that attributes give, by name. */
  readonly segments: ReadonlyMap<string, Segment>;
  /** By computed name, scores of RFM included, the attribute that gives it. */
  readonly computed: ReadonlyMap<string, Attribute>;
}

/** A set is asked many times in one publish. */
const known = new WeakMap<Naming["attributes"], Given>();

/** What attributes give beside themselves. */
export function givenBy(attributes: Naming["attributes"]): Given {
  const before = known.get(attributes);
  if (before !== undefined) return before;
  const all = [...attributes.values()];
  const given = {
    segments: new Map(generateSegments(all).map((segment) => [segment.name, segment])),
    computed: new Map(all.flatMap((one) => computedNames(one).map((name) => [name, one] as const))),
  };
  known.set(attributes, given);
  return given;
}

/** A segment of a file, or one that an attribute gives. */
export function findSegment({ segments, attributes }: Naming, name: string): Segment | undefined {
  return segments.get(name) ?? givenBy(attributes).segments.get(name);
}

/** The unit that a name stands for: the attribute `rfm` for the score `rfm.sum`. */
export function unitOfNamed({ folder, name }: Pick<Named, "folder" | "name">, set: Naming): string {
  if (folder === "segments") return `segments/${name}`;
  return `attributes/${givenBy(set.attributes).computed.get(name)?.name ?? name}`;
}

/** The conditions that a unit hangs on. A segment that an attribute gives hangs on the attribute. */
export function conditionsBehind(unit: string, set: Naming): Condition[] {
  const name = unit.slice(unit.indexOf("/") + 1);
  if (unit.startsWith("segments/")) {
    const segment = findSegment(set, name);
    return segment === undefined ? [] : [segment.when];
  }
  const attribute = set.attributes.get(name);
  return attribute === undefined ? [] : conditionsIn(attribute).map(({ condition }) => condition);
}

/** The units that a unit hangs on. @param past whether who was in a segment counts, too */
export function unitsBehind(unit: string, set: Naming, past: boolean): string[] {
  return conditionsBehind(unit, set)
    .flatMap((condition) => namedIn({ condition, place: "" }))
    .filter((named) => past || !named.past)
    .map((named) => unitOfNamed(named, set));
}

/** Names on the way from a unit, through what it hangs on, back to `home`; undefined: there is none. */
export function findWayBack(home: string, from: string, set: Naming): string[] | undefined {
  const seen = new Set<string>();
  const walk = (unit: string, way: readonly string[]): string[] | undefined => {
    const here = [...way, unit];
    if (unit === home) return here;
    if (seen.has(unit)) return undefined;
    seen.add(unit);
    for (const next of unitsBehind(unit, set, false)) {
      const found = walk(next, here);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return walk(from, [home])?.map((unit) => unit.slice(unit.indexOf("/") + 1));
}

/** All that units hang on, they themselves included, through everything in between. */
export function everythingBehind(units: Iterable<string>, set: Naming): ReadonlySet<string> {
  const all = new Set<string>();
  const add = (unit: string): void => {
    if (all.has(unit)) return;
    all.add(unit);
    unitsBehind(unit, set, true).forEach(add);
  };
  for (const unit of units) add(unit);
  return all;
}
