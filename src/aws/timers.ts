import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  type SchedulerClient,
} from "@aws-sdk/client-scheduler";
import type { Channel } from "../core/channels/channels.ts";
import type { Delivery, Release, Timers, Wake } from "../core/ports.ts";
import { type Instant, SECOND } from "../core/time/instant.ts";
import { callService, isNamed } from "./failure.ts";
import { bodyOf } from "./send-to-queue.ts";

export interface TimersConfig {
  readonly client: SchedulerClient;
  readonly group: string;
  /** How far our time is ahead of the Scheduler's, in ms. */
  readonly ahead: () => number;
  /** Asked when a wake is timed: who times deliveries only has no wake queue, and who only clears none. */
  readonly wakes: () => TimerTarget;
  readonly deliveries: (channel: Channel) => TimerTarget;
  readonly releases: () => TimerTarget;
}

/** The queue that a schedule sends to, and how. All are ARNs. */
export interface TimerTarget {
  readonly queue: string;
  /** The role that the Scheduler sends with: each queue has one of its own. */
  readonly role: string;
  /** The queue for what the Scheduler could not deliver in a day. */
  readonly deadLetters: string | undefined;
}

/** One-time schedules that put a message into its queue when it is due, then delete themselves. */
export function createTimers(config: TimersConfig): Timers {
  const { client, group } = config;
  return {
    async setWake(name, due, wake) {
      await set(config, name, due, config.wakes(), wake);
    },
    async setDelivery(name, due, delivery) {
      await set(config, name, due, config.deliveries(delivery.channel), delivery);
    },
    async setRelease(name, due, release) {
      await set(config, name, due, config.releases(), release);
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
  { client, group, ahead }: TimersConfig,
  name: string,
  due: Instant,
  { queue, role, deadLetters }: TimerTarget,
  work: Wake | Delivery | Release,
): Promise<void> {
  const command = new CreateScheduleCommand({
    Name: name,
    GroupName: group,
    ScheduleExpression: `at(${utcSecond(due - ahead())})`,
    ScheduleExpressionTimezone: "UTC",
    FlexibleTimeWindow: { Mode: "OFF" },
    ActionAfterCompletion: "DELETE",
    Target: {
      Arn: queue,
      RoleArn: role,
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
