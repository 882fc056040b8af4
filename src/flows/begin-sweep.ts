import { currentMeaning } from "../core/definitions/meaning.ts";
import { overdueGates } from "../core/definitions/pause.ts";
import type { Ports } from "../core/ports.ts";
import { isEvaluable, planSweep, type SweepPlan } from "../core/sweep/plan-sweep.ts";
import {
  leaseFor,
  type SweepAsk,
  type SweepLease,
  type SweepPass,
  slicesOf,
} from "../core/sweep/sweep-lease.ts";
import { type SweepSettings, sweepSettingsOf } from "../core/sweep/sweep-settings.ts";
import type { Instant } from "../core/time/instant.ts";

export interface BeginSweep {
  /** Names who asks; the same whenever the same execution asks again. */
  readonly execution: string;
  /** Undefined: only what is due. */
  readonly ask?: SweepAsk | undefined;
}

/** The state machine reads every field, so none is ever absent. */
export interface BegunSweep {
  /** "busy": another sweep is at it. "nothing": nothing is due. */
  readonly kind: "pass" | "busy" | "nothing";
  /** Names this hold of the lease; 0 without a pass. */
  readonly token: number;
  /** Slices that are not done yet. */
  readonly slices: readonly number[];
}

export type BeginSweepPorts = Pick<
  Ports,
  "clock" | "catalog" | "pauses" | "releases" | "runs" | "sweepLeases"
>;

/**
 * Decides what a sweep is to do, and takes the lease for it: a pass that is due, that was asked for,
 * or that broke off and goes on where its slices stopped. Never two at once.
 */
export function createBeginSweep(ports: BeginSweepPorts) {
  const { clock, catalog, runs, sweepLeases } = ports;
  return async function beginSweep({ execution, ask }: BeginSweep): Promise<BegunSweep> {
    // Without definitions there is nobody to look at, and nothing says how to.
    if (await catalog.isEmpty()) return { kind: "nothing", token: 0, slices: [] };
    await lookAtGates(ports);
    const definitions = await catalog.definitions();
    const settings = sweepSettingsOf(definitions.settings.definition);
    for (;;) {
      const lease = await sweepLeases.read();
      const now = clock.now();
      const plan = planSweep(lease, {
        now,
        holder: execution,
        ask,
        settings,
        evaluable: isEvaluable(definitions),
      });
      if (plan.kind === "held") return begun(lease.token, plan.pass);
      if (plan.kind === "busy") return { kind: "busy", token: 0, slices: [] };
      if (plan.kind === "nothing" || !(await isWanted(plan, runs))) {
        return { kind: "nothing", token: 0, slices: [] };
      }
      const segments = definitions.segments.length;
      const next = takeLease(lease, plan, { execution, settings, segments, now });
      if (await sweepLeases.replace(lease, next)) return begun(lease.token + 1, next.pass);
      // Another was quicker, or it was us and the answer was lost: the lease now tells.
    }
  };
}

/** Messages that wait at a gate are as much due as customers who wait in a journey. */
async function lookAtGates({ clock, pauses, releases }: BeginSweepPorts): Promise<void> {
  for (const gate of overdueGates(await pauses.read(), clock.now())) {
    await releases.send({ gate }, 0);
  }
}

async function isWanted({ kind }: SweepPlan, runs: Ports["runs"]): Promise<boolean> {
  return kind !== "start-if-under-way" || runs.anyUnderWay();
}

function begun(token: number, { slices }: SweepPass): BegunSweep {
  const open = slices.flatMap(({ done }, slice) => (done ? [] : [slice]));
  return { kind: "pass", token, slices: open };
}

interface Taker {
  readonly execution: string;
  readonly settings: SweepSettings;
  /** How many are counted. */
  readonly segments: number;
  readonly now: Instant;
}

function takeLease(
  lease: SweepLease,
  plan: Extract<SweepPlan, { kind: "resume" | "start" | "start-if-under-way" }>,
  { execution, settings, segments, now }: Taker,
): SweepLease & { readonly pass: SweepPass } {
  const holding = { holder: execution, until: now + leaseFor };
  if (plan.kind === "resume") {
    return { ...lease, pass: { ...plan.pass, ...holding, resumed: plan.pass.resumed + 1 } };
  }
  const evaluate = plan.kind === "start" && plan.evaluate;
  const { readUnitsPerSecond } = settings;
  const pass: SweepPass = {
    // What a pass that was given up has said and not told, is told by this one.
    run: lease.pass?.run ?? execution,
    ...holding,
    evaluate,
    began: now,
    resumed: 0,
    readUnitsPerSecond,
    slices: slicesOf(settings.slices, evaluate ? segments : 0),
  };
  const noted = evaluate ? { evaluated: now, meaning: currentMeaning } : {};
  return { ...lease, pass, looked: now, ...noted };
}
