import type { SweepAsk } from "../core/sweep/sweep-lease.ts";
import { MINUTE } from "../core/time/instant.ts";
import { type BeginSweepPorts, createBeginSweep } from "../flows/begin-sweep.ts";
import { createFinishSweep, type FinishSweepPorts } from "../flows/finish-sweep.ts";
import { createLearnModels, type LearnModelsPorts } from "../flows/learn-models.ts";
import { createSweepSlice, type SweepSlicePorts } from "../flows/sweep-slice.ts";
import type { Agenda } from "./agenda.ts";

/**
 * The sweep of the embedded runtime: what the state machine does, one slice after the other, and
 * before an evaluation the learning of models that are due. Where another sweep holds the lease, which one that broke off does for a quarter of an hour, it is tried
 * again every minute.
 */
export function createLocalSweeps(
  agenda: Agenda,
  ports: BeginSweepPorts & SweepSlicePorts & FinishSweepPorts & LearnModelsPorts,
) {
  const beginSweep = createBeginSweep(ports);
  const sweepSlice = createSweepSlice(ports);
  const finishSweep = createFinishSweep(ports);
  const learnModels = createLearnModels(ports);
  let sweeps = 0;

  async function run(execution: string, ask: SweepAsk): Promise<number> {
    const { kind, token, slices } = await beginSweep({ execution, ask });
    if (kind === "nothing") return 0;
    if (kind === "busy") {
      agenda.plan(agenda.clock.now() + MINUTE, async () => void (await run(execution, ask)));
      return 0;
    }
    let carriedOut = 0;
    for (const slice of slices) {
      const swept = await sweepSlice({ token, slice }, () => true);
      carriedOut += swept.carriedOut;
    }
    await finishSweep({ execution, token });
    return carriedOut;
  }

  return async function sweep(ask: SweepAsk = "overdue"): Promise<number> {
    sweeps += 1;
    if (ask === "evaluate") await learnModels();
    return run(`sweep-${sweeps}`, ask);
  };
}
