import { createHash } from "node:crypto";

/**
 * How fast the machine was while something was measured. On a shared machine the same work takes
 * up to six times as long from one moment to the next, in CPU time too; a long measurement can't
 * pick its best round, so it samples a fixed piece of work beside its own.
 */
export interface SpeedSampler {
  /** To be called after equal amounts of work. */
  sample(): void;
  /** Seconds that the samples took, to be taken off. */
  spentSeconds(): number;
  /** Mean duration of a sample over the best: 1 on a machine of one's own. */
  slowdown(): number;
}

/** Hashed natively, in some 40 µs: a loop of ours would be compiled now this way, now that. */
const block = Buffer.alloc(64 * 1024, 1);

export function createSpeedSampler(): SpeedSampler {
  const samples: number[] = [];
  return {
    sample() {
      const began = performance.now();
      createHash("sha256").update(block).digest();
      samples.push(performance.now() - began);
    },
    spentSeconds: () => sum(samples) / 1000,
    slowdown() {
      // The first ones are not compiled yet.
      const warm = samples.slice(20);
      // The one in a hundred that was fastest is the machine undisturbed.
      const best = warm.toSorted((a, b) => a - b)[Math.floor(warm.length / 100)] ?? Number.NaN;
      return sum(warm) / warm.length / best;
    },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
