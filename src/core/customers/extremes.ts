import type { DayNumber } from "../time/zone.ts";

/**
 * The least (or greatest) number of any window that ends today, in few pairs: a day is kept only
 * while no later day is as low. Random numbers of 90 days leave about 5 pairs (the 90th harmonic
 * number); numbers that rise every day leave all 90.
 */
export type Steps = readonly number[];

/** Which of two numbers a window shows: the lower or the higher. */
export type Side = "least" | "greatest";

/** Whether `a` makes `b` of no account. */
function beats(a: number, b: number, side: Side): boolean {
  return side === "least" ? a <= b : a >= b;
}

/**
 * Takes a number of a day in, in any order of arrival. A day ahead of today beats nothing yet.
 * @param steps ascending pairs day, number
 * @param oldest first day that a window can ask for
 */
export function addStep(
  steps: Steps,
  side: Side,
  { day, value }: { day: DayNumber; value: number },
  oldest: DayNumber,
  today: DayNumber,
): Steps {
  const kept: number[] = [];
  let place = 0;
  let beaten = day < oldest;
  for (let i = 0; i < steps.length; i += 2) {
    const other = steps[i] as number;
    const shown = steps[i + 1] as number;
    if (other < oldest) continue;
    const later = other === day || (other > day && other <= today);
    if (later && beats(shown, value, side)) beaten = true;
    const gone = (other === day || (other < day && day <= today)) && beats(value, shown, side);
    if (gone && !beaten) continue;
    kept.push(other, shown);
    if (other < day) place = kept.length;
  }
  return beaten ? kept : [...kept.slice(0, place), day, value, ...kept.slice(place)];
}

/** What the days from `from` to `to` show; undefined when nothing happened. */
export function extremeOf(
  steps: Steps | undefined,
  side: Side,
  from: DayNumber,
  to: DayNumber,
): number | undefined {
  let best: number | undefined;
  for (let i = 0; i < (steps?.length ?? 0); i += 2) {
    const day = steps?.[i] as number;
    const value = steps?.[i + 1] as number;
    if (day < from || day > to) continue;
    if (best === undefined || beats(value, best, side)) best = value;
  }
  return best;
}
