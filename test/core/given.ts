import { type Customer, newCustomer } from "../../src/core/customers/customer.ts";
import { compileDefinitions } from "../../src/core/definitions/compile-definitions.ts";
import type { Definitions } from "../../src/core/definitions/definitions.ts";
import type { Journey } from "../../src/core/definitions/journey.ts";
import type { Segment } from "../../src/core/definitions/segment.ts";
import type { Settings } from "../../src/core/definitions/settings.ts";
import { type AppliedEvent, applyEvent } from "../../src/core/events/apply-event.ts";
import { asksHistory } from "../../src/core/events/asks-history.ts";
import type { CustomerEvent } from "../../src/core/events/event.ts";
import type { PastRecord } from "../../src/core/events/past.ts";
import { type Instant, parseInstant } from "../../src/core/time/instant.ts";
import { type TurnOutcome, takeTurn } from "../../src/core/turns/take-turn.ts";

/** An instant of 2026 in UTC: `at("01-05 10:00")`. */
export function at(text: string): Instant {
  const [date, time = "00:00"] = text.split(" ");
  const instant = parseInstant(`${date?.length === 5 ? "2026-" : ""}${date}T${time}:00Z`);
  if (instant === undefined) throw new RangeError(text);
  return instant;
}

export function settings(change: Partial<Settings> = {}): Settings {
  return {
    zone: "UTC",
    unknownZone: "use-default",
    purposes: { care: {}, winback: {}, "order-update": { transactional: true } },
    ...change,
  };
}

export function journey(change: Partial<Journey> = {}): Journey {
  return {
    name: "welcome",
    owner: "crm@example.com",
    purpose: "care",
    status: "live",
    entry: { on: "customer.registered" },
    reentry: "never",
    steps: [{ do: "send", id: "hello", template: "hello", channels: ["email"] }],
    ...change,
  };
}

export function definitions(
  journeys: Journey | readonly Journey[],
  change: Partial<Settings> = {},
  segments: readonly Segment[] = [],
): Definitions {
  const list = Array.isArray(journeys) ? journeys : [journeys];
  return compileDefinitions({
    rev: 1,
    settings: settings(change),
    journeys: list.map((one: Journey) => ({ journey: one, version: 1, live: true })),
    segments,
    templates: [],
  });
}

/** A customer who may be written to by email for every purpose. */
export function customer(change: Partial<Customer> = {}): Customer {
  return {
    ...newCustomer("k234567890123456", "c1"),
    addresses: { email: [{ to: "c1@example.com" }] },
    consents: { "email:*": { given: true, at: 0 } },
    ...change,
  };
}

let events = 0;
export function event(
  type: string,
  when: Instant,
  change: Partial<CustomerEvent> = {},
): CustomerEvent {
  events += 1;
  return { id: `e${events}`, type, customer: "c1", at: when, properties: {}, ...change };
}

/**
 * Applies events in order, each accepted at its own time unless said otherwise. These events are the
 * history of the customer.
 */
export function apply(
  before: Customer,
  published: Definitions,
  ...list: readonly (CustomerEvent & { accepted?: Instant })[]
): AppliedEvent {
  let applied: AppliedEvent = { customer: before, owed: [], consequences: [], derived: [] };
  const taken: PastRecord[] = [];
  for (const one of list) {
    const { accepted = one.at } = one;
    const asks = asksHistory(applied.customer, one, published, accepted);
    const history = asks ? [...taken] : undefined;
    applied = applyEvent(applied.customer, one, published, accepted, history);
    taken.push({ ...one, accepted });
  }
  return applied;
}

/** The one enrollment of a customer. */
export function only(of: Customer) {
  const [enrollment, ...others] = Object.values(of.enrollments);
  if (enrollment === undefined || others.length > 0) throw new RangeError("not one enrollment");
  return enrollment;
}

/** Takes the next turn of a customer's only enrollment. */
export function turn(of: Customer, published: Definitions, now: Instant): TurnOutcome {
  const { id, journey: name, version } = only(of);
  const compiled = published.journey(name, version);
  if (compiled === undefined) throw new RangeError(name);
  return takeTurn(published, compiled, of, id, now);
}

/** Enters a fresh customer into the only journey and takes the first turn, at one instant. */
export function enterAndTurn(published: Definitions, now: Instant, who = customer()): TurnOutcome {
  const [live] = published.live.values();
  const entered = apply(who, published, event(live?.entry.event ?? "", now));
  return turn(entered.customer, published, now);
}
