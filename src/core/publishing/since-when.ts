import { modelOf } from "../attributes/model.ts";
import type { Attribute } from "../definitions/attribute.ts";
import type { Condition } from "../definitions/condition.ts";
import type { DefinitionSet, Since } from "../definitions/definitions.ts";
import type { Settings } from "../definitions/settings.ts";
import { nameOfCluster } from "../models/feature-words.ts";
import { segmentsLetGo } from "../segments/compile-segments.ts";
import { datesIn } from "./date-uses.ts";
import {
  conditionsBehind,
  everythingBehind,
  givenBy,
  type Naming,
  namingOf,
} from "./references.ts";
import { sameDefinition } from "./same-definition.ts";

type Content = Pick<DefinitionSet, "journeys" | "segments" | "attributes" | "models"> & {
  readonly settings?: Pick<Settings, "attributes"> | undefined;
};

/**
 * Since which publish each segment and the entry of each journey mean what they mean, by unit. What
 * a segment names is part of its meaning, and how the settings say that its dates are read; its title
 * is not. A journey counts from when it was live.
 */
export function sinceWhen(
  next: Content,
  live: DefinitionSet | undefined,
  publish: Since,
): Record<string, Since> {
  const meant = live === undefined ? new Map<string, unknown>() : meanings(live);
  const means = meanings(next);
  const since: Record<string, Since> = {};
  for (const [unit, meaning] of means) {
    const before = live?.since?.[unit];
    const same = meant.has(unit) && sameDefinition(meant.get(unit), meaning);
    if (!same) since[unit] = publish;
    else if (before !== undefined) since[unit] = before;
  }
  const letGo = [...meant.keys()].some((unit) => unit.startsWith("segments/") && !means.has(unit));
  const last = letGo ? publish : live?.since?.[segmentsLetGo];
  if (last !== undefined) since[segmentsLetGo] = last;
  return since;
}

function meanings(content: Content): Map<string, unknown> {
  const { journeys, segments, attributes, models } = content;
  const said = content.settings?.attributes;
  const meanings = new Map<string, unknown>();
  const naming = namingOf({ segments, attributes });
  const all = [...naming.segments.keys(), ...givenBy(naming.attributes).segments.keys()];
  for (const name of all) {
    const unit = `segments/${name}`;
    meanings.set(unit, meaningOf(unit, naming, models, said));
  }
  for (const { journey, live } of journeys) {
    if (!live || journey.status !== "live") continue;
    const { entry } = journey;
    const as = "attribute" in entry ? said?.[entry.attribute] : undefined;
    meanings.set(`journeys/${journey.name}`, as === undefined ? entry : { ...entry, as });
  }
  return meanings;
}

/** What a segment says, and all that it hangs on. */
function meaningOf(
  segment: string,
  naming: Naming,
  models: Content["models"],
  said: Settings["attributes"],
): unknown {
  const units = [...everythingBehind([segment], naming)].toSorted();
  return units.map((unit) => {
    const attribute = naming.attributes.get(unit.slice(unit.indexOf("/") + 1));
    const isAttribute = unit.startsWith("attributes/") && attribute !== undefined;
    const says = isAttribute ? sayOf(attribute, models) : conditionsBehind(unit, naming);
    const dates = datesSaid(conditionsBehind(unit, naming), said);
    return dates.length === 0 ? [unit, says] : [unit, says, dates];
  });
}

/** How the settings say that the dates of conditions are read. */
function datesSaid(conditions: readonly Condition[], said: Settings["attributes"]) {
  const names = new Set(conditions.flatMap(datesIn));
  return [...names].toSorted().flatMap((name) => {
    const as = said?.[name];
    return as === undefined ? [] : [{ name, as }];
  });
}

/**
 * What an attribute's value depends on, without titles and tags. To be learned for the first time
 * changes what it means, as a publish would; to be learned again is news of the customers.
 */
function sayOf(attribute: Attribute, models: Content["models"]): unknown {
  const isLearned = modelOf(attribute, models) !== undefined;
  switch (attribute.kind) {
    case "computed":
      return attribute.value;
    case "rfm": {
      const { event, where, recency, frequency, monetary, bands, refused } = attribute;
      const said = bands.map(({ title: _, tag: __, ...band }) => band);
      return { event, where, recency, frequency, monetary, bands: said, refused, isLearned };
    }
    case "lifecycle": {
      const { stages, refused } = attribute;
      return { stages: stages.map(({ name, when }) => ({ name, when })), refused };
    }
    case "clusters": {
      const { features, k, scale, restarts, seed, refused } = attribute;
      const names = Object.keys(attribute.names ?? {}).map((id) => nameOfCluster(attribute, id));
      return { features, k, scale, restarts, seed, refused, names, isLearned };
    }
  }
}
