import { rollingMs } from "../time/duration.ts";
import { durationOf } from "../turns/compile-program.ts";
import { error, type Finding } from "./problem.ts";

/** Whether a duration that the schema accepted is "0d" in some unit. */
export function isNothing(text: string): boolean {
  return rollingMs(durationOf(text)) === 0;
}

/** Where a length of nothing would do nothing, or do it for ever. */
export function checkLength(text: string | undefined, place: string): Finding[] {
  if (text === undefined || !isNothing(text)) return [];
  return [error(place, `"${text}" is no time at all`, { found: text })];
}
