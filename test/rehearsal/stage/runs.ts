import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  paginateListExecutions,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { SweepAsk } from "../../../src/core/sweep/sweep-lease.ts";
import { type Connection, control } from "./connection.ts";
import { until } from "./until.ts";

export type Execution = DescribeExecutionCommandOutput;

export interface Runs {
  /** The executions of an enrollment, one for each generation, the first first. */
  executionsOf(enrollment: string): Promise<Execution[]>;
  history(executionArn: string): Promise<HistoryEvent[]>;
  /** Aborts it as a person does in the console. */
  stop(executionArn: string): Promise<void>;
  /** Ends it as Step Functions ends one that has run for a year. */
  timeOut(executionArn: string): Promise<void>;
  /**
   * Runs a sweep of all customers to its end; its status is SUCCEEDED where all went well.
   * @param ask @default "overdue"
   */
  sweep(ask?: SweepAsk): Promise<Execution>;
}

/** The names of the states that a run entered, in order: AWS bills each as a transition. */
export function stateEntries(history: readonly HistoryEvent[]): string[] {
  return history.flatMap(({ stateEnteredEventDetails: entered }) =>
    entered?.name === undefined ? [] : [entered.name],
  );
}

export function createRuns(connection: Connection): Runs {
  const { sfn } = connection.clients;
  const describe = (executionArn: string) =>
    sfn.send(new DescribeExecutionCommand({ executionArn }));
  return {
    async executionsOf(enrollment) {
      const machine = connection.output("RunJourneyArn");
      const arns: string[] = [];
      for await (const page of paginateListExecutions(
        { client: sfn },
        { stateMachineArn: machine },
      )) {
        for (const { name = "", executionArn = "" } of page.executions ?? []) {
          if (name.startsWith(`${enrollment}-g`)) arns.push(executionArn);
        }
      }
      return Promise.all(arns.toSorted().map(describe));
    },
    async history(executionArn) {
      const events: HistoryEvent[] = [];
      let nextToken: string | undefined;
      do {
        const command = new GetExecutionHistoryCommand({
          executionArn,
          nextToken,
          maxResults: 1000,
        });
        const page = await sfn.send(command);
        events.push(...(page.events ?? []));
        ({ nextToken } = page);
      } while (nextToken !== undefined);
      return events;
    },
    async stop(executionArn) {
      await sfn.send(new StopExecutionCommand({ executionArn, error: "StoppedByHand" }));
    },
    async timeOut(executionArn) {
      const body = JSON.stringify({ executionArn });
      await control(connection, "time-out", { method: "POST", body });
    },
    async sweep(ask = "overdue") {
      const stateMachineArn = connection.output("SweepCustomersArn");
      const input = JSON.stringify({ ask });
      const command = new StartExecutionCommand({ stateMachineArn, input });
      const { executionArn = "" } = await sfn.send(command);
      return until(
        "the sweep to end",
        async () => {
          const execution = await describe(executionArn);
          return execution.status === "RUNNING" ? undefined : execution;
        },
        60,
      );
    },
  };
}
