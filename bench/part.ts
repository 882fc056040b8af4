import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

/** One line of the table. */
export interface Figure {
  readonly what: string;
  /** As DESIGN §9 has it, or what else it is held against; undefined: for information. */
  readonly budget?: string;
  /** With its unit. */
  readonly figure: string;
  readonly ok?: boolean;
  readonly note?: string;
}

/** What one part of the bench found. */
export interface Part {
  readonly title: string;
  readonly figures: readonly Figure[];
  /** Lines of further explanation: breakdowns, assumptions. */
  readonly details?: readonly string[];
}

/** Prints a line of progress; results go to standard output at the end. */
export function report(line: string): void {
  console.error(line);
}

/**
 * Runs a script of the bench in a process of its own and reads the JSON that it prints, so that no
 * part warms up, fills the heap or loads modules for another.
 * @throws Error when it fails
 */
export async function runScript<Result>(
  path: string,
  args: readonly string[] = [],
): Promise<Result> {
  const script = fileURLToPath(new URL(path, import.meta.url));
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  if (code !== 0) throw new Error(`${path} ${args.join(" ")} ended with ${code}`);
  return JSON.parse(output) as Result;
}

/** 1234567.8 → "1,234,568"; small numbers keep two places. */
export function formatNumber(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0 });
}

/** "$36.10". */
export function formatUsd(value: number): string {
  return `$${value.toFixed(2)}`;
}
