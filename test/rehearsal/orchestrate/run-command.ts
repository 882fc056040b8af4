import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";

export interface Command {
  /** What it is, for whoever reads that it failed. */
  readonly what: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly seconds: number;
  /** Everything that it prints goes here. */
  readonly log: string;
  /** Print it as well, for what a person wants to watch. @default false */
  readonly shown?: boolean;
  readonly signal: AbortSignal;
}

/** It failed or took too long; the message ends with the last lines that it printed. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";
}

/** Runs a command in a process group of its own; when time is up the whole group is killed. */
export async function runCommand(command: Command): Promise<void> {
  const { what, seconds, log, signal } = command;
  signal.throwIfAborted();
  const output = createWriteStream(log, { flags: "a" });
  const tail: string[] = [];
  const child = spawn(command.command, [...command.args], {
    cwd: command.cwd,
    env: { ...command.env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output.write(chunk);
      tail.push(chunk.toString());
      if (command.shown) process.stdout.write(chunk);
    });
  }
  const { code, late } = await ended(child, seconds, signal);
  output.end();
  await finished(output);
  signal.throwIfAborted();
  if (code === 0) return;
  const how = late ? `took longer than ${seconds} s and was stopped` : `ended with ${code}`;
  const words = command.shown ? "" : `\n${lastLines(tail.join(""))}`;
  throw new CommandFailed(`${what} ${how}; all of it is in ${log}.${words}`);
}

function ended(child: ChildProcess, seconds: number, signal: AbortSignal) {
  return new Promise<{ code: number | string; late: boolean }>((resolve, reject) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      killGroup(child);
    }, seconds * 1000);
    const stop = () => killGroup(child);
    signal.addEventListener("abort", stop, { once: true });
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    };
    child.once("error", (error) => {
      settle();
      reject(error);
    });
    child.once("close", (code, name) => {
      settle();
      resolve({ code: code ?? name ?? "nothing", late });
    });
  });
}

/**
 * Kills a process that was started detached, with all that it started and that stayed in its group,
 * also where it has ended itself and left some of them behind.
 */
export function killGroup(child: ChildProcess, how: NodeJS.Signals = "SIGKILL"): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, how);
  } catch (error) {
    // Nobody is left.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

function lastLines(text: string): string {
  return text.trimEnd().split("\n").slice(-25).join("\n");
}
