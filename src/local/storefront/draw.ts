import { hashShare } from "../../core/hash.ts";

/** A share in [0, 1) fixed by the seed and what it is drawn for; drawing more moves no other. */
export type Draw = (...what: readonly (string | number)[]) => number;

export function createDraw(seed: number): Draw {
  return (...what) => hashShare("storefront", seed, ...what);
}

/** @throws RangeError for an empty list */
export function pick<T>(list: readonly T[], share: number): T {
  const item = list[Math.floor(share * list.length)];
  if (item === undefined) throw new RangeError("nothing to pick from");
  return item;
}

/** A whole number from `low` up to and without `high`. */
export function between(low: number, high: number, share: number): number {
  return low + Math.floor(share * (high - low));
}

/** A waiting time with this mean, exponentially distributed: how independent visits come. */
export function waitingTime(mean: number, share: number): number {
  return -mean * Math.log(1 - share);
}
