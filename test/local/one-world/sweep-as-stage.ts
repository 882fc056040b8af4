import { HOUR, type Instant } from "../../../src/core/time/instant.ts";
import { createBeginSweep } from "../../../src/flows/begin-sweep.ts";
import { createFinishSweep } from "../../../src/flows/finish-sweep.ts";
import { createSweepSlice } from "../../../src/flows/sweep-slice.ts";
import type { LocalRuntime } from "../../../src/local/runtime.ts";

/**
 * The sweeps of a stage: the Scheduler starts the state machine at every whole hour of UTC, which asks
 * the lease what is due and goes over all customers.
 */
export function sweepAsStage({ agenda, ports }: LocalRuntime): void {
  const beginSweep = createBeginSweep(ports);
  const sweepSlice = createSweepSlice(ports);
  const finishSweep = createFinishSweep(ports);
  // Named as those of a play, since the ids of what they tell are made of the name.
  let evaluations = 0;
  const look = (hour: Instant): void => {
    agenda.plan(hour, async () => {
      look(hour + HOUR);
      const execution = `sweep-${evaluations + 1}`;
      const { kind, token, slices } = await beginSweep({ execution });
      if (kind !== "pass") return;
      for (const slice of slices) await sweepSlice({ token, slice }, () => true);
      await finishSweep({ execution, token });
      if ((await ports.sweepLeases.read()).last?.evaluate) evaluations += 1;
    });
  };
  look((Math.floor(agenda.clock.now() / HOUR) + 1) * HOUR);
}
