import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  type SchedulerClient,
} from "@aws-sdk/client-scheduler";
import type { Channel } from "../core/channels/channels.ts";
import type { Delivery, Timers, Wake } from "../core/ports.ts";
import { type Instant, SECOND } from "../core/time/instant.ts";
import { callService, isNamed } from "./failure.ts";
import { bodyOf } from "./send-to-queue.ts";

export interface TimersConfig {
  readonly client: SchedulerClient;
  readonly group: string;
  /** How far our time is ahead of the Scheduler's, in ms. */
  readonly ahead: () => number;
  /** ARN of the role that the Scheduler sends with. Asked when a timer is set: who only clears has none. */
  readonly role: () => string;
  /** ARN of the queue for what the Scheduler could not deliver in a day. */
  readonly deadLetters: () => string | undefined;
  /** Asked when a wake is timed: who times deliveries only has no wake queue. */
  readonly wakeQueueArn: () => string;
  readonly queueArnOf: (channel: Channel) => string;
}

/** One-time schedules that put a message into its queue when it is due, then delete themselves. */
export function createTimers(config: TimersConfig): Timers {
  const { client, group } = config;
  return {
    async setWake(name, due, wake) {
      await set(config, name, due, config.wakeQueueArn(), wake);
    },
    async setDelivery(name, due, delivery) {
      await set(config, name, due, config.queueArnOf(delivery.channel), delivery);
    },
    async clear(name) {
      const command = new DeleteScheduleCommand({ Name: name, GroupName: group });
      await callService("SchedulerUnavailable", `DeleteSchedule in group ${group}`, () =>
        tolerate(client.send(command), "ResourceNotFoundException"),
      );
    },
  };
}

async function set(
  { client, group, ahead, ...config }: TimersConfig,
  name: string,
  due: Instant,
  queueArn: string,
  work: Wake | Delivery,
): Promise<void> {
  const deadLetters = config.deadLetters();
  const command = new CreateScheduleCommand({
    Name: name,
    GroupName: group,
    ScheduleExpression: `at(${utcSecond(due - ahead())})`,
    ScheduleExpressionTimezone: "UTC",
    FlexibleTimeWindow: { Mode: "OFF" },
    ActionAfterCompletion: "DELETE",
    Target: {
      Arn: queueArn,
      RoleArn: config.role(),
      Input: bodyOf(work),
      DeadLetterConfig: deadLetters === undefined ? undefined : { Arn: deadLetters },
    },
  });
  await callService("SchedulerUnavailable", `CreateSchedule in group ${group}`, () =>
    tolerate(client.send(command), "ConflictException"),
  );
}

/** `2026-01-05T02:00:01`. Rounded up: a timer that is early by a part of a second wakes in vain. */
function utcSecond(due: Instant): string {
  return new Date(Math.ceil(due / SECOND) * SECOND).toISOString().slice(0, 19);
}

async function tolerate(sent: Promise<unknown>, name: string): Promise<void> {
  try {
    await sent;
  } catch (error) {
    if (!isNamed(error, name)) throw error;
  }
}
