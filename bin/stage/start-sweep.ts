import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import type { Stage } from "./stage.ts";

/**
 * Starts a sweep of all customers, beside those that start every 4 hours; two at a time do no harm.
 * @param afterSeconds how long it waits before it begins
 */
export async function startSweep(stage: Stage, afterSeconds: number): Promise<void> {
  const client = new SFNClient(stage.aws);
  await client.send(
    new StartExecutionCommand({
      stateMachineArn: stage.output("SweepCustomersArn"),
      input: JSON.stringify(afterSeconds === 0 ? {} : { afterSeconds }),
    }),
  );
}
