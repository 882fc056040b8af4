import {
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { journeyEnded } from "../core/errors.ts";
import type { Runs, RunTurn } from "../core/ports.ts";
import { callService, isNamed } from "./failure.ts";

export interface RunsConfig {
  readonly client: SFNClient;
  /** ARN of `run-journey`. */
  readonly machine: string;
}

/** Runs as executions of `run-journey`, named `<enrollment>-g<generation>`. */
export function createRuns({ client, machine }: RunsConfig): Runs {
  return {
    async start(at) {
      const command = new StartExecutionCommand({
        stateMachineArn: machine,
        name: `${at.enrollment}-g${at.generation}`,
        input: inputOf(at),
      });
      await callService("RunsUnavailable", "StartExecution", async () => {
        await accept(client.send(command), "ExecutionAlreadyExists");
      });
    },
    async goOn(token, next) {
      const command = new SendTaskSuccessCommand({ taskToken: token, output: inputOf(next) });
      const live = await callService("RunsUnavailable", "SendTaskSuccess", () =>
        accept(client.send(command), ...deadToken),
      );
      return live ? "went-on" : "stale";
    },
    async end(token) {
      const command = new SendTaskFailureCommand({ taskToken: token, error: journeyEnded });
      const live = await callService("RunsUnavailable", "SendTaskFailure", () =>
        accept(client.send(command), ...deadToken),
      );
      return live ? "ended" : "stale";
    },
    async anyUnderWay() {
      const command = new ListExecutionsCommand({
        stateMachineArn: machine,
        statusFilter: "RUNNING",
        maxResults: 1,
      });
      const { executions } = await callService("RunsUnavailable", "ListExecutions", () =>
        client.send(command),
      );
      return (executions ?? []).length > 0;
    },
  };
}

/** Used up, timed out, or of an execution that is over. */
const deadToken = ["TaskDoesNotExist", "TaskTimedOut", "InvalidToken"] as const;

/** What the state hands to take-turn: names in this order, since an equal start compares the text. */
function inputOf({ enrollment, generation, turn }: RunTurn): string {
  return JSON.stringify({ enrollment, generation, turn });
}

/** @returns false where the call was refused by one of these names */
async function accept(sent: Promise<unknown>, ...refusals: readonly string[]): Promise<boolean> {
  try {
    await sent;
    return true;
  } catch (error) {
    if (isNamed(error, ...refusals)) return false;
    throw error;
  }
}
