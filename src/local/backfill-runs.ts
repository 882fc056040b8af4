import { restBefore, restBehind } from "../core/backfill/backfill.ts";
import { isRetryable } from "../core/errors.ts";
import type { BackfillRuns } from "../core/ports.ts";
import { type Instant, MINUTE } from "../core/time/instant.ts";
import type { BegunBackfill, FilledSlice, FillSlice } from "../flows/backfill-figures.ts";
import type { FinishedBackfill } from "../flows/finish-backfill.ts";
import type { Agenda } from "./agenda.ts";

/** What the state machine calls. */
export interface BackfillFlows {
  beginBackfill(rev: number): Promise<BegunBackfill>;
  fillSlice(slice: FillSlice): Promise<FilledSlice>;
  finishBackfill(token: number): Promise<FinishedBackfill>;
}

/** As the state machine retries, on average. */
const retryAfter = 2 * MINUTE;

/** The embedded form of `backfill-figures.asl.json`: the same states on the agenda. */
export function createLocalBackfillRuns(agenda: Agenda, flows: BackfillFlows): BackfillRuns {
  const started = new Set<number>();

  /** Tries a state until it is through. What no retry can mend ends the run, as it does there. */
  const planState = (at: Instant, go: () => Promise<void>): void => {
    agenda.plan(at, async () => {
      try {
        await go();
      } catch (error) {
        if (!isRetryable(error)) throw error;
        planState(agenda.clock.now() + retryAfter, go);
      }
    });
  };
  const soon = (go: () => Promise<void>) => planState(agenda.clock.now(), go);

  const fill = (token: number, slices: readonly number[]): void => {
    const [slice, ...others] = slices;
    if (slice === undefined) return soon(() => finish(token));
    soon(async () => {
      const { more } = await flows.fillSlice({ token, slice });
      fill(token, more ? slices : others);
    });
  };
  const finish = async (token: number): Promise<void> => {
    const { kind, behind, slices } = await flows.finishBackfill(token);
    if (kind !== "again") return;
    const rest = behind ? restBehind : 0;
    agenda.plan(agenda.clock.now() + rest, async () => fill(token, slices));
  };

  return {
    async start(rev) {
      if (started.has(rev)) return;
      started.add(rev);
      planState(agenda.clock.now() + restBefore, async () => {
        const { kind, token, slices } = await flows.beginBackfill(rev);
        if (kind === "begun") fill(token, slices);
      });
    },
  };
}
