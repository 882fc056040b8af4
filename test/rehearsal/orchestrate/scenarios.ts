import { join } from "node:path";
import { stageVariable } from "../stage/connection.ts";
import { awsEnvironment } from "./cdk.ts";
import type { Emulator } from "./emulator.ts";
import type { Options } from "./options.ts";
import { runCommand } from "./run-command.ts";
import { type Run, root } from "./run-folder.ts";

/** Minutes of all scenario files together. */
const limit = { core: 6, long: 30 };

/** Plays the scenarios in one process, one after another, against the deployed stage. */
export async function playScenarios(
  run: Run,
  emulator: Emulator,
  stageFile: string,
  { long, only }: Options,
  python: string,
): Promise<void> {
  const config = join(root, "test/rehearsal/vitest.config.ts");
  await runCommand({
    what: "a scenario",
    command: join(root, "node_modules/.bin/vitest"),
    args: ["run", "--config", config, ...(only === undefined ? [] : [only])],
    cwd: root,
    seconds: 60 * (long ? limit.long : limit.core),
    log: run.log("scenarios"),
    shown: true,
    signal: run.signal,
    env: {
      ...run.plainEnvironment,
      ...awsEnvironment(emulator.endpoint),
      [stageVariable]: stageFile,
      REHEARSAL_PYTHON: python,
      ...(long && { REHEARSAL_LONG: "1" }),
      ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : { NO_COLOR: "1" }),
    },
  });
}
