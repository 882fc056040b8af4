import { type Customer, type CustomerKey, newCustomer } from "../core/customers/customer.ts";
import { recallEvent } from "../core/customers/seen.ts";
import type { Definitions } from "../core/definitions/definitions.ts";
import { applyEvent } from "../core/events/apply-event.ts";
import { startableBy } from "../core/events/enter-journeys.ts";
import type { CustomerEvent } from "../core/events/event.ts";
import type { EventConsequence, Owed } from "../core/events/outcome.ts";
import { isOwedBy, owedOf } from "../core/events/owed.ts";
import type { Ports } from "../core/ports.ts";
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
 * (DESIGN §5): commit, then the events' records, then what is owed. A redelivered event carries
 * out what is still owed.
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
    const applied = new Map<string, readonly EventConsequence[]>();
    if (concerning.length > 0) {
      const { owed, consequences } = await changeCustomer(
        ports,
        key,
        () => newCustomer(key, concerning[0]?.customer ?? ""),
        (customer) => fold(customer, key, concerning, definitions, clock.now(), ports),
      );
      for (const [id, said] of consequences) applied.set(id, said);
      await recordAll(key, events, applied, now, history);
      await carryOut(owed, ports);
      return;
    }
    await recordAll(key, events, applied, now, history);
  };
}

interface Folded {
  readonly customer?: Customer;
  readonly owed: readonly Owed[];
  readonly consequences: ReadonlyMap<string, readonly EventConsequence[]>;
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
  const consequences = new Map<string, readonly EventConsequence[]>();
  for (const event of events) {
    const known = recallEvent(customer.seen, event.id, event.at);
    if (
      known === "seen" ||
      (known === "ask-history" && (await isInHistory(customer, event, definitions, ports)))
    ) {
      again.add(event.id);
      continue;
    }
    const applied = applyEvent(customer, event, definitions, now);
    customer = applied.customer;
    consequences.set(event.id, applied.consequences);
    for (const debt of applied.owed) touched.add(debt.enrollment);
  }
  const owed = owedOf(
    customer,
    (enrollment) =>
      touched.has(enrollment.id) || [...again].some((event) => isOwedBy(enrollment, event)),
  );
  return customer === before ? { owed, consequences } : { customer, owed, consequences };
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

async function recordAll(
  key: CustomerKey,
  events: readonly CustomerEvent[],
  applied: ReadonlyMap<string, readonly EventConsequence[]>,
  accepted: number,
  history: Ports["events"],
): Promise<void> {
  for (const { id, type, at, properties: all } of events) {
    const consequences = applied.get(id) ?? [];
    const { properties, cut } = fitProperties(all);
    const record = { id, type, at, accepted, properties, consequences };
    await history.record(key, cut.length === 0 ? record : { ...record, cut });
  }
}
