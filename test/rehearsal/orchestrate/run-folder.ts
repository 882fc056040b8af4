import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../../..");

/** Account and Region of the rehearsal: no real account has this number. */
export const account = "000000000000";
export const region = "us-east-1";

/** One rehearsal: its folder, and what each part of it may see of this machine. */
export interface Run {
  /** `.rehearsal/<time>`: logs, outbox, requests; kept where something failed. */
  readonly folder: string;
  /** Aborted when a person stops it or its time is up. */
  readonly signal: AbortSignal;
  /** For what is no AWS client: a PATH, a home that is thrown away, and no secret of this shell. */
  readonly plainEnvironment: Readonly<Record<string, string>>;
  /** The file that a part's output goes to. */
  readonly log: (part: string) => string;
}

export function createRun(signal: AbortSignal, now = new Date()): Run {
  const name = now.toISOString().slice(0, 19).replaceAll(":", "").replace("T", "-");
  return runIn(join(root, ".rehearsal", `${name}-${process.pid}`), signal);
}

/** A run in a folder of its own, such as a part of another run. */
export function runIn(folder: string, signal: AbortSignal): Run {
  for (const part of ["tmp", "home", "logs"]) mkdirSync(join(folder, part), { recursive: true });
  // Without it, CommonJS in this folder would take this project's own package.json for its own.
  writeFileSync(join(folder, "tmp", "package.json"), "{}");
  return {
    folder,
    signal,
    plainEnvironment: {
      // The Node of this project first: the emulator runs functions on the `node` that it finds.
      PATH: `${join(root, "node_modules/.bin")}:${process.env["PATH"] ?? ""}`,
      HOME: join(folder, "home"),
      TMPDIR: join(folder, "tmp"),
      LANG: "C.UTF-8",
    },
    log: (part) => join(folder, `${part}.log`),
  };
}
