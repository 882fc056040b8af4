import { readFileSync } from "node:fs";
import { join } from "node:path";
import { preparePython } from "../orchestrate/python.ts";
import { CommandFailed, runCommand } from "../orchestrate/run-command.ts";
import type { Run } from "../orchestrate/run-folder.ts";

const folder = import.meta.dirname;
const tool = { name: "botocore", requirements: join(folder, "requirements.txt") };

/**
 * Checks every request of functions against AWS's API models: the emulator takes members that there
 * are not, names that are too long, numbers out of range.
 * @throws CommandFailed with the faults, or Error where the check itself sees nothing
 */
export async function checkShapes(run: Run): Promise<void> {
  const python = await preparePython(run, tool);
  const check = (file: string, log: string) =>
    runCommand({
      what: "the check of requests",
      command: python,
      args: [join(folder, "check_shapes.py"), file],
      cwd: run.folder,
      seconds: 120,
      log: run.log(log),
      env: run.plainEnvironment,
      signal: run.signal,
    });
  await assertSees(() => check(join(folder, "planted.jsonl"), "planted"), run.log("planted"));
  await check(join(run.folder, "requests.jsonl"), "shapes");
}

/** Each of the planted requests has a fault of another kind. */
async function assertSees(check: () => Promise<void>, log: string): Promise<void> {
  try {
    await check();
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    if (readFileSync(log, "utf8").includes("4 requests checked, 4 kinds of faults.")) return;
  }
  throw new Error(`The check of requests no longer sees what was planted: ${log}`);
}
