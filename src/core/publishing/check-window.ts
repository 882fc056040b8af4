import { longestDayWindow, longestHourWindow, windowDays } from "../conditions/window.ts";
import { DAY } from "../time/instant.ts";
import { durationOf } from "../turns/compile-program.ts";
import { isNothing } from "./check-duration.ts";
import { error, type Finding } from "./problem.ts";

/** Where a condition stands: a journey's steps know the enrollment and its trigger; others don't. */
export type ConditionScope = "steps" | "entry" | "segment" | "attribute";

interface Windowed {
  readonly within?: string | undefined;
  readonly since?: "entry" | undefined;
}

/** The window of a leaf: one that is a window, and an entry where one is known. */
export function checkWindow(leaf: Windowed, place: string, scope: ConditionScope): Finding[] {
  return [...checkWithin(leaf, place), ...checkSince(leaf, place, scope)];
}

function checkWithin({ within, since }: Windowed, place: string): Finding[] {
  if (within === undefined) return [];
  const at = `${place}.within`;
  if (since !== undefined) return [error(at, 'write either "within" or "since", not both')];
  const { months, days, ms } = durationOf(within);
  if (isNothing(within)) return [error(at, `"${within}" is no time at all`, { found: within })];
  if (months + days > 0 && ms > 0) {
    const message = `"${within}" mixes days and hours; write days ("4d") or hours ("36h")`;
    return [error(at, message, { found: within })];
  }
  if (windowDays({ months, days, ms }) > longestDayWindow) {
    const message = `"${within}" reaches further back than events are taken; write "5y" or less`;
    return [error(at, message, { found: within, wanted: "5y" })];
  }
  if (ms > longestHourWindow) {
    const wanted = wholeDays(ms);
    const message = `"${within}" is longer than 72h; write "${wanted}"`;
    return [error(at, message, { found: within, wanted })];
  }
  return [];
}

function checkSince({ since }: Windowed, place: string, scope: ConditionScope): Finding[] {
  if (since === undefined || scope === "steps") return [];
  const where =
    scope === "entry" ? "a condition of entry" : `a${scope === "attribute" ? "n" : ""} ${scope}`;
  return [error(`${place}.since`, `${where} knows no entry; write "within"`)];
}

/** Where only a window in days can be counted. @param why a sentence without its full stop */
export function checkDays(within: string, place: string, why: string): Finding[] {
  const { months, days, ms } = durationOf(within);
  // What is no window at all is told by checkWindow.
  if (months + days > 0 || ms === 0 || ms > longestHourWindow) return [];
  const wanted = wholeDays(ms);
  return [error(`${place}.within`, `${why}; write "${wanted}"`, { found: within, wanted })];
}

function wholeDays(ms: number): string {
  return `${Math.ceil(ms / DAY)}d`;
}
