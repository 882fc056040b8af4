import { type Backfill, neverBegun } from "../core/backfill/backfill.ts";
import type { Backfills } from "../core/ports.ts";

/** How far the newest backfill is, in memory. */
export function createLocalBackfills(): Backfills {
  let current: Backfill = neverBegun;
  return {
    read: async () => current,
    async replace(before, next) {
      if (current.token !== before.token) return false;
      current = { ...next, token: before.token + 1 };
      return true;
    },
    async note(token, slice, progress) {
      if (current.token !== token) return false;
      current = { ...current, slices: current.slices.with(slice, progress) };
      return true;
    },
  };
}
