import { type Customer, type CustomerKey, newCustomer } from "../core/customers/customer.ts";
import { recallEvent } from "../core/customers/seen.ts";
import type { Definitions } from "../core/definitions/definitions.ts";
import { applyEvent } from "../core/events/apply-event.ts";
import { asksHistory } from "../core/events/asks-history.ts";
import { startableBy } from "../core/events/enter-journeys.ts";
import type { CustomerEvent } from "../core/events/event.ts";
import type { EventOutcome, Owed } from "../core/events/outcome.ts";
import { isOwedBy, owedOf } from "../core/events/owed.ts";
import type { PastRecord } from "../core/events/past.ts";
import type { CustomerChange, Ports } from "../core/ports.ts";
import type { Instant } from "../core/time/instant.ts";
import { beginCustomer } from "./begin-customer.ts";
import { carryOut } from "./carry-out.ts";
import { changeCustomer } from "./change-customer.ts";
import { followJoins } from "./follow-joins.ts";
import { createJoins, isIdentification, type JoinPorts } from "./join-customers.ts";
import { keepNested, withPaths } from "./keep-nested.ts";
import { assertKnown } from "./known-journey.ts";
import { listHistory } from "./list-history.ts";
import { noteGrants, noteRefusals } from "./note-words.ts";
import { recordedProperties } from "./recorded-properties.ts";
import { tellDerived } from "./tell-derived.ts";

type Needs = Pick<
  Ports,
  | "clock"
  | "backoff"
  | "customers"
  | "addresses"
  | "messages"
  | "events"
  | "enrollments"
  | "catalog"
  | "runs"
  | "wakes"
  | "bus"
> &
  JoinPorts;

/** Whether any definition looks at such events; the rest only go into the timeline. */
export function concerns(definitions: Definitions, event: CustomerEvent): boolean {
  return (
    event.profile !== undefined ||
    isIdentification(event) ||
    definitions.tracks.has(event.type) ||
    definitions.entriesOn.has(event.type)
  );
}

/**
 * Accepts events of one customer, folded into one write, exactly once with their consequences
 * (DESIGN §5): commit, then the events' records, then what is owed. A redelivered event is recorded
 * as its commit said, and carries out what is still owed. An opt-out marks its mailbox before the
 * commit, a proven consent lifts such a mark after it (note-words.ts).
 */
export function createAcceptEvents(ports: Needs) {
  const { clock, events: history, catalog } = ports;

  return async function acceptEvents(
    key: CustomerKey,
    events: readonly CustomerEvent[],
  ): Promise<void> {
    const definitions = await catalog.definitions();
    const now = clock.now();
    const concerning = events.filter((event) => concerns(definitions, event)).map(withPaths);
    if (concerning.length === 0) {
      const accepted = { outcomes: new Map(), kept: new Map(), definitions };
      await recordAll(key, events, accepted, now, history);
      return;
    }
    const kept = new Map<string, readonly string[]>();
    for (const event of concerning) {
      kept.set(event.id, await keepNested(key, event, definitions, now, history));
    }
    const { owed, outcomes, who } = await changeCustomer(
      { ...ports, customers: followJoins(ports.customers) },
      key,
      () => newCustomer(key, concerning[0]?.customer ?? ""),
      async (customer) => {
        const accepted = clock.now();
        const folded = await fold(customer, key, concerning, definitions, accepted, ports);
        const { who: after, others = [], fresh: said } = folded;
        const before = [customer ?? after, ...others.map((change) => change.before)];
        await noteRefusals({ before, after, said }, accepted, ports);
        return folded;
      },
    );
    await noteGrants(who, concerning, ports);
    // One that another attempt took in, which left no word of it, was accepted by now at the latest.
    await recordAll(key, events, { outcomes, kept, definitions }, clock.now(), history);
    for (const outcome of outcomes.values()) {
      await tellDerived(who, outcome, ports);
    }
    await carryOut(owed, ports);
  };
}

interface Folded {
  readonly customer?: Customer;
  /** Those who were joined into the customer, to be committed with it. */
  readonly others?: readonly CustomerChange[];
  /** The customer of the events, as it is now. */
  readonly who: Customer;
  readonly owed: readonly Owed[];
  /** Events that are taken in now, without those that come again. */
  readonly fresh: readonly CustomerEvent[];
  /** By event: of those taken in now, and of those that came again while theirs is kept. */
  readonly outcomes: ReadonlyMap<string, EventOutcome>;
}

async function fold(
  before: Customer | undefined,
  key: CustomerKey,
  events: readonly CustomerEvent[],
  definitions: Definitions,
  now: number,
  ports: Pick<Ports, "events" | "enrollments"> & JoinPorts,
): Promise<Folded> {
  if (before === undefined) throw new TypeError(`no customer to fold events into: ${key}`);
  assertKnown(definitions, before);
  let customer =
    before.rev === 0 ? await beginCustomer(key, before.id, { definitions, now }, ports) : before;
  const again = new Set<string>();
  const fresh: CustomerEvent[] = [];
  const touched = new Set<string>();
  const outcomes = new Map<string, EventOutcome>();
  const joins = createJoins(ports, definitions, now);
  // Records of these events are written after the commit.
  const taken: PastRecord[] = [];
  const past = async (who: Customer, event: CustomerEvent) =>
    asksHistory(who, event, definitions, now)
      ? [...(await listHistory(who, definitions, ports)), ...taken]
      : undefined;
  for (const event of events) {
    const said = customer.said.find((one) => one.event === event.id);
    if (said !== undefined) outcomes.set(event.id, said);
    if (said !== undefined || (await isKnown(customer, key, event, definitions, ports))) {
      again.add(event.id);
      if (isIdentification(event)) await joins.again(event);
      continue;
    }
    const applied = isIdentification(event)
      ? await joins.apply(customer, event)
      : applyEvent(customer, event, definitions, now, await past(customer, event));
    customer = applied.customer;
    taken.push({ ...event, accepted: now });
    fresh.push(event);
    const { consequences, derived, join } = applied;
    outcomes.set(event.id, { event: event.id, accepted: now, consequences, derived, join });
    for (const debt of applied.owed) touched.add(debt.enrollment);
  }
  const own = owedOf(
    customer,
    (enrollment) =>
      touched.has(enrollment.id) ||
      [...again].some((event) => isOwedBy(enrollment, event, outcomes.get(event))),
  );
  const owed = [...joins.owed, ...own];
  const folded = { owed, outcomes, fresh, who: customer };
  return customer === before ? folded : { ...folded, customer, others: joins.changes };
}

async function isKnown(
  customer: Customer,
  key: CustomerKey,
  event: CustomerEvent,
  definitions: Definitions,
  ports: Pick<Ports, "events" | "enrollments">,
): Promise<boolean> {
  const known = recallEvent(customer.seen, event.id, event.at);
  return known === "ask-history"
    ? isInHistory(customer, key, event, definitions, ports)
    : known === "seen";
}

/**
 * Where no attempt lived to record the event, what it started tells that it was taken in: nothing is
 * started twice under one id.
 */
async function isInHistory(
  { key: now, enrollments }: Customer,
  key: CustomerKey,
  event: CustomerEvent,
  definitions: Definitions,
  ports: Pick<Ports, "events" | "enrollments">,
): Promise<boolean> {
  if ((await ports.events.find(key, event.id)) !== undefined) return true;
  // Who was joined may have taken it in before that or after.
  for (const who of new Set([key, now])) {
    for (const id of startableBy(event, who, definitions)) {
      if (enrollments[id] !== undefined) return true;
      if ((await ports.enrollments.find(id)) !== undefined) return true;
    }
  }
  return false;
}

interface Accepted {
  /** By event. */
  readonly outcomes: ReadonlyMap<string, EventOutcome>;
  /** By event: the names of its nested properties that are kept. */
  readonly kept: ReadonlyMap<string, readonly string[]>;
  /** The definitions by which the events were taken in. */
  readonly definitions: Definitions;
}

/** @param now when an event without an outcome is taken to be accepted */
async function recordAll(
  key: CustomerKey,
  events: readonly CustomerEvent[],
  { outcomes, kept, definitions }: Accepted,
  now: Instant,
  history: Ports["events"],
): Promise<void> {
  for (const one of events) {
    const { id, type, at, nested: inside = {}, leftOut, depth } = one;
    const { accepted = now, consequences = [], join } = outcomes.get(id) ?? {};
    const { properties, cut } = recordedProperties(one, definitions);
    const nested = kept.get(id) ?? [];
    const unread = Object.keys(inside).filter((name) => !nested.includes(name));
    const event = { id, type, at, accepted, properties, consequences };
    await history.record(key, {
      ...event,
      ...(depth !== undefined && { depth }),
      ...(join && { join }),
      ...(leftOut && { leftOut }),
      ...(cut.length > 0 && { cut }),
      ...(nested.length > 0 && { nested }),
      ...(unread.length > 0 && { unread: unread.slice(0, mostUnread) }),
    });
  }
}

/** More names of what is not kept tell people nothing new. */
const mostUnread = 8;
