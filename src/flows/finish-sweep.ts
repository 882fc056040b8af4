import type { Ports } from "../core/ports.ts";
import { membersOf, type SweepPass, summarize } from "../core/sweep/sweep-lease.ts";
import type { Instant } from "../core/time/instant.ts";
import { formatDay, localDay } from "../core/time/zone.ts";

export interface FinishSweep {
  readonly execution: string;
  readonly token: number;
}

export interface FinishedSweep {
  /** "unfinished": a slice broke off; the next sweep goes on with it. "overtaken": another has it. */
  readonly kind: "swept" | "unfinished" | "overtaken";
}

export type FinishSweepPorts = Pick<Ports, "clock" | "catalog" | "sizes" | "sweepLeases">;

/**
 * Ends a pass: notes what it came to, and what it counted, and lets the lease go. Where a slice is
 * not done, the lease goes with the pass still in it.
 */
export function createFinishSweep(ports: FinishSweepPorts) {
  const { clock, sweepLeases } = ports;

  return async function finishSweep({ execution, token }: FinishSweep): Promise<FinishedSweep> {
    const lease = await sweepLeases.read();
    const { pass, ...idle } = lease;
    if (lease.token === token && pass !== undefined) {
      const now = clock.now();
      const isDone = pass.slices.every(({ done }) => done);
      if (isDone && pass.evaluate) await recordSizes(ports, pass, now);
      const next = isDone
        ? { ...idle, last: summarize(lease, pass, now) }
        : { ...idle, pass: { ...pass, until: now } };
      await sweepLeases.replace(lease, next);
    }
    // Read once more: an answer may have been lost, ours or that of an earlier try.
    const after = await sweepLeases.read();
    if (after.last?.token === token) return { kind: "swept" };
    return { kind: after.pass?.holder === execution ? "unfinished" : "overtaken" };
  };
}

/**
 * Records segment sizes for the day on which the pass began. The last pass of a day overwrites
 * others.
 */
async function recordSizes(
  { catalog, sizes }: FinishSweepPorts,
  pass: SweepPass,
  now: Instant,
): Promise<void> {
  const { zone } = (await catalog.definitions()).settings;
  await sizes.record({
    day: formatDay(localDay(pass.began, zone)),
    at: now,
    customers: pass.slices.reduce((sum, { seen }) => sum + seen, 0),
    members: membersOf(pass),
  });
}
