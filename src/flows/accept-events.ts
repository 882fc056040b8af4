import { type Customer, type CustomerKey, newCustomer } from "../core/customers/customer.ts";
import { recallEvent } from "../core/customers/seen.ts";
import type { Definitions } from "../core/definitions/definitions.ts";
import { applyEvent } from "../core/events/apply-event.ts";
import { startableBy } from "../core/events/enter-journeys.ts";
import type { CustomerEvent } from "../core/events/event.ts";
import type { EventOutcome, Owed } from "../core/events/outcome.ts";
import { isOwedBy, owedOf } from "../core/events/owed.ts";
import type { Ports } from "../core/ports.ts";
import type { Instant } from "../core/time/instant.ts";
import { fitProperties } from "../core/timeline/fit-properties.ts";
import { carryOut } from "./carry-out.ts";
import { changeCustomer } from "./change-customer.ts";
import { assertKnown } from "./known-journey.ts";

type Needs = Pick<
  Ports,
  "clock" | "backoff" | "customers" | "events" | "enrollments" | "catalog" | "runs" | "wakes"
>;

/** Whether any definition looks at such events; the rest only go into the timeline. */
export function concerns(definitions: Definitions, event: CustomerEvent): boolean {
  return (
    event.profile !== undefined ||
    definitions.tracks.has(event.type) ||
    definitions.entriesOn.has(event.type)
  );
}

/**
 * Accepts events of one customer, folded into one write, exactly once with their consequences
 * (DESIGN §5): commit, then the events' records, then what is owed. A redelivered event is recorded
 * as its commit said, and carries out what is still owed.
 */
export function createAcceptEvents(ports: Needs) {
  const { clock, events: history, catalog } = ports;

  return async function acceptEvents(
    key: CustomerKey,
    events: readonly CustomerEvent[],
  ): Promise<void> {
    const definitions = await catalog.definitions();
    const now = clock.now();
    const concerning = events.filter((event) => concerns(definitions, event));
    if (concerning.length === 0) {
      await recordAll(key, events, new Map(), now, history);
      return;
    }
    const { owed, outcomes } = await changeCustomer(
      ports,
      key,
      () => newCustomer(key, concerning[0]?.customer ?? ""),
      (customer) => fold(customer, key, concerning, definitions, clock.now(), ports),
    );
    await recordAll(key, events, outcomes, now, history);
    await carryOut(owed, ports);
  };
}

interface Folded {
  readonly customer?: Customer;
  readonly owed: readonly Owed[];
  /** By event: of those taken in now, and of those that came again while theirs is kept. */
  readonly outcomes: ReadonlyMap<string, EventOutcome>;
}

async function fold(
  before: Customer | undefined,
  key: CustomerKey,
  events: readonly CustomerEvent[],
  definitions: Definitions,
  now: number,
  ports: Pick<Ports, "events" | "enrollments">,
): Promise<Folded> {
  if (before === undefined) throw new TypeError(`no customer to fold events into: ${key}`);
  assertKnown(definitions, before);
  let customer = before;
  const again = new Set<string>();
  const touched = new Set<string>();
  const outcomes = new Map<string, EventOutcome>();
  for (const event of events) {
    const said = customer.said.find((one) => one.event === event.id);
    if (said !== undefined) outcomes.set(event.id, said);
    if (said !== undefined || (await isKnown(customer, event, definitions, ports))) {
      again.add(event.id);
      continue;
    }
    const applied = applyEvent(customer, event, definitions, now);
    customer = applied.customer;
    const { consequences } = applied;
    outcomes.set(event.id, { event: event.id, accepted: now, consequences });
    for (const debt of applied.owed) touched.add(debt.enrollment);
  }
  const owed = owedOf(
    customer,
    (enrollment) =>
      touched.has(enrollment.id) || [...again].some((event) => isOwedBy(enrollment, event)),
  );
  return customer === before ? { owed, outcomes } : { customer, owed, outcomes };
}

async function isKnown(
  customer: Customer,
  event: CustomerEvent,
  definitions: Definitions,
  ports: Pick<Ports, "events" | "enrollments">,
): Promise<boolean> {
  const known = recallEvent(customer.seen, event.id, event.at);
  return known === "ask-history"
    ? isInHistory(customer, event, definitions, ports)
    : known === "seen";
}

/**
 * Where no attempt lived to record the event, what it started tells that it was taken in: nothing is
 * started twice under one id.
 */
async function isInHistory(
  { key, enrollments }: Customer,
  event: CustomerEvent,
  definitions: Definitions,
  ports: Pick<Ports, "events" | "enrollments">,
): Promise<boolean> {
  if ((await ports.events.find(key, event.id)) !== undefined) return true;
  for (const id of startableBy(event, key, definitions)) {
    if (enrollments[id] !== undefined) return true;
    if ((await ports.enrollments.find(id)) !== undefined) return true;
  }
  return false;
}

/** @param now when an event without an outcome is taken to be accepted */
async function recordAll(
  key: CustomerKey,
  events: readonly CustomerEvent[],
  outcomes: ReadonlyMap<string, EventOutcome>,
  now: Instant,
  history: Ports["events"],
): Promise<void> {
  for (const { id, type, at, properties: all } of events) {
    const { accepted, consequences } = outcomes.get(id) ?? { accepted: now, consequences: [] };
    const { properties, cut } = fitProperties(all);
    const record = { id, type, at, accepted, properties, consequences };
    await history.record(key, cut.length === 0 ? record : { ...record, cut });
  }
}
