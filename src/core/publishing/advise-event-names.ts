import { derivedTypes, isDerived } from "../definitions/vocabulary.ts";
import { reason } from "../reasons/reason.ts";
import type { ChosenSet } from "./chosen-set.ts";
import { areTwins } from "./nearest-word.ts";
import { placeOf } from "./place.ts";
import { type Finding, problemOf } from "./problem.ts";

/** An event that a definition names, and where. */
interface EventUse {
  /** `journeys/winback`. */
  readonly unit: string;
  readonly place: string;
  readonly event: string;
}

/** Types of the events that Sojourn makes: beside them a near twin is always the slip. */
const ownTypes: readonly string[] = [
  ...derivedTypes,
  ...["sent", "delivered", "opened", "clicked", "bounced", "complained"].map(
    (outcome) => `message.${outcome}`,
  ),
];

/**
 * Advice, by unit, on an event whose name is nearly that of another, `order.place` beside
 * `order.placed`: events have no list to be looked up in, so such a slip waits for ever. It is told
 * at the name that is written less often; of two as often at the one that is read later.
 */
export function adviseEventNames(set: ChosenSet): ReadonlyMap<string, readonly Finding[]> {
  const uses = usesIn(set);
  const byEvent = Map.groupBy(uses, ({ event }) => event);
  const names = [...byEvent.keys()].filter((name) => !ownTypes.includes(name));
  const findings = new Map<string, Finding[]>();
  for (const [index, event] of names.entries()) {
    const count = (name: string) => byEvent.get(name)?.length ?? 0;
    const others = names.filter(
      (other, at) => count(other) > count(event) || (count(other) === count(event) && at < index),
    );
    const twin = [...ownTypes, ...others].find((other) => areTwins(event, other));
    if (twin === undefined) continue;
    const [elsewhere] = byEvent.get(twin) ?? [];
    const where = ownTypes.includes(twin) || elsewhere === undefined ? "Sojourn" : elsewhere.unit;
    for (const { unit, place } of byEvent.get(event) ?? []) {
      const why = reason("event-near-twin", { event, twin, where });
      const finding = problemOf("advice", place, why, { found: event, nearest: twin });
      findings.set(unit, [...(findings.get(unit) ?? []), finding]);
    }
  }
  return findings;
}

function usesIn({ journeys, segments, attributes }: ChosenSet): EventUse[] {
  return [
    ...[...journeys].flatMap(([name, journey]) => eventsIn(journey, `journeys/${name}`)),
    ...[...segments].flatMap(([name, segment]) => eventsIn(segment, `segments/${name}`)),
    ...[...attributes].flatMap(([name, attribute]) => eventsIn(attribute, `attributes/${name}`)),
  ];
}

/** Under these keys people write names of their own. */
const ownNames = ["where", "set", "properties"];

/** Every `event` of a definition, and what a journey is entered on. */
function eventsIn(value: unknown, unit: string, path: readonly PropertyKey[] = []): EventUse[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]): EventUse[] => {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    const isEvent = key === "event" || (key === "on" && path.length === 1 && path[0] === "entry");
    if (isEvent && typeof inside === "string") {
      return isDerived(inside) ? [] : [{ unit, place: placeOf(here), event: inside }];
    }
    return ownNames.includes(key) ? [] : eventsIn(inside, unit, here);
  });
}
