import { ScanCommand } from "@aws-sdk/client-dynamodb";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { Segment } from "../../src/core/definitions/segment.ts";
import type { Step } from "../../src/core/definitions/step.ts";
import { keyedHash } from "../../src/core/hash.ts";
import { DAY, type Instant } from "../../src/core/time/instant.ts";
import { createLocalClient, type DynamoEmulator } from "../../test/contract/start-dynamo.ts";
import { type Item, itemBytes, storedBytes } from "../dynamodb-units.ts";
import { referenceCustomer } from "../reference/customer.ts";
import { referenceDefinitions, referenceJourney } from "../reference/definitions.ts";
import { cartEvent, filledTo, fullEvent, registration } from "../reference/events.ts";
import type { MeteredRequest } from "./bill-request.ts";
import type { ServiceCalls } from "./count-calls.ts";
import { meterRequests } from "./meter.ts";
import { createStoreRuntime } from "./store-runtime.ts";

/** Nine in the morning in Hamburg: the send window is open at once, as it is at every later turn. */
const start = Date.UTC(2026, 10, 2, 9);
const afterAll = start + 10 * DAY;

export interface Played {
  readonly requests: readonly MeteredRequest[];
  readonly calls: ServiceCalls;
  /** Bytes of the customer's item before the event. */
  readonly restingBytes: number;
  /** Bytes stored of the customer afterwards that did not exist before, with overhead. */
  readonly addedBytes: number;
  /** Sizes of the records that were added or, of the item, grew: by kind. */
  readonly records: readonly { readonly record: string; readonly bytes: number }[];
}

/** Plays one event of one customer and all that follows, and counts what it takes. */
async function play(
  emulator: DynamoEmulator,
  definitions: DefinitionSet,
  restingBytes: number,
  event: (customer: string) => object,
  until: Instant,
  earlier: (customer: string) => readonly object[] = () => [],
): Promise<Played> {
  const store = await createStoreRuntime(emulator, definitions, start);
  const looking = createLocalClient(emulator.endpoint);
  const id = "c1";
  const known = referenceCustomer(keyedHash("local", id), id, start - DAY);
  const { customers } = store.runtime.ports;
  const bytesNow = async () => (await scan(store.tables.customers)).map(itemBytes)[0] ?? 0;
  const scan = async (table: string): Promise<Item[]> =>
    (await looking.send(new ScanCommand({ TableName: table, ConsistentRead: true }))).Items ?? [];

  await customers.commit({ ...known, rev: 0 }, known);
  const bare = await bytesNow();
  const before = await customers.find(known.key);
  if (before === undefined) throw new RangeError("the customer was not written");
  await customers.commit(before, filledTo(before, restingBytes - bare));
  for (const one of earlier(id)) await store.play(one, start);
  const resting = await bytesNow();

  const metered = meterRequests(store.client, looking);
  await store.play(event(id), until);
  for (const { deadLetters } of Object.values(store.runtime.queues)) {
    if (deadLetters[0] !== undefined) throw deadLetters[0].error;
  }

  const [item] = await scan(store.tables.customers);
  const timeline = await scan(store.tables.timeline);
  const grown = item === undefined ? 0 : itemBytes(item) - resting;
  const records = timeline.map((record) => ({
    record: record.sk?.S?.split("#")[0] ?? "",
    bytes: itemBytes(record),
  }));
  return {
    requests: metered.requests,
    calls: store.calls,
    restingBytes: resting,
    addedBytes: grown + timeline.reduce((sum, record) => sum + storedBytes(record), 0),
    records: [...records, { record: "customer", bytes: grown }],
  };
}

/** An event of 1 KB that no definition looks at. */
export function playUnseenEvent(emulator: DynamoEmulator, restingBytes: number): Promise<Played> {
  const event = (customer: string) => fullEvent(1, "page.viewed", customer, start);
  return play(emulator, referenceDefinitions, restingBytes, event, afterAll);
}

/** An event of 1 KB that a figure counts and no journey starts, ends or waits on. */
export function playTrackedEvent(emulator: DynamoEmulator, restingBytes: number): Promise<Played> {
  const event = (customer: string) => fullEvent(1, "order.placed", customer, start);
  return play(emulator, referenceDefinitions, restingBytes, event, afterAll);
}

/**
 * An event of 1 KB that so many figures count, each of which ten days have been counted in before.
 * @param restingBytes of the customer without any figure
 */
export function playCountedEvent(
  emulator: DynamoEmulator,
  restingBytes: number,
  figures: number,
): Promise<Played> {
  const segments = Array.from({ length: figures }, (_, n): Segment => {
    const where = { total: { atLeast: n } };
    return { name: `buyers-${n}`, when: { event: "order.placed", where, within: "90d" } };
  });
  const definitions = { ...referenceDefinitions, journeys: [], segments };
  const order = (customer: string, n: number) =>
    fullEvent(n + 1, "order.placed", customer, start - n * DAY);
  return play(
    emulator,
    definitions,
    restingBytes,
    (customer) => order(customer, 0),
    afterAll,
    (customer) => Array.from({ length: 10 }, (_, n) => order(customer, n + 1)),
  );
}

/**
 * An event with 20 items that starts a journey of a wait and one email, to the email's end.
 * @param read whether the template prints the items
 */
export function playItems(
  emulator: DynamoEmulator,
  restingBytes: number,
  read: boolean,
): Promise<Played> {
  const steps: Step[] = [
    { do: "wait", id: "rest", for: "1d" },
    { do: "send", id: "cart", template: "cart", channels: ["email"] },
  ];
  const loop = "{% for item in event.items %}{{ item.name }} {% else %}{% endfor %}";
  const template = {
    name: "cart",
    header: read ? { variables: { "event.items": {} } } : {},
    parts: { "subject.txt": "Your cart", "email.txt": read ? loop : "Your cart" },
  };
  const definitions = {
    ...referenceDefinitions,
    journeys: [{ journey: { ...referenceJourney, steps }, version: 1, live: true }],
    templates: [template],
  };
  const event = (customer: string) => cartEvent(1, customer, start);
  return play(emulator, definitions, restingBytes, event, afterAll);
}

/** The reference journey from its entry event to its end, with all feedback. */
export function playReferenceJourney(
  emulator: DynamoEmulator,
  restingBytes: number,
): Promise<Played> {
  const event = (customer: string) => registration(1, customer, start);
  return play(emulator, referenceDefinitions, restingBytes, event, afterAll);
}

/** A journey that does nothing but wait, so many times. */
export function playWaits(emulator: DynamoEmulator, waits: number): Promise<Played> {
  const steps = Array.from(
    { length: waits },
    (_, n): Step => ({ do: "wait", id: `wait-${n}`, for: "1d" }),
  );
  const noop: Step = { do: "update", id: "end", addTags: ["waited"] };
  const journey = { ...referenceJourney, steps: [...steps, noop] };
  const definitions = {
    ...referenceDefinitions,
    journeys: [{ journey, version: 1, live: true }],
  };
  const event = (customer: string) => registration(1, customer, start);
  return play(emulator, definitions, 0, event, afterAll);
}
