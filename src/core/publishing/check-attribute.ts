import { leafOf } from "../attributes/compile-value.ts";
import { conditionsIn } from "../attributes/conditions-in.ts";
import { groupsOf, segmentName } from "../attributes/groups-of.ts";
import { learnedFrom } from "../attributes/model.ts";
import type { Attribute, ComputedAttribute } from "../definitions/attribute.ts";
import { isDerived } from "../definitions/vocabulary.ts";
import { checkClusters } from "../models/check-clusters.ts";
import { checkCondition } from "./check-condition.ts";
import { checkEvent, checkRatio, checkTrend } from "./check-figures.ts";
import { checkRfm } from "./check-rfm.ts";
import { refuseDerived } from "./check-segment.ts";
import { error, type Finding } from "./problem.ts";

/** Longest name in a condition, `<attribute>.<group>`, in characters. */
const longestName = 64;

/** What an attribute's schema can't see and no other file is needed for. */
export function checkAttribute(attribute: Attribute): Finding[] {
  return [...checkKind(attribute), ...checkGroups(attribute), ...checkConditions(attribute)];
}

function checkKind(attribute: Attribute): Finding[] {
  switch (attribute.kind) {
    case "computed":
      return checkValue(attribute.value);
    case "rfm":
      return [
        ...refuseEvent(attribute.event, "event"),
        ...checkRfm(attribute),
        ...checkLearn(attribute),
      ];
    case "lifecycle":
      return [];
    case "clusters":
      return checkClusters(attribute);
  }
}

function checkValue(value: ComputedAttribute["value"]): Finding[] {
  if ("event" in value) {
    const findings = checkEvent(leafOf(value), "value", "attribute");
    return [...refuseEvent(value.event, "value.event"), ...findings];
  }
  if ("ratio" in value) {
    return [
      ...refuseEvent(value.ratio.event, "value.ratio.event"),
      ...refuseEvent(value.to.event, "value.to.event"),
      ...checkRatio(value, "value", "attribute"),
    ];
  }
  if ("trend" in value) {
    // Of a value nothing has to be down by so much; the rest of the leaf is the same.
    const leaf = { ...value, down: "1%" };
    return [
      ...refuseEvent(value.trend.event, "value.trend.event"),
      ...checkTrend(leaf, "value", "attribute"),
    ];
  }
  return [];
}

/** Segments are decided by attributes: one that counts segments' events would hang on itself. */
function refuseEvent(event: string, place: string): Finding[] {
  if (!isDerived(event)) return [];
  return [error(place, `"${event}" is made of segments; an attribute can't count it`)];
}

function checkLearn(attribute: Attribute): Finding[] {
  if (!("learn" in attribute) || attribute.learn === undefined) return [];
  if (learnedFrom(attribute) !== undefined) return [];
  return [error("learn", "there is nothing to learn: no figure has quantiles")];
}

function checkConditions(attribute: Attribute): Finding[] {
  if (attribute.kind === "clusters") return [];
  return conditionsIn(attribute).flatMap((placed) => [
    ...checkCondition(placed, "attribute"),
    ...refuseDerived(placed),
  ]);
}

/** Bands, stages and clusters: one segment each, with a tag of its own. */
function checkGroups(attribute: Attribute): Finding[] {
  const groups = groupsOf(attribute);
  const places = placesOf(attribute);
  return groups.flatMap(({ name, tag }, at) => {
    const findings: Finding[] = [];
    const place = places[at] ?? "refused";
    const whole = segmentName(attribute.name, name);
    if (groups.findIndex((other) => other.name === name) < at) {
      findings.push(error(place, `"${name}" stands there twice`, { found: name }));
    }
    if (tag !== undefined && groups.findIndex((other) => other.tag === tag) < at) {
      const message = `the tag "${tag}" is another one's, too: who changes over would lose it`;
      findings.push(error(place, message, { found: tag }));
    }
    if (whole.length > longestName) {
      const message = `the segment "${whole}" has ${whole.length} characters; at most ${longestName} fit`;
      findings.push(error(place, message));
    }
    return findings;
  });
}

function placesOf(attribute: Attribute): string[] {
  switch (attribute.kind) {
    case "computed":
      return [];
    case "rfm":
      return attribute.bands.map((_, i) => `bands[${i}]`);
    case "lifecycle":
      return attribute.stages.map((_, i) => `stages[${i}]`);
    case "clusters":
      return Object.keys(attribute.names ?? {}).map((id) => `names.${id}`);
  }
}
