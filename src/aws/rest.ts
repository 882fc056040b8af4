import { setTimeout } from "node:timers/promises";
import type { Rest } from "../core/ports.ts";

/** A timer, so that nothing is busy meanwhile. */
export function createRest(): Rest {
  return {
    async for(ms) {
      await setTimeout(ms);
    },
  };
}
