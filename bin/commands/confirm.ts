import { createInterface } from "node:readline/promises";
import { printable } from "../../src/core/text/printable.ts";
import type { Streams } from "./streams.ts";

/** The question to a person before something that can't be taken back. */
export interface Asking {
  /** `Publish?` */
  readonly question: string;
  /** Told where the answer is no, such as `Nothing was saved.` */
  readonly left: string;
  /** When `--yes` may be written, told where nobody can be asked: `If these are the right people`. */
  readonly when: string;
}

/**
 * Asks, where somebody sits at a terminal.
 * @param yes said already, by `--yes`
 * @returns whether to go on
 */
export async function confirm(
  { question, left, when }: Asking,
  yes: true | undefined,
  { error }: Streams,
): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY) {
    error(`${left} ${when}, add --yes\n`);
    return false;
  }
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await ask.question(`${printable(question)} [y/N] `);
  ask.close();
  if (/^y(es)?$/i.test(answer.trim())) return true;
  error(`${left}\n`);
  return false;
}
