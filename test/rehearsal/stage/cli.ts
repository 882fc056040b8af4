import { spawn } from "node:child_process";
import { join } from "node:path";
import { awsEnvironment } from "../orchestrate/cdk.ts";
import { root } from "../orchestrate/run-folder.ts";
import type { Connection } from "./connection.ts";

export interface CliAnswer {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** A command waits for no person here; the longest of them settles in seconds. */
const longestMs = 60_000;

/** Runs `sojourn <args> --stage rehearsal` as a person does, with keys of the emulator only. */
export function runCli(connection: Connection, args: readonly string[]): Promise<CliAnswer> {
  const stage = connection.stackName.split("-").at(-1) ?? "";
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, "bin/cli.ts"), ...args, "--stage", stage], {
      cwd: root,
      timeout: longestMs,
      env: {
        PATH: process.env["PATH"] ?? "",
        HOME: join(connection.folder, "home"),
        NO_COLOR: "1",
        ...awsEnvironment(connection.endpoint),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let out = "";
    let error = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (error += chunk.toString()));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? -1, out, error }));
  });
}
