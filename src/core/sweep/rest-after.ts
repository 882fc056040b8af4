import { SECOND } from "../time/instant.ts";

/**
 * The least read units a second for a slice: a page of 1 MB takes 128, so the rest after it ends
 * within the minute that the function keeps for its last page.
 */
export const unitsPerSlice = 4;

/**
 * How long to rest after a page, in ms, so that all that is read stays under a rate.
 * @param readUnits that the page took
 * @param perSecond read units that may be taken in a second
 * @param elapsed ms that the page took itself
 */
export function restAfter(readUnits: number, perSecond: number, elapsed: number): number {
  return Math.max(0, Math.ceil((readUnits / perSecond) * SECOND - Math.max(0, elapsed)));
}
