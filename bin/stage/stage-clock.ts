import { createTable, type TableConfig } from "../../src/aws/table.ts";
import { testClockKey } from "../../src/aws/test-clock.ts";
import type { Clock } from "../../src/core/ports.ts";

/** Time as the stage sees it: that of the world, unless a test has moved a disposable stage's. */
export async function readStageClock(catalog: TableConfig): Promise<Clock> {
  const item = await createTable(catalog).get(testClockKey);
  const ahead = Number(item?.offset ?? 0);
  return { now: () => Date.now() + ahead };
}
