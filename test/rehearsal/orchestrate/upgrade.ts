import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { connectTo, type StageFile } from "../stage/connection.ts";
import { openStage } from "../stage/stage.ts";
import {
  assertEveryoneFinished,
  enterWhile,
  passTheirDays,
  putInFlight,
} from "../upgrade/in-flight.ts";
import { lookAtKept } from "../upgrade/kept.ts";
import { listResources } from "../upgrade/resources.ts";
import { bootstrap, deploy, stackName, synthesizeCheckout } from "./cdk.ts";
import { startEmulator } from "./emulator.ts";
import { keepHistories } from "./evidence.ts";
import type { Phases } from "./phases.ts";
import { previousRelease, takeOutPreviousRelease } from "./previous-release.ts";
import { account, type Run, region, runIn } from "./run-folder.ts";

export interface Upgrade {
  readonly run: Run;
  readonly python: string;
  /** This version, synthesized. */
  readonly assembly: string;
  readonly phase: Phases;
}

/**
 * Deploys the previous release into an emulator of its own, puts customers in flight, deploys this
 * version over it while more come, and sees everyone finish with the right messages, once.
 * @throws Error that says what was lost, replaced or sent wrongly
 */
export async function rehearseUpgrade({ run, python, assembly, phase }: Upgrade): Promise<void> {
  const part = runIn(join(run.folder, "upgrade"), run.signal);
  const checkout = join(part.folder, previousRelease.tag);
  const { tag } = previousRelease;
  takeOutPreviousRelease(checkout);
  const before = await phase(`synth, ${tag}`, () => synthesizeCheckout(part, checkout));
  const emulator = await startEmulator(part, { python });
  try {
    await bootstrap(part, emulator);
    const old = await phase(`deploy, ${tag}`, () => deploy(part, emulator, before));
    const { endpoint } = emulator;
    const stageOf = (outputs: StageFile["outputs"]) =>
      openStage(connectTo({ endpoint, region, account, stackName, outputs }, part.folder));
    const resources = await listResources(endpoint);
    const stage = stageOf(old);
    const planted = await phase("customers in flight", () => putInFlight(stage));
    const kept = await lookAtKept(stage, planted);

    const { outputs, entered } = await phase("deploy over it", () =>
      enterWhile(stage, () => deploy(part, emulator, assembly)),
    );
    assertSame("outputs", old, pick(outputs, Object.keys(old)));
    assertSame("resources", resources, pick(await listResources(endpoint), Object.keys(resources)));
    const upgraded = stageOf(outputs);
    assertSame("data", kept, await lookAtKept(upgraded, planted));
    await phase("everyone finishes", async () => {
      await passTheirDays(upgraded, planted, entered);
      await assertEveryoneFinished(upgraded, planted, entered);
    });
    const [waited, came] = [planted.customers.length, entered.length];
    console.log(
      `over ${tag}: ${waited} customers in flight, ${came} came meanwhile, ${upgraded.outbox().length} mails, each once`,
    );
  } catch (error) {
    await keepHistories(part, emulator);
    throw error;
  } finally {
    await emulator.stop();
  }
}

function pick<Value>(all: Readonly<Record<string, Value>>, names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}

function assertSame(what: string, before: unknown, after: unknown): void {
  if (isDeepStrictEqual(before, after)) return;
  const said = JSON.stringify({ before, after }, undefined, 2);
  throw new Error(
    `The upgrade from ${previousRelease.tag} changed ${what} that must stay: ${said}`,
  );
}
