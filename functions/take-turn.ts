import * as z from "zod/mini";
import { taskHandler } from "../src/aws/handler/task-handler.ts";
import { watchCustomers } from "../src/aws/watch-ports.ts";
import * as wire from "../src/aws/wire.ts";
import { createRunTurn, type TurnPorts } from "../src/flows/run-turn.ts";

const request = z.strictObject({
  enrollment: z.string().check(z.minLength(1)),
  generation: z.int().check(z.minimum(1)),
  turn: z.int().check(z.minimum(1)),
  token: z.string().check(z.minLength(1)),
});

/** Takes one turn of a run: all steps up to the next wait. Its answer comes through the token. */
export function createHandler(ports: TurnPorts) {
  return taskHandler({
    what: "a turn",
    input: request,
    describe: ({ enrollment, generation, turn }) => ({ enrollment, generation, turn }),
    work: createRunTurn({ ...ports, customers: watchCustomers(ports.customers) }),
    failedAs: "TurnsFailed",
  });
}

export const handler = createHandler({
  backoff: wire.backoff,
  bus: wire.bus,
  catalog: wire.catalog,
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
