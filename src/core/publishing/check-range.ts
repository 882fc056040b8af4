import type { ValueTest, Where } from "../definitions/condition.ts";
import { error, type Finding } from "./problem.ts";

/** A range that begins after its end. */
export function checkRange({ between }: Pick<ValueTest, "between">, place: string): Finding[] {
  if (between === undefined || between[0] <= between[1]) return [];
  const [high, low] = between;
  return [
    error(`${place}.between`, `nothing is between ${high} and ${low}; write [${low}, ${high}]`),
  ];
}

/** Filters of an event's properties. */
export function checkWhere(where: Where | undefined, place: string): Finding[] {
  return Object.entries(where ?? {}).flatMap(([field, test]) =>
    typeof test === "object" ? checkRange(test, `${place}.${field}`) : [],
  );
}
