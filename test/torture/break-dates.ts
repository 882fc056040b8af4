import { decideBy } from "./breaks.ts";

/** Wrong ways with dates that have a clock, one rule broken each. */

/** Midnight is the moment in UTC, whoever reads it: the day before, in New York. */
export const readsMidnightsAsInstants = decideBy(["turn", "intake", "sweep"], ({ settings }) => ({
  settings: { ...settings, readAs: () => "instant" },
}));

/** Turns know only days. */
export const waitsForDaysAlone = decideBy(["turn"], ({ settings }) => ({
  settings: { ...settings, readAs: () => "day" },
}));
