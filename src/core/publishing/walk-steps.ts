import type { Condition } from "../definitions/condition.ts";
import type { Step } from "../definitions/step.ts";
import { listsInside } from "../turns/name-steps.ts";

/** A step and where it stands in the file. */
export interface PlacedStep {
  readonly step: Step;
  /** `steps[2].else[0]`. */
  readonly place: string;
  /** How many repeats it lies in. */
  readonly repeats: number;
}

/** Every step in reading order, those inside others included. */
export function walkSteps(steps: readonly Step[], place = "steps", repeats = 0): PlacedStep[] {
  return steps.flatMap((step, index) => {
    const here = `${place}[${index}]`;
    const deeper = repeats + (step.do === "repeat" ? 1 : 0);
    const inside = listsInside(step).flatMap((list) =>
      walkSteps(list.steps, `${here}.${list.place}`, deeper),
    );
    return [{ step, place: here, repeats }, ...inside];
  });
}

/** A condition and where it stands. */
export interface PlacedCondition {
  readonly condition: Condition;
  readonly place: string;
}

/** The conditions that a step chooses by. */
export function conditionsOf({ step, place }: PlacedStep): PlacedCondition[] {
  if (step.do === "branch") {
    return step.cases.map(({ when }, index) => ({
      condition: when,
      place: `${place}.cases[${index}].when`,
    }));
  }
  if (step.do === "repeat" && step.until !== undefined) {
    return [{ condition: step.until, place: `${place}.until` }];
  }
  return [];
}

/** The leaves of a condition, each with its place. */
export function walkCondition({ condition, place }: PlacedCondition): PlacedCondition[] {
  if ("all" in condition || "any" in condition) {
    const [key, parts] = "all" in condition ? ["all", condition.all] : ["any", condition.any];
    return parts.flatMap((part, index) =>
      walkCondition({ condition: part, place: `${place}.${key}[${index}]` }),
    );
  }
  if ("not" in condition) return walkCondition({ condition: condition.not, place: `${place}.not` });
  return [{ condition, place }];
}
