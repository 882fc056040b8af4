import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { Connection } from "./connection.ts";
import type { Execution } from "./runs.ts";

/** Sweeps of all customers that began after an instant of the world's time, the newest first. */
export async function sweepsSince(connection: Connection, since: number): Promise<Execution[]> {
  const { sfn } = connection.clients;
  const stateMachineArn = connection.output("SweepCustomersArn");
  const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
  const all = await Promise.all(
    executions.map(({ executionArn }) => sfn.send(new DescribeExecutionCommand({ executionArn }))),
  );
  const newer = all.filter(({ startDate }) => (startDate?.getTime() ?? 0) >= since);
  return newer.toSorted(
    (one, other) => (other.startDate?.getTime() ?? 0) - (one.startDate?.getTime() ?? 0),
  );
}

/** How long a sweep was asked to wait before it began, in seconds. */
export function waitOf({ input = "{}" }: Execution): number {
  return (JSON.parse(input) as { afterSeconds?: number }).afterSeconds ?? 0;
}

/** Ends those that still wait, so that none begins in the midst of another scenario. */
export async function stopSweeps(connection: Connection, since: number): Promise<void> {
  for (const { executionArn, status } of await sweepsSince(connection, since)) {
    if (status !== "RUNNING") continue;
    await connection.clients.sfn.send(new StopExecutionCommand({ executionArn }));
  }
}
