import { setTimeout } from "node:timers/promises";
import type { Backoff } from "../core/ports.ts";

/** A lost race takes one read and one write, some 10 ms: the first rest is at most twice that. */
const firstMs = 20;
/** 8 tries rest 1.1 s on average in all (10 + 20 + 40 … + 500 ms): a batch within 30 s can bear it. */
const longestMs = 1_000;

/** Exponential with full jitter: racers that lost together don't meet again. */
export function createBackoff(): Backoff {
  return {
    async pause(attempt) {
      await setTimeout(Math.random() * Math.min(longestMs, firstMs * 2 ** (attempt - 1)));
    },
  };
}
