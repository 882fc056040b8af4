import { createCustomers } from "../../src/aws/customers.ts";
import type { TableConfig } from "../../src/aws/table.ts";
import { createEnrollments } from "../../src/aws/timeline/enrollments.ts";
import { createEvents } from "../../src/aws/timeline/events.ts";
import { createMessages } from "../../src/aws/timeline/messages.ts";
import { createTurns } from "../../src/aws/timeline/turns.ts";
import type { Customer } from "../../src/core/customers/customer.ts";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { Customers, Delivery, Ports, Wake } from "../../src/core/ports.ts";
import type { Instant } from "../../src/core/time/instant.ts";
import { context, queueBatch } from "./given.ts";
import { createLocalStack } from "./local-stack.ts";

/** Tables that all races share, each with a customer of its own. */
export interface RaceTables {
  readonly customers: TableConfig;
  readonly timeline: TableConfig;
}

/** What a commit did that must be in order. */
export interface RaceCommit {
  readonly claims: boolean;
  readonly exits: boolean;
}

/** What was seen at the stores while it ran. */
export interface RaceNotes {
  /** By the revision that each was made on. */
  readonly commits: RaceCommit[];
  lostRaces: number;
  /** Runs that were ended, and were under way until then. */
  ends: number;
  /** From now on queues call their handlers side by side. */
  racing: boolean;
  /** Told of every call to a store or run, before it is made. */
  called: () => void;
}

export interface RaceOptions {
  readonly start: Instant;
  readonly definitions: DefinitionSet;
  readonly tables: RaceTables;
  readonly breakStore: (customers: Customers) => Customers;
}

/**
 * The functions over DynamoDB, whose answers come when they come. While racing, a queue hands what
 * has no delay to its handler at once, as Lambda does, beside what runs already.
 */
export function createRaceStack({ start, definitions, tables, breakStore }: RaceOptions) {
  const notes: RaceNotes = {
    commits: [],
    lostRaces: 0,
    ends: 0,
    racing: false,
    called: () => undefined,
  };
  const besides: Promise<void>[] = [];
  const stack = createLocalStack({
    start,
    definitions,
    wrap(local) {
      const timeline = { ...tables.timeline, clock: local.clock };
      return countCalls(notes, {
        ...local,
        customers: breakStore(watchCommits(createCustomers(tables.customers), notes)),
        events: createEvents(timeline),
        turns: createTurns(timeline),
        enrollments: createEnrollments(timeline),
        messages: createMessages(timeline),
        runs: watchEnds(local.runs, notes),
        // The race fires what is due itself.
        timers: { ...local.timers, setWake: async () => undefined },
        wakes: {
          async send(wake, delay) {
            if (notes.racing && delay === 0) besides.push(wakeUp(wake));
            else await local.wakes.send(wake, delay);
          },
        },
        deliveries: {
          ...local.deliveries,
          async send(delivery, delay) {
            if (notes.racing && delay === 0) besides.push(deliver(delivery));
            else await local.deliveries.send(delivery, delay);
          },
        },
      });
    },
  });
  const { handlers, queues } = stack;

  /** Here and below: one that fails stays in its queue and comes again. */
  async function wakeUp(wake: Wake): Promise<void> {
    const { batchItemFailures } = await handlers.wake(batchOf(wake), context());
    if (batchItemFailures.length > 0) queues.wake.send(wake, 1);
  }

  async function deliver(delivery: Delivery): Promise<void> {
    const { batchItemFailures } = await handlers.email(batchOf(delivery), context());
    if (batchItemFailures.length > 0) queues.deliver.send(delivery, 1);
  }

  async function takeIn(event: string): Promise<void> {
    const { batchItemFailures } = await handlers.intake(queueBatch(event), context());
    if (batchItemFailures.length > 0) queues.intake.send(event, 1);
  }

  /** Until nothing runs beside any more. */
  async function join(): Promise<void> {
    for (let next = besides.shift(); next !== undefined; next = besides.shift()) await next;
  }
  return { ...stack, notes, wakeUp, takeIn, join };
}

function batchOf(body: Wake | Delivery) {
  return queueBatch(JSON.stringify(body));
}

function watchCommits(customers: Customers, notes: RaceNotes): Customers {
  return {
    ...customers,
    async commit(before, after) {
      const done = await customers.commit(before, after);
      if (done) notes.commits[before.rev] = readCommit(before, after);
      else notes.lostRaces += 1;
      return done;
    },
  };
}

function readCommit(before: Customer, after: Customer): RaceCommit {
  const claimsIn = ({ ledger }: Customer) =>
    ledger.filter(({ reservedUntil }) => reservedUntil === undefined).length;
  const closes = ({ enrollments }: Customer) =>
    Object.values(enrollments).some(({ state }) => state === "closing");
  return {
    claims: claimsIn(after) > claimsIn(before),
    exits: closes(after) && !closes(before),
  };
}

function watchEnds(runs: Ports["runs"], notes: RaceNotes): Ports["runs"] {
  return {
    ...runs,
    async end(token) {
      const answer = await runs.end(token);
      if (answer === "ended") notes.ends += 1;
      return answer;
    },
  };
}

function countCalls(notes: RaceNotes, ports: Ports): Ports {
  const counted = ["customers", "events", "turns", "enrollments", "messages", "runs"] as const;
  const wrapped = counted.map((name) => {
    const methods = Object.entries(ports[name]).map(([method, call]) => [
      method,
      (...args: unknown[]) => {
        notes.called();
        return (call as (...args: unknown[]) => unknown)(...args);
      },
    ]);
    return [name, Object.fromEntries(methods)];
  });
  return { ...ports, ...Object.fromEntries(wrapped) };
}
