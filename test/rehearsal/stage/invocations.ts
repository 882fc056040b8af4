import { join } from "node:path";
import type { FunctionName } from "../../../src/names.ts";
import type { Connection } from "./connection.ts";
import { readLines } from "./outbox.ts";

/** One call of one of our functions, from `invocations.jsonl`: what Lambda's REPORT line tells. */
export interface Invocation {
  /** In the world's time, epoch milliseconds. */
  readonly at: number;
  readonly function: FunctionName;
  readonly invocation: string;
  /** How many its batch had; 0 of a call that no queue made. */
  readonly messages: number;
  /** Whether the handler answered; single messages of its batch may have failed all the same. */
  readonly ok: boolean;
  /** On the clock of this machine, without the start of the process; null where that died. */
  readonly tookMs: number | null;
  readonly cpuMs: number | null;
}

/** All calls since the stage was deployed, or since an instant. */
export function readInvocations({ folder }: Pick<Connection, "folder">, since = 0): Invocation[] {
  const all = readLines<Invocation>(join(folder, "invocations.jsonl"));
  return all.filter(({ at }) => at >= since);
}
