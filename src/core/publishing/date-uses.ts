import { conditionsIn as conditionsOfAttribute } from "../attributes/conditions-in.ts";
import { ruleOf } from "../definitions/compile-date-rule.ts";
import type { AttributeLeaf, Condition } from "../definitions/condition.ts";
import type { Journey } from "../definitions/journey.ts";
import type { DateReading } from "../time/read-date.ts";
import { parseDay } from "../time/zone.ts";
import type { ChosenSet } from "./chosen-set.ts";
import { conditionsOf, type PlacedCondition, walkCondition, walkSteps } from "./walk-steps.ts";

/** A place that reads an attribute as a date. */
export interface DateUse {
  readonly unit: string;
  readonly place: string;
  readonly attribute: string;
  readonly rule: DateReading["rule"];
  /** Offset of an entry or a wait, as it is written. */
  readonly offset?: string | undefined;
  readonly at?: string | undefined;
}

/** Every place of a set that reads an attribute as a date. */
export function dateUsesIn({ journeys, segments, attributes }: ChosenSet): DateUse[] {
  return [
    ...[...segments].flatMap(([name, { when }]) =>
      dateTestsIn(`segments/${name}`, { condition: when, place: "when" }),
    ),
    ...[...attributes].flatMap(([name, attribute]) =>
      conditionsOfAttribute(attribute).flatMap((one) => dateTestsIn(`attributes/${name}`, one)),
    ),
    ...[...journeys].flatMap(([name, journey]) => usesInJourney(`journeys/${name}`, journey)),
  ];
}

function usesInJourney(unit: string, { entry, steps }: Journey): DateUse[] {
  const all = walkSteps(steps);
  const inEntry = entry.if === undefined ? [] : [{ condition: entry.if, place: "entry.if" }];
  const beside = [
    ...("attribute" in entry ? [{ place: "entry", ...entry }] : []),
    ...all.flatMap(({ step, place }) =>
      step.do === "wait" && typeof step.until === "object"
        ? [{ place: `${place}.until`, ...step.until }]
        : [],
    ),
  ];
  return [
    ...beside.map(({ place, attribute, offset, at }) => {
      return { unit, place, attribute, rule: ruleOf(offset), offset, at };
    }),
    ...[...inEntry, ...all.flatMap(conditionsOf)].flatMap((one) => dateTestsIn(unit, one)),
  ];
}

function dateTestsIn(unit: string, placed: PlacedCondition): DateUse[] {
  return walkCondition(placed).flatMap(({ condition, place }) => {
    if (!("attribute" in condition)) return [];
    const { attribute } = condition;
    return rulesOf(condition).map((rule) => ({ unit, place, attribute, rule }));
  });
}

/** How the tests of a leaf read the attribute: a limit that is a day compares days. */
function rulesOf({ month, age, before, after }: AttributeLeaf): DateReading["rule"][] {
  const limits = [before, after].filter((limit) => limit !== undefined);
  const inHours = limits.some((limit) => parseDay(limit) === undefined);
  const inDays = limits.some((limit) => parseDay(limit) !== undefined);
  return [
    ...(inDays || month !== undefined || age !== undefined ? (["days"] as const) : []),
    ...(inHours ? (["hours"] as const) : []),
  ];
}

/** The attributes that a condition reads as dates. */
export function datesIn(condition: Condition): string[] {
  return dateTestsIn("", { condition, place: "" }).map(({ attribute }) => attribute);
}
