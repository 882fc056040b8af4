import type { Journey } from "../definitions/journey.ts";
import { reason } from "../reasons/reason.ts";
import { type Finding, problemOf } from "./problem.ts";
import { conditionsOf, walkCondition, walkSteps } from "./walk-steps.ts";

/** A rule on events that may say `anyKey`, and where it stands in the file. */
interface PlacedRule {
  readonly place: string;
  readonly anyKey: boolean | undefined;
}

/**
 * A run with a key listens to events of its own key. Where no rule says whether that is meant, it is
 * asked once for the journey; where a rule says it and there is no key, it is told at the rule.
 */
export function adviseKeys(journey: Journey): Finding[] {
  const { entry } = journey;
  const key = "key" in entry ? entry.key : undefined;
  const rules = rulesOf(journey);
  if (key === undefined) {
    return rules
      .filter(({ anyKey }) => anyKey !== undefined)
      .map(({ place }) => problemOf("advice", `${place}.anyKey`, reason("any-key-without-key")));
  }
  if (rules.length === 0 || rules.some(({ anyKey }) => anyKey !== undefined)) return [];
  const places = rules.map(({ place }) => place).join(", ");
  return [problemOf("advice", "entry.key", reason("key-rules-unstated", { key, rules: places }))];
}

function rulesOf({ exitWhen = [], goal, steps }: Journey): PlacedRule[] {
  const placed = walkSteps(steps);
  return [
    ...exitWhen.flatMap((rule, index) =>
      "event" in rule ? [{ place: `exitWhen[${index}]`, anyKey: rule.anyKey }] : [],
    ),
    ...(goal === undefined ? [] : [{ place: "goal", anyKey: goal.anyKey }]),
    ...placed.flatMap(({ step, place }) =>
      step.do === "waitFor" ? [{ place, anyKey: step.anyKey }] : [],
    ),
    ...placed.flatMap(conditionsOf).flatMap(walkCondition).flatMap(countedIn),
  ];
}

/** A figure that a condition counts since entry. */
function countedIn({
  condition: leaf,
  place,
}: ReturnType<typeof walkCondition>[number]): PlacedRule[] {
  if ("event" in leaf && leaf.since === "entry") return [{ place, anyKey: leaf.anyKey }];
  if (!("ratio" in leaf) || leaf.since !== "entry") return [];
  return [
    { place: `${place}.ratio`, anyKey: leaf.ratio.anyKey },
    { place: `${place}.to`, anyKey: leaf.to.anyKey },
  ];
}
