import { type PauseFlags, pauseFreshFor } from "../../src/core/definitions/pause.ts";
import type { Instant } from "../../src/core/time/instant.ts";
import type { Facts } from "./facts.ts";
import type { Random } from "./random.ts";
import type { Around } from "./wrap-ports.ts";

/** For 30 s after a change of the flags, half of those who ask are still told what was before. */
export function createStalePauses(random: Random, facts: Facts, now: () => number): Around {
  return async ({ port, method }, go) => {
    const result = await go();
    if (port !== "pauses" || method !== "read") return result;
    const fresh = result as PauseFlags;
    const may = flagsBetween(facts, now() - pauseFreshFor, now());
    return may.length === 1 || random.chance(0.5) ? fresh : random.pick(may);
  };
}

/** All flags that were in force at some moment after `from` and until `to`. */
export function flagsBetween({ flags }: Facts, from: Instant, to: Instant): PauseFlags[] {
  return flags
    .filter(({ since }, index) => since <= to && (flags[index + 1]?.since ?? to + 1) > from)
    .map((one) => one.flags);
}
