import * as z from "zod/mini";
import { eachRecord, queueHandler } from "../src/aws/handler/queue-handler.ts";
import { watchCustomers } from "../src/aws/watch-ports.ts";
import * as wire from "../src/aws/wire.ts";
import { createWakeEnrollment, type WakePorts } from "../src/flows/wake-enrollment.ts";

const wake = z.object({
  enrollment: z.string().check(z.minLength(1)),
  turn: z.int().check(z.minimum(0)),
});

/** Looks whether waits are over: asked by intake, by schedules that are due, and by the sweep. */
export function createHandler(ports: WakePorts) {
  return queueHandler(
    eachRecord({
      what: "a wake",
      body: wake,
      describe: ({ enrollment, turn }) => ({ enrollment, turn }),
      work: createWakeEnrollment({ ...ports, customers: watchCustomers(ports.customers) }),
    }),
  );
}

export const handler = createHandler({
  backoff: wire.backoff,
  bus: wire.bus,
  clock: wire.clock,
  customers: wire.customers,
  deliveries: wire.deliveries,
  enrollments: wire.enrollments,
  events: wire.events,
  messages: wire.messages,
  offers: wire.offers,
  pauses: wire.pauses,
  runs: wire.runs,
  tasks: wire.tasks,
  timers: wire.timers,
  turns: wire.turns,
  wakes: wire.wakes,
});
