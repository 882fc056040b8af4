import { createWriteStream } from "node:fs";
import { join } from "node:path";
import {
  GetExecutionHistoryCommand,
  paginateListExecutions,
  paginateListStateMachines,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { keys } from "../stage/connection.ts";
import type { Emulator } from "./emulator.ts";
import { type Run, region } from "./run-folder.ts";

/** The newest are those of the scenario that failed. */
const mostHistories = 300;

/**
 * Writes what only the emulator's memory holds: `histories.jsonl`, one execution a line with all
 * its events. Logs, outbox and requests are files already.
 */
export async function keepHistories({ folder }: Run, { endpoint }: Emulator): Promise<void> {
  const client = new SFNClient({ endpoint, region, credentials: keys, maxAttempts: 1 });
  const file = createWriteStream(join(folder, "histories.jsonl"));
  try {
    let kept = 0;
    for (const executionArn of await listExecutions(client)) {
      if (++kept > mostHistories) break;
      const command = new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 });
      const { events } = await client.send(command);
      file.write(`${JSON.stringify({ executionArn, events })}\n`);
    }
  } catch (error) {
    // What failed may be the emulator itself; what there is of evidence is kept all the same.
    file.write(`${JSON.stringify({ incomplete: String(error) })}\n`);
  } finally {
    file.end();
  }
}

async function listExecutions(client: SFNClient): Promise<string[]> {
  const found: { arn: string; started: number }[] = [];
  for await (const { stateMachines = [] } of paginateListStateMachines({ client }, {})) {
    for (const { stateMachineArn } of stateMachines) {
      for await (const page of paginateListExecutions({ client }, { stateMachineArn })) {
        for (const { executionArn = "", startDate } of page.executions ?? []) {
          found.push({ arn: executionArn, started: startDate?.getTime() ?? 0 });
        }
      }
    }
  }
  return found.toSorted((one, other) => other.started - one.started).map(({ arn }) => arn);
}
