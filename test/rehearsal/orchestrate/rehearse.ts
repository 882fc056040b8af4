import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { DAY, HOUR, MINUTE } from "../../../src/core/time/instant.ts";
import { checkShapes } from "../evaluate/check-shapes.ts";
import { evaluateStage } from "../evaluate/evaluate-stage.ts";
import { type Connection, type StageFile, stageVariable } from "../stage/connection.ts";
import { openStage } from "../stage/stage.ts";
import { deploy, destroy, synthesize } from "./cdk.ts";
import { type Emulator, startEmulator } from "./emulator.ts";
import { keepHistories } from "./evidence.ts";
import { emptyBucket, findLeftovers } from "./leftovers.ts";
import type { Options } from "./options.ts";
import { createPhases } from "./phases.ts";
import { assertPreviousRelease } from "./previous-release.ts";
import { MissingTool, preparePython } from "./python.ts";
import { createRun, type Run, root } from "./run-folder.ts";
import { playScenarios } from "./scenarios.ts";
import { type StandUp, standUp } from "./stand-up.ts";
import { assertKept, plantCustomer } from "./update.ts";
import { rehearseUpgrade } from "./upgrade.ts";

/** The core must be done in 4 minutes on 2 cores, all of it in 20; what hangs is stopped at twice that. */
const minutes = { core: 8, long: 40 };

/**
 * Types that the emulator keeps as names only, each with no part in any scenario. A new one is to be
 * thought about: is there nothing that a scenario relies on?
 */
const onlyNames = ["AWS::Events::Archive"];

/** One rehearsal from nothing to nothing. @returns the exit code */
export async function rehearse(options: Options): Promise<number> {
  if (isUpgradeWanted(options)) assertPreviousRelease();
  const stopped = new AbortController();
  const stop = (why: string) => stopped.abort(new Error(why));
  process.once("SIGINT", () => stop("stopped by hand"));
  process.once("SIGTERM", () => stop("stopped from outside"));
  const limit = options.long ? minutes.long : minutes.core;
  const late = () => stop(`longer than ${limit} minutes`);
  const timer = options.keep ? undefined : setTimeout(late, limit * 60_000);

  const run = createRun(stopped.signal);
  const phase = createPhases();
  let emulator: Emulator | undefined;
  try {
    const python = await phase("python", () => preparePython(run));
    const assembly = await phase("synth", () => synthesize(run));
    if (isUpgradeWanted(options)) await rehearseUpgrade({ run, python, assembly, phase });
    if (options.only !== upgradeOnly) {
      emulator = await phase("emulator", () => startEmulator(run, { python }));
      await playStage({ run, emulator, assembly, phase, options, python });
      if (options.keep) await leaveStanding(run, emulator);
      else await emulator.stop();
    }
    if (!options.keep) rmSync(run.folder, { recursive: true, force: true });
    console.log(`\nAll rehearsed in ${phase.total()} s.`);
    return 0;
  } catch (error) {
    if (error instanceof MissingTool) {
      rmSync(run.folder, { recursive: true, force: true });
      throw error;
    }
    console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    if (emulator !== undefined) await keepHistories(run, emulator);
    if (emulator !== undefined && options.keep) await leaveStanding(run, emulator);
    else await emulator?.stop();
    console.error(
      `Logs, outbox, requests and histories are kept in ${relative(root, run.folder)}/`,
    );
    return 1;
  } finally {
    clearTimeout(timer);
  }
}

/** `--long --only upgrade`: it has a stage of its own, and is no file among the scenarios. */
const upgradeOnly = "upgrade";

function isUpgradeWanted({ long, only }: Options): boolean {
  return long && (only === undefined || only === upgradeOnly);
}

interface Play extends StandUp {
  readonly options: Options;
  readonly python: string;
}

async function playStage({ run, emulator, assembly, phase, options, python }: Play): Promise<void> {
  const connection = await standUp({ run, emulator, assembly, phase });
  assertNoNewNames(run);
  const stageFile = join(run.folder, "stage.json");
  writeFileSync(stageFile, JSON.stringify(stageOf(connection), undefined, 2));

  const planted = await phase("plant a customer", () => plantCustomer(connection));
  const app = `node ${join(import.meta.dirname, "changed-app.ts")}`;
  const changed = await phase("synth, changed", () => synthesize(run, app));
  await phase("deploy, changed", () => deploy(run, emulator, changed));
  await assertKept(connection, planted);

  // Always from the same hour: what depends on the time of day shows every time or, with --at, on purpose.
  const { clock } = openStage(connection);
  await clock.advance(untilNext(options.at, await clock.now()));
  await phase("scenarios", () => playScenarios(run, emulator, stageFile, options, python));
  await phase("evaluate", () => judgePermissions(run, connection, changed, options));
  await phase("check requests", () => checkShapes(run));
  if (options.keep) return;
  await emptyBucket(connection);
  await phase("destroy", () => destroy(run, emulator, changed));
  const leftovers = await findLeftovers(connection);
  if (leftovers.length > 0) {
    throw new Error(`The stack is gone and left behind:\n${leftovers.join("\n")}`);
  }
}

/** Milliseconds from `now` to the next `time`, "HH:MM" in UTC. */
function untilNext(time: string, now: number): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return (hours * HOUR + minutes * MINUTE + DAY - (now % DAY)) % DAY;
}

/** The emulator refuses nobody: what its requests would have met on AWS is judged here. */
async function judgePermissions(
  run: Run,
  connection: Connection,
  assembly: string,
  { only }: Options,
): Promise<void> {
  const { requests, questions, denied, unused } = await evaluateStage(connection, assembly);
  writeFileSync(join(run.folder, "unused-grants.txt"), `${unused.join("\n")}\n`);
  console.log(`${requests} requests, ${questions} different permissions, ${denied.length} denied.`);
  if (only === undefined) {
    console.log(`${unused.length} grants were not asked for:`);
    for (const each of unused) console.log(`  ${each}`);
  }
  if (denied.length > 0) throw new Error(`AWS would refuse:\n${denied.join("\n")}`);
}

function stageOf({ endpoint, region, account, stackName, outputs }: StageFile): StageFile {
  return { endpoint, region, account, stackName, outputs };
}

function assertNoNewNames({ folder }: Run): void {
  const file = join(folder, "unsupported.jsonl");
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
  const types = new Set(lines.map((line) => (JSON.parse(line) as { type: string }).type));
  const found = [...types].toSorted();
  if (found.join() === onlyNames.join()) return;
  throw new Error(
    `The emulator knows these types by name only: ${found.join(", ") || "none"}; expected were ${onlyNames.join(", ")}. See onlyNames in ${relative(root, import.meta.filename)}.`,
  );
}

async function leaveStanding(run: Run, emulator: Emulator): Promise<void> {
  const file = relative(root, join(run.folder, "stage.json"));
  console.log(`
The stage stands at ${emulator.endpoint}. Play one scenario again:
  ${stageVariable}=${file} npx vitest run --config test/rehearsal/vitest.config.ts <part of its name>
Ctrl-C here ends it.`);
  await new Promise((resolve) => run.signal.addEventListener("abort", resolve, { once: true }));
  await emulator.stop();
}
