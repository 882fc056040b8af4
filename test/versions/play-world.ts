import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { fromItem } from "../../src/aws/item.ts";
import type { TableConfig } from "../../src/aws/table.ts";
import type { MessageOrder } from "../../src/core/messages/message.ts";
import type { Delivery, Ports, Wake } from "../../src/core/ports.ts";
import { DAY, formatInstant, HOUR, type Instant, MINUTE } from "../../src/core/time/instant.ts";
import type { LocalRuntime } from "../../src/local/runtime.ts";
import type { Engine } from "./engine.ts";
import type { Arrival } from "./world-events.ts";

/** The tables of a stage. */
export interface Tables {
  readonly customers: TableConfig;
  readonly timeline: TableConfig;
  readonly catalog: TableConfig;
}

export interface WorldOptions {
  readonly engine: Engine;
  readonly tables: Tables;
  readonly start: Instant;
  /** Stands between the flows and queues and runs, to record or to hold up. */
  readonly wrap?: (ports: Ports) => Ports;
  readonly answer?: Parameters<Engine["createLocalRuntime"]>[0]["answer"];
  readonly around?: Parameters<Engine["createLocalRuntime"]>[0]["around"];
}

/** A message that a provider took. */
export interface SentMessage {
  readonly at: Instant;
  /** As the timeline had it then: it is gone after a year. */
  readonly order: Promise<MessageOrder | undefined>;
}

export interface World {
  readonly runtime: LocalRuntime;
  readonly ports: Ports;
  readonly sent: readonly SentMessage[];
  /** Types of what left for others: notices, and what journeys emit. */
  readonly told: readonly string[];
}

/**
 * The embedded runtime of a version over the stores that it keeps on AWS: customers, timeline and
 * catalog are items of tables; queues, timers and runs are in memory.
 */
export function openWorld({ engine, tables, start, wrap, ...options }: WorldOptions): World {
  const sent: SentMessage[] = [];
  const told: string[] = [];
  let wrapped: Ports | undefined;
  const runtime = engine.createLocalRuntime({
    start,
    ...options,
    noticed: ({ type }) => told.push(type),
    sent({ id }, at) {
      if (wrapped !== undefined) sent.push({ at, order: wrapped.messages.find(id) });
    },
    wrap(own) {
      const stored = { ...own, ...storesOf(engine, tables, own) };
      wrapped = wrap?.(stored) ?? stored;
      return wrapped;
    },
  });
  if (wrapped === undefined) throw new Error("the runtime asked for no ports");
  return { runtime, ports: wrapped, sent, told };
}

function storesOf(engine: Engine, tables: Tables, { clock }: Ports): Partial<Ports> {
  const timeline = { ...tables.timeline, clock };
  const catalog = { ...tables.catalog, clock };
  const { createPauses, createSweepLeases } = engine;
  return {
    customers: engine.createCustomers(tables.customers),
    events: engine.createEvents(timeline),
    turns: engine.createTurns(timeline),
    enrollments: engine.createEnrollments(timeline),
    messages: engine.createMessages(timeline),
    tasks: engine.createTasks(timeline),
    offers: engine.createOffers(timeline),
    catalog: engine.createCatalog(catalog),
    publications: engine.createPublications(catalog),
    ...(createPauses !== undefined && { pauses: createPauses(catalog) }),
    ...(createSweepLeases !== undefined && { sweepLeases: createSweepLeases(catalog) }),
  };
}

/** Work that waits in a queue or on a schedule. */
export type Pending =
  | { readonly queue: "wake"; readonly due: Instant; readonly body: Wake }
  | { readonly queue: "deliver"; readonly due: Instant; readonly body: Delivery }
  | { readonly queue: "intake"; readonly due: Instant; readonly body: string };

/** Puts pending work on the agenda, as queues and schedules hand it out when it is due. */
export function plan({ agenda, queues }: LocalRuntime, pending: readonly Pending[]): void {
  for (const { queue, due, body } of pending) {
    agenda.plan(due, async () => {
      switch (queue) {
        case "wake":
          return queues.wake.send(body, 0);
        case "deliver":
          return queues.deliver.send(body, 0);
        case "intake":
          return queues.intake.send(body, 0);
      }
    });
  }
}

/** How long the world goes on: longer than its longest wait. */
const longest = 420 * DAY;

const days = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, nth) => 24 * (first + nth));

/** Hours after the recording: where something may come due. Each sweep takes a tenth of a second. */
const sweptAt = [0, 1, 2, 3, 6, 12, 18, ...days(1, 12), ...days(27, 31), ...days(363, 368)];

/**
 * What happens after the items were recorded, until nobody waits any more: events, sweeps, the end of
 * a pause, and a person who resumes what failed.
 */
export async function goOn(
  { runtime, ports }: World,
  from: Instant,
  events: readonly Arrival[],
): Promise<void> {
  const { agenda } = runtime;
  for (const { at, text } of events) agenda.plan(at, async () => runtime.offer(text));
  for (const hours of sweptAt) {
    const turn = from + 6 * MINUTE + hours * HOUR;
    agenda.plan(turn, async () => void (await runtime.sweep("evaluate")));
  }
  const pauses: Ports["pauses"] | undefined = ports.pauses;
  if (pauses !== undefined) {
    agenda.plan(from + 2 * HOUR, async () => {
      await pauses.unpause({ kind: "journey", journey: "pausable" }, agenda.clock.now());
    });
  }
  agenda.plan(from + 3 * HOUR, async () => {
    for (const customer of (await ports.customers.page({ slice: 0, slices: 1 })).customers) {
      for (const { id, state } of Object.values(customer.enrollments)) {
        if (state === "failed") await runtime.resume(id);
      }
    }
  });
  await agenda.advanceTo(from + longest);
}

/** What customers received, and how their passes ended, in words that a person compares. */
export interface Story {
  /** "2026-01-09T10:00 for wait-for later email", in this order. */
  readonly messages: readonly string[];
  /** "exits-later leaves exited", by name. */
  readonly ends: readonly string[];
}

/** @param since messages of before are left out */
export async function tellStory({ sent }: World, tables: Tables, since: Instant): Promise<Story> {
  const customers = await scan(tables.customers);
  const names = new Map(customers.map(({ key, id }) => [key, String(id)]));
  const nameOf = (id: unknown) => names.get(String(id).slice(0, 16)) ?? String(id);
  const messages: string[] = [];
  for (const { at, order } of sent.filter(({ at }) => at >= since)) {
    const message = await order;
    if (message === undefined)
      throw new Error("a message was sent that the timeline does not know");
    const { id, journey, step, channel } = message;
    messages.push([formatInstant(at).slice(0, 16), nameOf(id), journey, step, channel].join(" "));
  }
  const ends = (await scan(tables.timeline))
    .filter(({ sk }) => String(sk).startsWith("enrollment#"))
    .map(({ key, journey, state }) => [nameOf(key), journey, state].join(" "));
  return { messages: messages.toSorted(), ends: ends.toSorted() };
}

/** All items of a small table. */
async function scan({ client, table }: TableConfig): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
  return Items.map(fromItem);
}
