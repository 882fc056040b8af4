import { rmSync } from "node:fs";
import { relative } from "node:path";
import { synthesize } from "../../test/rehearsal/orchestrate/cdk.ts";
import { startEmulator } from "../../test/rehearsal/orchestrate/emulator.ts";
import { createPhases } from "../../test/rehearsal/orchestrate/phases.ts";
import { MissingTool, preparePython } from "../../test/rehearsal/orchestrate/python.ts";
import { createRun, type Run, root } from "../../test/rehearsal/orchestrate/run-folder.ts";
import { standUp } from "../../test/rehearsal/orchestrate/stand-up.ts";
import { openStage, type Stage } from "../../test/rehearsal/stage/stage.ts";
import { report } from "../part.ts";
import { pushApplication } from "./push-devices.ts";

/** Under one on two cores of one's own. */
const mostMinutes = 15;

/**
 * Deploys the app into the rehearsal's emulator, works with the stage and throws both away; where
 * something failed, logs and requests stay in `.rehearsal/`.
 * @throws MissingTool where the machine has no Python
 */
export async function withStage<Result>(work: (stage: Stage) => Promise<Result>): Promise<Result> {
  const stopped = new AbortController();
  const stop = () => stopped.abort(new Error("stopped from outside"));
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, stop);
  const run = createRun(
    AbortSignal.any([stopped.signal, AbortSignal.timeout(mostMinutes * 60_000)]),
  );
  let result: Result;
  try {
    result = await workOn(run, work);
  } catch (error) {
    if (error instanceof MissingTool) rmSync(run.folder, { recursive: true, force: true });
    else report(`deployed: logs, requests and outbox are in ${relative(root, run.folder)}/`);
    throw error;
  } finally {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, stop);
  }
  rmSync(run.folder, { recursive: true, force: true });
  return result;
}

async function workOn<Result>(run: Run, work: (stage: Stage) => Promise<Result>): Promise<Result> {
  const phase = createPhases((line) => report(`deployed: ${line}`));
  const python = await phase("python", () => preparePython(run));
  const application = `pushApplications=${pushApplication}`;
  const assembly = await phase("synth", () => synthesize(run, undefined, [application]));
  const emulator = await phase("emulator", () => startEmulator(run, { python }));
  try {
    const connection = await standUp({ run, emulator, assembly, phase });
    return await phase("play", () => Promise.race([work(openStage(connection)), end(run.signal)]));
  } finally {
    await emulator.stop();
  }
}

/** Fails when somebody stops the run or its time is up. */
function end(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}
