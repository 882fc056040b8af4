import type { ValueTest, Where } from "../definitions/condition.ts";
import { reason } from "../reasons/reason.ts";
import { error, type Finding, problemOf } from "./problem.ts";

/** A range that begins after its end. */
export function checkRange({ between }: Pick<ValueTest, "between">, place: string): Finding[] {
  if (between === undefined || between[0] <= between[1]) return [];
  const [high, low] = between;
  return [
    error(`${place}.between`, `nothing is between ${high} and ${low}; write [${low}, ${high}]`),
  ];
}

/**
 * Filters of an event's properties.
 * @param ofRun whether the event is looked at for a run, whose trigger a filter may compare with
 */
export function checkWhere(where: Where | undefined, place: string, ofRun = false): Finding[] {
  return Object.entries(where ?? {}).flatMap(([field, test]) => {
    if (typeof test !== "object") return [];
    const compares = typeof test.is === "object" && !ofRun;
    return [
      ...checkRange(test, `${place}.${field}`),
      ...(compares
        ? [problemOf("error", `${place}.${field}.is`, reason("trigger-without-run"))]
        : []),
    ];
  });
}
