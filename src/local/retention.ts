import type { Clock } from "../core/ports.ts";
import type { Instant } from "../core/time/instant.ts";

/** Forgets what has come to its end after a while, so that memory grows with customers only. */
export interface Retention {
  readonly expire: (forget: () => void) => void;
}

/** @param keepFor in ms; Infinity keeps everything */
export function createRetention(clock: Clock, keepFor: number): Retention {
  if (keepFor === Number.POSITIVE_INFINITY) return { expire: () => undefined };
  // Ends come in order of time: a queue of two stacks' worth of arrays, compacted now and then.
  let queue: { at: Instant; forget: () => void }[] = [];
  let head = 0;
  return {
    expire(forget) {
      const now = clock.now();
      queue.push({ at: now + keepFor, forget });
      for (let first = queue[head]; first !== undefined && first.at <= now; first = queue[head]) {
        first.forget();
        head += 1;
      }
      if (head > 10_000 && head * 2 > queue.length) {
        queue = queue.slice(head);
        head = 0;
      }
    },
  };
}
