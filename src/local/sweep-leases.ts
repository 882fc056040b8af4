import type { SweepLeases } from "../core/ports.ts";
import { neverSwept, type SweepLease } from "../core/sweep/sweep-lease.ts";

/** The sweep's lease in memory. */
export function createLocalSweepLeases(): SweepLeases {
  let lease: SweepLease = neverSwept;
  return {
    read: async () => lease,
    async replace(before, next) {
      if (lease.token !== before.token) return false;
      lease = { ...next, token: before.token + 1 };
      return true;
    },
    async note(token, slice, progress, until) {
      const { pass } = lease;
      if (lease.token !== token || pass === undefined) return false;
      lease = { ...lease, pass: { ...pass, until, slices: pass.slices.with(slice, progress) } };
      return true;
    },
  };
}
