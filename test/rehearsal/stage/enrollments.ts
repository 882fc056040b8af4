import type { Enrollment } from "../../../src/core/customers/enrollment.ts";
import type { StageClock } from "./clock.ts";
import type { CustomerTables, StoredRecord } from "./customers.ts";
import type { Execution, Runs } from "./runs.ts";
import { until } from "./until.ts";

/** How the one enrollment of a test's customer goes on; each verb waits until it has come so far. */
export interface Enrollments {
  /**
   * Asleep: its run goes on, its wait is committed and its schedule stands. Of a turn: that one or a
   * later. One that failed keeps its last wait, and so does one that is being resumed.
   */
  asleep(customerId: string, turn?: number): Promise<Enrollment>;
  /** Its record in the timeline once it has ended, well or badly. */
  ended(customerId: string): Promise<StoredRecord & { readonly id: string }>;
  /** Its executions once none of them is open. */
  closedRuns(enrollmentId: string): Promise<Execution[]>;
}

export function createEnrollments(
  customers: CustomerTables,
  clock: StageClock,
  runs: Runs,
): Enrollments {
  return {
    asleep: (customerId, turn = 1) =>
      until(`${customerId} to be asleep`, async () => {
        const customer = await customers.find(customerId);
        const waiting = Object.values(customer?.enrollments ?? {}).find(
          ({ state, wait, turn: at }) => state === "running" && wait !== undefined && at >= turn,
        );
        if (customer === undefined || waiting === undefined) return undefined;
        const schedules = await clock.schedules(customer.key);
        const isOfWait = ({ input }: { input: string }) => {
          const wake = JSON.parse(input) as { enrollment?: string; turn?: number };
          return wake.enrollment === waiting.id && wake.turn === waiting.turn;
        };
        return schedules.some(isOfWait) && waiting;
      }),
    ended: (customerId) =>
      until(`${customerId} to end its journey`, async () => {
        const [record] = await customers.records(customerId, "enrollment#");
        if (record === undefined || record["state"] === "running") return undefined;
        return { ...record, id: record.sk.slice("enrollment#".length) };
      }),
    closedRuns: (enrollmentId) =>
      until(`the runs of ${enrollmentId} to be over`, async () => {
        const executions = await runs.executionsOf(enrollmentId);
        const over = executions.every(({ status }) => status !== "RUNNING");
        return executions.length > 0 && over && executions;
      }),
  };
}
