import type { Clock } from "../core/ports.ts";
import * as clients from "./clients.ts";
import { findEnvironment } from "./env.ts";
import { createTable } from "./table.ts";

/** Where a disposable stage keeps how far its time is ahead: `{ offset }` in milliseconds. */
export const testClockKey = { kind: "test-clock", name: "offset" } as const;

let ahead = 0;

/** How far the stage's time is ahead of the world's, in ms: 0 on every stage without a test clock. */
export function aheadOfTheWorld(): number {
  return ahead;
}

/** Time as the stage sees it. */
export const clock: Clock = { now: () => Date.now() + ahead };

/**
 * Reads how far a test has moved the stage's time, once per invocation. Does nothing where the stack
 * gave no test clock, which is everywhere but on a disposable stage that asked for one.
 */
export async function readTestClock(): Promise<void> {
  const table = findEnvironment("testClockTable");
  if (table === undefined) return;
  const item = await createTable({ client: clients.dynamo(), table }).get(testClockKey);
  ahead = Number(item?.offset ?? 0);
}
