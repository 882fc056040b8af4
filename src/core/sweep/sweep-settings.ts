import type { Settings } from "../definitions/settings.ts";
import { parseTimeOfDay } from "../time/local-clock.ts";

/** How the sweep goes, as `settings.json` says or by default. */
export interface SweepSettings {
  /** Hours between two evaluations; 24: once a day, from `at` on. */
  readonly everyHours: number;
  /** Minute of the shop's day at which the sweep starts. */
  readonly at: number;
  readonly zone: string;
  /** For all slices together. */
  readonly readUnitsPerSecond: number;
  readonly slices: number;
}

/**
 * Every hour: a date of 10:00 is then noticed before 11:00. A million customers of 2 KB take
 * 250,000 read units of $0.125 a million: $0.03 a pass, $23 a month by the hour, $1 by the day.
 * 500 read units a second go over them in 8 min. 4 slices: a new account runs 10 functions at once,
 * and the others must find room.
 */
const usual = { every: "1h", at: "03:00", readUnitsPerSecond: 500, slices: 4 } as const;

export function sweepSettingsOf({ sweep, zone }: Pick<Settings, "sweep" | "zone">): SweepSettings {
  const { every, at, readUnitsPerSecond, slices } = { ...usual, ...sweep };
  return {
    everyHours: every === "1d" ? 24 : Number.parseInt(every, 10),
    at: parseTimeOfDay(at) ?? 0,
    zone,
    readUnitsPerSecond,
    slices,
  };
}
