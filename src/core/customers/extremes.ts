import type { DayNumber } from "../time/zone.ts";
import { type Daily, readDaily, writeDaily } from "./daily.ts";

/**
 * The least (or greatest) number of any window that ends today, on few days: a day is kept only
 * while no later day is as low. Random numbers of 90 days leave about 5 (the 90th harmonic number);
 * numbers that rise every day leave all 90. Written as {@link Daily}, the number in place of a sum.
 */
export type Steps = Daily;

/** Which of two numbers a window shows: the lower or the higher. */
export type Side = "least" | "greatest";

/** Whether `a` makes `b` of no account. */
function beats(a: number, b: number, side: Side): boolean {
  return side === "least" ? a <= b : a >= b;
}

/**
 * Takes a number of a day in, in any order of arrival. A day ahead of today beats nothing yet.
 * @param oldest first day that a window can ask for
 */
export function addStep(
  steps: Steps,
  side: Side,
  { day, value }: { day: DayNumber; value: number },
  oldest: DayNumber,
  today: DayNumber,
): Steps {
  const known = readDaily(steps).filter((step) => step.day >= oldest);
  const isBeaten = known.some((step) => {
    const later = step.day === day || (step.day > day && step.day <= today);
    return later && beats(step.sum, value, side);
  });
  if (isBeaten || day < oldest) return writeDaily(known);
  const kept = known.filter((step) => {
    const earlier = step.day === day || (step.day < day && day <= today);
    return !(earlier && beats(value, step.sum, side));
  });
  const place = kept.findLastIndex((step) => step.day < day) + 1;
  return writeDaily(kept.toSpliced(place, 0, { day, count: 1, sum: value }));
}

/** What the days from `from` to `to` show; undefined when nothing happened. */
export function extremeOf(
  steps: Steps | undefined,
  side: Side,
  from: DayNumber,
  to: DayNumber,
): number | undefined {
  let best: number | undefined;
  for (const { day, sum } of readDaily(steps ?? "")) {
    if (day < from || day > to) continue;
    if (best === undefined || beats(sum, best, side)) best = sum;
  }
  return best;
}
