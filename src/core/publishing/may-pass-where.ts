import { compileValueTest } from "../conditions/value-test.ts";
import type { Where } from "../definitions/condition.ts";
import type { EmitStep } from "../definitions/step.ts";

/** Whether an event that a step emits may pass a filter, as far as the files tell. */
export function mayPassWhere(
  where: Where | undefined,
  properties: NonNullable<EmitStep["properties"]>,
): boolean {
  return Object.entries(where ?? {}).every(([property, wanted]) => {
    // Set by Sojourn: the names of the journey and the step.
    if (property === "journey" || property === "step") return true;
    const value = properties[property];
    if (typeof value === "object") return true;
    if (typeof wanted !== "object") return compileValueTest({ is: wanted })(value);
    const { is, ...test } = wanted;
    // Compared with what started a run: only the run knows.
    return typeof is === "object" || compileValueTest({ ...test, is })(value);
  });
}
