import type { Condition, Where } from "../definitions/condition.ts";
import type { Journey } from "../definitions/journey.ts";
import { reason } from "../reasons/reason.ts";
import { type Finding, problemOf } from "./problem.ts";
import { sameDefinition } from "./same-definition.ts";
import { conditionsOf, type PlacedStep } from "./walk-steps.ts";

/** What a way of the steps waits for or asks for: an event of this run. */
interface Awaited {
  readonly event: string;
  readonly where?: Where | undefined;
  readonly anyKey?: boolean | undefined;
}

/**
 * Ways that nobody goes, since the event that leads there ends the run first: the `then` of a
 * `waitFor`, the case of a `branch` on an event since entry.
 */
export function adviseUnreachable(journey: Journey, steps: readonly PlacedStep[]): Finding[] {
  return steps.flatMap((placed): Finding[] => {
    const { step, place } = placed;
    if (step.do === "waitFor") {
      const isEmpty = step.then === undefined || step.then.length === 0;
      return isEmpty ? [] : tell(journey, step, `${place}.then`);
    }
    // A repeat that is to end by such an event ends by the exit: nothing is lost.
    if (step.do !== "branch") return [];
    return conditionsOf(placed).flatMap(({ condition, place: at }) =>
      neededIn(condition).flatMap((needed) => tell(journey, needed, at)),
    );
  });
}

function tell(journey: Journey, awaited: Awaited, place: string): Finding[] {
  const { exitWhen = [], entry } = journey;
  const isKeyed = "key" in entry && entry.key !== undefined;
  const index = exitWhen.findIndex(
    (rule) =>
      "event" in rule &&
      rule.event === awaited.event &&
      isPartOf(rule.where, awaited.where) &&
      // An exit of the own key leaves the events of other keys to the steps.
      (!isKeyed || rule.anyKey === true || awaited.anyKey !== true),
  );
  if (index < 0) return [];
  const rule = `exitWhen[${index}]`;
  return [problemOf("advice", place, reason("way-never-gone", { event: awaited.event, rule }))];
}

/** Whether every event that passes the second filter passes the first one. */
function isPartOf(exit: Where | undefined, awaited: Where | undefined): boolean {
  return Object.entries(exit ?? {}).every(
    ([name, test]) => awaited?.[name] !== undefined && sameDefinition(test, awaited[name]),
  );
}

/** Events since entry without which the condition does not hold. */
function neededIn(condition: Condition): Awaited[] {
  if ("all" in condition) return condition.all.flatMap(neededIn);
  if (!("event" in condition) || condition.since !== "entry") return [];
  const { event, where, anyKey, since: _, within: __, timeOfDay: ___, ...measures } = condition;
  return Object.keys(measures).length === 0 ? [{ event, where, anyKey }] : [];
}
