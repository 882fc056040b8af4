import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import type { SweepAsk } from "../../src/core/sweep/sweep-lease.ts";
import type { Stage } from "./stage.ts";

/**
 * Starts a sweep of all customers, beside those that the schedule starts. Where another is under way,
 * it waits for that one to end.
 * @param afterSeconds how long it waits before it begins
 * @param ask "evaluate": also segments, dates and inactivity
 */
export async function startSweep(
  stage: Stage,
  afterSeconds: number,
  ask: SweepAsk = "overdue",
): Promise<void> {
  const client = new SFNClient(stage.aws);
  await client.send(
    new StartExecutionCommand({
      stateMachineArn: stage.output("SweepCustomersArn"),
      input: JSON.stringify(afterSeconds === 0 ? { ask } : { ask, afterSeconds }),
    }),
  );
}
