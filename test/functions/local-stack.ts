import { createHandler as createDeliverEmail } from "../../functions/deliver-email.ts";
import { createHandler as createDeliverPush } from "../../functions/deliver-push.ts";
import { createHandler as createDeliverSms } from "../../functions/deliver-sms.ts";
import { createHandler as createFeedback } from "../../functions/feedback.ts";
import { createHandler as createIntake } from "../../functions/intake.ts";
import { createHandler as createRelease } from "../../functions/release.ts";
import { createHandler as createSettle } from "../../functions/settle.ts";
import { createHandler as createSweep } from "../../functions/sweep.ts";
import { createHandler as createTakeTurn } from "../../functions/take-turn.ts";
import { createHandler as createWake } from "../../functions/wake.ts";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { RenderedMessage } from "../../src/core/messages/rendered.ts";
import type { Delivery, Ports, ProviderAnswer, Release, Wake } from "../../src/core/ports.ts";
import { formatInstant, type Instant } from "../../src/core/time/instant.ts";
import type { EmittedEvent } from "../../src/core/turns/effect.ts";
import type { BrokenRun } from "../../src/flows/settle-run.ts";
import { createAgenda } from "../../src/local/agenda.ts";
import { onTime } from "../../src/local/lateness.ts";
import { createQueue, type LocalQueue } from "../../src/local/queue.ts";
import { createLocalRuns } from "../../src/local/runs.ts";
import { createLocalRuntime } from "../../src/local/runtime.ts";
import { createLocalTimers } from "../../src/local/timers.ts";
import { busEvent, context, queueBatch, statusChange } from "./given.ts";

export interface LocalStackOptions {
  readonly start: Instant;
  readonly definitions?: DefinitionSet;
  readonly answer?: (message: RenderedMessage) => ProviderAnswer | undefined;
  /** Stands between the handlers and the ports. */
  readonly wrap?: (ports: Ports) => Ports;
}

type QueueHandler = ReturnType<typeof createWake>;

/** Hands one body to a handler as a batch of one; what it reports as failed stays in the queue. */
async function receive(handler: QueueHandler, body: string): Promise<void> {
  const { batchItemFailures } = await handler(queueBatch(body), context());
  if (batchItemFailures.length > 0) throw new Error(`failed: ${body}`);
}

/**
 * The functions as they are deployed, put together as the stack does: every queue, run and timer
 * calls a handler with what AWS would hand it. Stores, catalog and provider are the embedded
 * runtime's.
 */
export function createLocalStack({ wrap = (ports) => ports, ...options }: LocalStackOptions) {
  const agenda = createAgenda(options.start);
  const sent: RenderedMessage[] = [];
  const stores = createLocalRuntime({ ...options, sent: (message) => sent.push(message) });

  const intake = createQueue<string>(agenda, (body) => receive(handlers.intake, body));
  const feedback: LocalQueue<string> = createQueue(agenda, (body: string) =>
    receive(handlers.feedback, body),
  );
  const wake = createQueue<Wake>(agenda, (body) => receive(handlers.wake, JSON.stringify(body)));
  const deliver = createQueue<Delivery>(agenda, (body) =>
    receive(handlers[body.channel], JSON.stringify(body)),
  );
  const release = createQueue<Release>(agenda, (body) =>
    receive(handlers.release, JSON.stringify(body)),
  );
  const settle = createQueue<BrokenRun>(agenda, ({ enrollment, generation, ...run }) =>
    receive(handlers.settle, statusChange({ ...run, name: `${enrollment}-g${generation}` })),
  );
  const runs = createLocalRuns(
    agenda,
    (request) => handlers.takeTurn(JSON.parse(JSON.stringify(request)), context()),
    (run) => settle.send(run, 0),
    () => undefined,
  );
  const ports = wrap({
    ...stores.ports,
    clock: agenda.clock,
    runs,
    wakes: { send: async (body, delay) => wake.send(body, delay) },
    deliveries: {
      send: async (body, delay) => deliver.send(body, delay),
      waiting: async (channel) => deliver.waiting((body) => body.channel === channel),
    },
    releases: { send: async (body, delay) => release.send(body, delay) },
    timers: createLocalTimers(agenda, wake, deliver, release, onTime),
    bus: {
      async emit(event) {
        if (event.notice === undefined) intake.send(onTheBus(event), 0);
      },
    },
    deadLetters: { put: async (body, reason) => intake.putAside(body, reason) },
  });
  const handlers = {
    intake: createIntake(ports),
    takeTurn: createTakeTurn(ports),
    wake: createWake(ports),
    settle: createSettle(ports),
    email: createDeliverEmail(ports),
    sms: createDeliverSms(ports),
    push: createDeliverPush(ports),
    feedback: createFeedback({
      ...ports,
      deadLetters: { put: async (body, reason) => feedback.putAside(body, reason) },
    }),
    release: createRelease(ports),
    sweep: createSweep(ports),
  };
  const queues = { intake, wake, deliver, release, settle, feedback };
  return { agenda, ports, handlers, queues, runs, sent, kept: stores.timeline.kept };
}

/** What a journey emits, as the bus gives it back. */
function onTheBus({ id, type, customer, at, properties, profile, by }: EmittedEvent): string {
  const who = profile === undefined ? customer : { id: customer, ...profile };
  const time = formatInstant(at);
  return busEvent(type, { id, customer: who, at: time, properties, emittedBy: by }, time);
}
