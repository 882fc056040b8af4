import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  paginateListSchedules,
  ResourceNotFoundException,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import { testClockKey } from "../../../src/aws/test-clock.ts";
import { SECOND } from "../../../src/core/time/instant.ts";
import { type Connection, control } from "./connection.ts";

/** A pending one-time schedule of the stage. */
export interface PendingSchedule {
  readonly name: string;
  /** In the world's time; the stage's own is ahead of it by the offset. */
  readonly due: number;
  /** What it puts into which queue. */
  readonly input: string;
  readonly queueArn: string;
}

export interface StageClock {
  /** The stage's time, epoch milliseconds. */
  now(): Promise<number>;
  /**
   * Moves the stage's time, and brings its pending schedules and delayed messages forward by as much.
   * It moves between two calls of functions, never within one: what a call that knows the old time
   * schedules would otherwise come as late as time was moved.
   * @param ms such as `3 * DAY`
   * @throws Error when a call does not end within 40 s
   */
  advance(ms: number): Promise<void>;
  /** One-time schedules of the stage; of one customer, by its key. */
  schedules(customerKey?: string): Promise<PendingSchedule[]>;
}

export function createStageClock(connection: Connection): StageClock {
  const { dynamo, scheduler } = connection.clients;
  const table = connection.output("CatalogTable");
  const group = connection.stackName;

  async function offset(): Promise<number> {
    const { kind, name } = testClockKey;
    const key = { kind: { S: kind }, name: { S: name } };
    const { Item } = await dynamo.send(new GetItemCommand({ TableName: table, Key: key }));
    return Number(Item?.["offset"]?.N ?? 0);
  }

  async function pending(prefix?: string): Promise<GetScheduleCommandOutput[]> {
    const found: GetScheduleCommandOutput[] = [];
    const input = { GroupName: group, ...(prefix !== undefined && { NamePrefix: prefix }) };
    for await (const page of paginateListSchedules({ client: scheduler }, input)) {
      for (const { Name } of page.Schedules ?? []) {
        const schedule = await scheduler
          .send(new GetScheduleCommand({ GroupName: group, Name }))
          .catch(goneBetween);
        if (schedule?.ScheduleExpression?.startsWith("at(")) found.push(schedule);
      }
    }
    return found;
  }

  /** A schedule cannot be in the past: what would be due before now is due at once. */
  async function bringForward(schedule: GetScheduleCommandOutput, ms: number): Promise<void> {
    const due = new Date(Math.ceil(Math.max(dueOf(schedule) - ms, Date.now()) / SECOND) * SECOND);
    const { Name, FlexibleTimeWindow, Target, ActionAfterCompletion } = schedule;
    await scheduler
      .send(
        new UpdateScheduleCommand({
          Name,
          GroupName: group,
          FlexibleTimeWindow,
          Target,
          ActionAfterCompletion,
          ScheduleExpressionTimezone: "UTC",
          ScheduleExpression: `at(${due.toISOString().slice(0, 19)})`,
        }),
      )
      .catch(goneBetween);
  }

  async function move(ms: number): Promise<void> {
    const item = {
      kind: { S: testClockKey.kind },
      name: { S: testClockKey.name },
      offset: { N: String((await offset()) + ms) },
    };
    await dynamo.send(new PutItemCommand({ TableName: table, Item: item }));
    for (const schedule of await pending()) await bringForward(schedule, ms);
    const body = JSON.stringify({ seconds: ms / 1000 });
    await control(connection, "ahead", { method: "POST", body });
  }

  return {
    now: async () => Date.now() + (await offset()),
    async advance(ms) {
      await control(connection, "calls", { method: "POST" });
      try {
        await move(ms);
      } finally {
        await control(connection, "calls", { method: "DELETE" });
      }
    },
    async schedules(customerKey) {
      const found = await pending(customerKey);
      return found.map((schedule) => ({
        name: schedule.Name ?? "",
        due: dueOf(schedule),
        input: schedule.Target?.Input ?? "",
        queueArn: schedule.Target?.Arn ?? "",
      }));
    },
  };
}

function dueOf({ ScheduleExpression = "" }: GetScheduleCommandOutput): number {
  return Date.parse(`${/^at\((.*)\)$/.exec(ScheduleExpression)?.[1]}Z`);
}

/** Fired and deleted itself since it was listed. */
function goneBetween(error: unknown): undefined {
  if (!(error instanceof ResourceNotFoundException)) throw error;
  return undefined;
}
