import { hashShare } from "../core/hash.ts";
import { latestWake } from "../core/time/latest-wake.ts";

/** How late a timer fires, in ms, by its name. The same name is always late by the same. */
export type Lateness = (timer: string) => number;

export const onTime: Lateness = () => 0;

/** As the timers of a stage: drawn from 0 to 60 s. */
export function drawLateness(seed: number): Lateness {
  return (timer) => Math.floor(hashShare("late", seed, timer) * latestWake);
}
