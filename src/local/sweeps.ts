import type { Customer } from "../core/customers/customer.ts";
import type { SweepAsk } from "../core/sweep/sweep-lease.ts";
import { MINUTE } from "../core/time/instant.ts";
import { type BeginSweepPorts, createBeginSweep } from "../flows/begin-sweep.ts";
import { createEvaluateCustomer } from "../flows/evaluate-customer.ts";
import { createFinishSweep, type FinishSweepPorts } from "../flows/finish-sweep.ts";
import { createSweepSlice, type SweepSlicePorts } from "../flows/sweep-slice.ts";
import type { Agenda } from "./agenda.ts";

export interface LocalSweeps {
  /**
   * Sweeps all customers once; a minute later where another sweep is at it.
   * @param ask @default "overdue"
   * @returns how many overdue waits and consequences were carried out
   */
  sweep(ask?: SweepAsk): Promise<number>;
  /** What a pass that evaluates does to these customers; of all others it would change nobody. */
  evaluate(customers: readonly Customer[]): Promise<void>;
}

/**
 * The sweep of the embedded runtime: what the state machine does, one slice after the other. Where
 * another sweep holds the lease, which one that broke off does for a quarter of an hour, it is tried
 * again every minute.
 */
export function createLocalSweeps(
  agenda: Agenda,
  ports: BeginSweepPorts & SweepSlicePorts & FinishSweepPorts,
): LocalSweeps {
  const beginSweep = createBeginSweep(ports);
  const sweepSlice = createSweepSlice(ports);
  const finishSweep = createFinishSweep(ports);
  const evaluateCustomer = createEvaluateCustomer(ports);
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

  return {
    async sweep(ask = "overdue") {
      sweeps += 1;
      return run(`sweep-${sweeps}`, ask);
    },
    async evaluate(customers) {
      sweeps += 1;
      const definitions = await ports.catalog.definitions();
      for (const one of customers) await evaluateCustomer(one, definitions, `sweep-${sweeps}`);
    },
  };
}
