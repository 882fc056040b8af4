import { isSettled, nextPass } from "../core/backfill/backfill.ts";
import type { Ports } from "../core/ports.ts";

export interface FinishedBackfill {
  /**
   * "again": another pass is due · "live": what waited for it is live · "overtaken": a newer backfill
   * has taken over.
   */
  readonly kind: "again" | "live" | "overtaken";
  /** Whether somebody was left behind: then the next pass had better wait. */
  readonly behind: boolean;
  /** Slices of the next pass. */
  readonly slices: readonly number[];
}

export interface FinishPorts extends Pick<Ports, "backfills" | "clock"> {
  /** Publishes anew, with the figures of all publishes up to one filled in. */
  readonly publishReady: (rev: number) => Promise<unknown>;
}

/** Ends a pass: the next one, or what waited goes live. Again changes nothing. */
export function createFinishBackfill({ backfills, clock, publishReady }: FinishPorts) {
  return async function finishBackfill(token: number): Promise<FinishedBackfill> {
    const backfill = await backfills.read();
    if (backfill.token !== token) return { kind: "overtaken", behind: false, slices: [] };
    const { token: _, ...progress } = backfill;
    if (!backfill.slices.every(isSettled)) {
      const slices = nextPass(backfill.slices);
      const behind = backfill.slices.some((slice) => slice.behind > 0);
      for (const [index, slice] of slices.entries()) {
        if (slice !== backfill.slices[index]) await backfills.note(token, index, slice);
      }
      const open = slices.flatMap(({ done }, index) => (done ? [] : [index]));
      return { kind: "again", behind, slices: open };
    }
    await publishReady(backfill.rev);
    if (backfill.ended === undefined) {
      await backfills.replace(backfill, { ...progress, ended: clock.now() });
    }
    return { kind: "live", behind: false, slices: [] };
  };
}
