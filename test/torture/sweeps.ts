import type { SweepAsk } from "../../src/core/sweep/sweep-lease.ts";
import { HOUR, MINUTE, SECOND } from "../../src/core/time/instant.ts";
import { createBeginSweep } from "../../src/flows/begin-sweep.ts";
import { createFinishSweep } from "../../src/flows/finish-sweep.ts";
import { createSweepSlice } from "../../src/flows/sweep-slice.ts";
import { listIn } from "./facts.ts";
import type { Weather } from "./faults.ts";
import { handle } from "./handling.ts";
import { tell } from "./story.ts";
import type { Teller } from "./tell-events.ts";

/** What sweeps need of a world, and what it gives to others. */
interface Stage extends Teller {
  readonly weather: Weather;
}
interface Swept extends Stage {
  sweep(ask?: SweepAsk): Promise<void>;
}

/** The state machine tries each state so often (statemachines/sweep-customers.asl.json). */
const mostTries = 3;
/** A sweep that finds another at it is asked for again so often, a minute later. */
const mostBusy = 20;

/**
 * Sweeps as the state machine does: begins, sweeps all slices at once, finishes; each state tried
 * again where it fails, all of it given up where the tries are used up, or killed in between.
 */
export function createSweeps(world: Stage) {
  const { random, facts, weather, runtime } = world;
  const { agenda, ports } = runtime;
  const beginSweep = createBeginSweep(ports);
  const sweepSlice = createSweepSlice(ports);
  const finishSweep = createFinishSweep(ports);
  let sweeps = 0;

  async function attempt<Result>(body: object, go: () => Promise<Result>) {
    for (let tries = 1; tries <= mostTries; tries++) {
      const done = await handle(agenda, "sweep", body, facts, go).catch(() => undefined);
      if (done !== undefined) return done;
    }
    return undefined;
  }

  /** Somebody stops it, or what it runs on goes away. */
  const isKilled = () => weather.on && random.chance(weather.share);

  async function run(execution: string, ask: SweepAsk | undefined, waits: number): Promise<void> {
    const begun = await attempt({ execution }, () => beginSweep({ execution, ask }));
    if (begun?.kind === "busy" && ask !== undefined && waits < mostBusy) {
      agenda.plan(world.now() + MINUTE, () => run(execution, ask, waits + 1));
    }
    if (begun?.kind !== "pass" || isKilled()) return;
    const { token, slices } = begun;
    await Promise.all(slices.map((slice) => sweepWhole(execution, token, slice)));
    if (isKilled()) return;
    const finished = await attempt({ execution, finish: token }, () =>
      finishSweep({ execution, token }),
    );
    if (finished?.kind === "swept") listIn(facts.done, "swept").push(world.now());
  }

  /** Now and then its function has no time for another page. */
  async function sweepWhole(execution: string, token: number, slice: number): Promise<void> {
    for (let more = true; more && !isKilled(); ) {
      const hasTime = () => !weather.on || random.chance(0.8);
      const swept = await attempt({ execution, slice }, () =>
        sweepSlice({ token, slice }, hasTime),
      );
      more = swept?.more === true;
    }
  }

  return async function sweep(ask?: SweepAsk): Promise<void> {
    sweeps += 1;
    const execution = `sweep-${sweeps}`;
    tell(facts, world.now(), undefined, () => `sweeps ${execution} ${ask ?? "by the clock"}`);
    await run(execution, ask, 0);
  };
}

/** By the clock, as long as the story goes on: begins what is due every hour. */
export function planSweeps(world: Swept): void {
  const { agenda } = world.runtime;
  agenda.plan(world.now() + HOUR, async () => {
    if (!world.weather.on) return;
    planSweeps(world);
    await world.sweep();
  });
}

/** Asked for by chance, now and then by two at once. */
export async function sweepByChance(world: Swept): Promise<void> {
  const { random, runtime } = world;
  const asks = ["evaluate", "evaluate", "overdue", undefined] as const;
  const other = random.pick(asks);
  if (random.chance(0.3)) {
    const later = world.now() + random.pick([0, 0, SECOND, 16 * MINUTE]);
    runtime.agenda.plan(later, () => world.sweep(other));
  }
  await world.sweep(random.pick(asks));
}
