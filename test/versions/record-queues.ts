import type { Ports } from "../../src/core/ports.ts";
import type { Instant } from "../../src/core/time/instant.ts";
import type { LocalFlows } from "../../src/local/runtime.ts";
import type { Engine } from "./engine.ts";
import type { Pending } from "./play-world.ts";

type Client = never;

/** A call of an AWS service, as an adapter made it. */
export interface Call {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

interface Timer {
  readonly name: string;
  readonly pending: Pending;
}

/** What went through queues, schedules and runs while a world was recorded. */
export interface QueueRecorder {
  readonly calls: readonly Call[];
  readonly deadLetters: { readonly body: string; readonly reason: string }[];
  wrap(own: Ports, engine: Engine): Ports;
  around(flows: LocalFlows): LocalFlows;
  offered(text: string, at: Instant): void;
  /** What is in queues and on schedules. */
  pending(): readonly Pending[];
}

const arn = (service: string, name: string) =>
  `arn:aws:${service}:eu-central-1:111122223333:${name}`;
const urlOf = (queue: string) => `https://sqs.eu-central-1.amazonaws.com/111122223333/${queue}`;

/** Adapters of the version say every call to a client that keeps it; queues in memory carry it out. */
export function createQueueRecorder(now: () => Instant): QueueRecorder {
  const calls: Call[] = [];
  const deadLetters: { body: string; reason: string }[] = [];
  const open: Pending[] = [];
  const timers: Timer[] = [];
  const client = {
    async send(command: { constructor: { name: string }; input: Call["input"] }) {
      calls.push({
        operation: command.constructor.name.replace("Command", ""),
        input: command.input,
      });
      return { FailedEntryCount: 0 };
    },
  } as unknown as Client;

  const done = (queue: Pending["queue"], body: unknown): void => {
    const text = JSON.stringify(body);
    const index = open.findIndex((one) => one.queue === queue && JSON.stringify(one.body) === text);
    if (index >= 0) open.splice(index, 1);
    const timer = timers.findIndex(
      ({ pending }) => pending.due <= now() && JSON.stringify(pending.body) === text,
    );
    if (timer >= 0) timers.splice(timer, 1);
  };

  return {
    calls,
    deadLetters,
    offered: (body, due) => open.push({ queue: "intake", due, body }),
    pending: () => [...open, ...timers.map(({ pending }) => pending)],
    around: (flows) => ({
      ...flows,
      async wake(body) {
        await flows.wake(body);
        done("wake", body);
      },
      async deliver(body) {
        await flows.deliver(body);
        done("deliver", body);
      },
      async intake(body) {
        await flows.intake(body);
        done("intake", body);
      },
    }),
    wrap(own, engine) {
      const aws = adaptersOf(engine, client);
      return {
        ...own,
        wakes: {
          async send(body, delay) {
            await aws.wakes.send(body, delay);
            open.push({ queue: "wake", due: now() + delay * 1000, body });
            await own.wakes.send(body, delay);
          },
        },
        deliveries: {
          ...own.deliveries,
          async send(body, delay) {
            await aws.deliveries.send(body, delay);
            open.push({ queue: "deliver", due: now() + delay * 1000, body });
            await own.deliveries.send(body, delay);
          },
        },
        timers: {
          ...own.timers,
          async setWake(name, due, body) {
            await aws.timers.setWake(name, due, body);
            timers.push({ name, pending: { queue: "wake", due, body } });
            await own.timers.setWake(name, due, body);
          },
          async setDelivery(name, due, body) {
            await aws.timers.setDelivery(name, due, body);
            timers.push({ name, pending: { queue: "deliver", due, body } });
            await own.timers.setDelivery(name, due, body);
          },
          async clear(name) {
            const index = timers.findIndex((timer) => timer.name === name);
            if (index >= 0) timers.splice(index, 1);
            await own.timers.clear(name);
          },
        },
        bus: {
          async emit(event) {
            await aws.bus.emit(event);
            await own.bus.emit(event);
          },
        },
        runs: {
          ...own.runs,
          async start(run) {
            await own.runs.start(run);
            await aws.runs.start(run);
          },
          async goOn(token, next) {
            await aws.runs.goOn(token, next);
            return own.runs.goOn(token, next);
          },
        },
        deadLetters: {
          async put(body, reason) {
            deadLetters.push({ body, reason });
            await own.deadLetters.put(body, reason);
          },
        },
      };
    },
  };
}

function adaptersOf(
  engine: Engine,
  client: Client,
): Pick<Ports, "bus" | "deliveries" | "runs" | "timers" | "wakes"> {
  return {
    bus: engine.createBus({ client, bus: "sojourn" }),
    deliveries: engine.createDeliveries({ client, queueUrlOf: (channel) => urlOf(channel) }),
    runs: engine.createRuns({ client, machine: arn("states", "stateMachine:run-journey") }),
    timers: engine.createTimers({
      client,
      ahead: () => 0,
      group: "sojourn",
      ...asReleasesWereTold,
      wakes: () => scheduled("wake"),
      deliveries: (channel) => scheduled(channel),
      releases: () => scheduled("release"),
    }),
    wakes: engine.createWakes({ client, queueUrl: urlOf("wake") }),
  };
}

/** 0.1.0 took texts, and its calls would print a function: both have this text. */
const asReleasesWereTold = {
  role: () => arn("iam", "role/schedules"),
  deadLetters: () => undefined,
  wakeQueueArn: () => arn("sqs", "wake"),
  queueArnOf: (channel: string) => arn("sqs", channel),
};

function scheduled(queue: string) {
  return { queue: arn("sqs", queue), role: arn("iam", "role/schedules"), deadLetters: undefined };
}
