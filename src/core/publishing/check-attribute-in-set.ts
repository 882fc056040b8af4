import { conditionsIn } from "../attributes/conditions-in.ts";
import { computedNames, generateSegments } from "../attributes/groups-of.ts";
import type { Attribute } from "../definitions/attribute.ts";
import { adviseMessages, checkNamed, checkTags } from "./check-segment.ts";
import type { SetContext } from "./chosen-set.ts";
import { error, type Finding } from "./problem.ts";
import { givenBy } from "./references.ts";

/** An attribute among the others: what it names is there, none leads back, and names are free. */
export function checkAttributeInSet(attribute: Attribute, set: SetContext): Finding[] {
  const placed = conditionsIn(attribute);
  const unit = `attributes/${attribute.name}`;
  return [
    ...checkNames(attribute, set),
    ...placed.flatMap((one) => checkNamed(one, unit, set)),
    ...generateSegments([attribute]).flatMap((segment) => checkTags(segment, "", set)),
    ...placed.flatMap((one) => adviseMessages(one, set)),
  ];
}

/** What it gives must not be there already: a segment's file, a score that is an attribute. */
function checkNames(attribute: Attribute, set: SetContext): Finding[] {
  const segments = generateSegments([attribute]).flatMap(({ name }) => {
    const names = `segments/${name}`;
    if (set.segments.has(name)) return [clash("segment", name, names)];
    const twin = [...set.attributes.values()].find(
      (other) => other !== attribute && generateSegments([other]).some((one) => one.name === name),
    );
    return twin === undefined ? [] : [clash("segment", name, `attributes/${twin.name}`)];
  });
  const { computed } = givenBy(set.attributes);
  const scores = computedNames(attribute).flatMap((name) => {
    const owner = computed.get(name);
    if (owner === undefined || owner === attribute) return [];
    return [clash("attribute", name, `attributes/${owner.name}`)];
  });
  return [...segments, ...scores];
}

function clash(kind: string, name: string, names: string): Finding {
  return error("name", `gives the ${kind} "${name}", which ${names}.json is already`, { names });
}
