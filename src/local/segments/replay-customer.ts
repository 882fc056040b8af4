import { type Customer, newCustomer } from "../../core/customers/customer.ts";
import type { Definitions } from "../../core/definitions/definitions.ts";
import { applyEvent } from "../../core/events/apply-event.ts";
import type { CustomerEvent } from "../../core/events/event.ts";
import { isMember, sinceUnknown } from "../../core/segments/membership.ts";
import { settleMembership } from "../../core/segments/settle-membership.ts";
import type { Instant } from "../../core/time/instant.ts";
import { type DayNumber, localDay, startOfDay } from "../../core/time/zone.ts";
import { concerns } from "../../flows/accept-events.ts";
import { keyOfCustomer } from "../runtime.ts";

/** An event, and when the shop's clock stood where as it came. */
export interface AcceptedEvent {
  readonly event: CustomerEvent;
  readonly accepted: Instant;
  /** A line of a file of customers: what it says was so before, nobody knows since when. */
  readonly isLine?: boolean;
}

export interface Replaying {
  readonly definitions: Definitions;
  /** The part of the definitions that leaves traces from day to day: {@link keepTraces}. */
  readonly traced: Definitions | undefined;
  /** The moment to stop at. */
  readonly until: Instant;
  /**
   * Segments of which is asked since when a customer is in them. What is not known to the moment is
   * {@link sinceUnknown}.
   */
  readonly since?: ReadonlySet<string> | undefined;
  /** Told of the customer at the end of each day from `from` on, the last one at `until`. */
  readonly daily?: {
    readonly from: DayNumber;
    readonly tell: (day: DayNumber, customer: Customer) => void;
  };
}

/**
 * A customer as events have made it, settled at the end; what leaves traces is settled at the end of
 * every day between, too, as a sweep would.
 * @param events in the order they were accepted; one that comes twice counts once
 */
export function replayCustomer(
  id: string,
  events: Iterable<AcceptedEvent>,
  { definitions, until, daily, since, ...replaying }: Replaying,
): Customer {
  const traced = since === undefined ? replaying.traced : definitions;
  const entries = createEntries(since);
  const { zone } = definitions.settings;
  const seen = new Set<string>();
  let customer = newCustomer(keyOfCustomer(id), id);
  let day: DayNumber | undefined;
  let last = Number.NaN;
  const settle = (at: Instant, isExact: boolean) => {
    const before = customer;
    customer = settleMembership(customer, definitions, at).customer;
    entries.note(before, customer, at, isExact);
    last = at;
  };
  const passDays = (to: Instant) => {
    const today = localDay(to, zone);
    const first = traced === undefined ? (daily?.from ?? today) : 0;
    for (let ended = Math.max(day ?? today, first); ended < today; ended++) {
      const end = startOfDay(ended + 1, zone) - 1;
      const isTold = daily !== undefined && ended >= daily.from;
      if (isTold || since !== undefined) settle(end, false);
      else if (traced !== undefined) customer = settleSome(customer, traced, end);
      if (isTold) daily.tell(ended, customer);
      // What counts days of the shop turns at midnight, and was otherwise a moment before.
      if (since !== undefined) settle(end + 1, true);
    }
    day = today;
  };
  for (const { event, accepted, isLine = false } of events) {
    if (seen.has(event.id)) continue;
    seen.add(event.id);
    passDays(accepted);
    if (!concerns(definitions, event)) continue;
    // What time alone has changed since the last look is not for this event to explain.
    if (since !== undefined && accepted - 1 > last) settle(accepted - 1, false);
    const before = customer;
    customer = applyEvent(customer, event, definitions, accepted).customer;
    entries.note(before, customer, accepted, !isLine);
    last = accepted;
  }
  passDays(until);
  settle(until, false);
  if (day !== undefined) daily?.tell(day, customer);
  return entries.withoutUnknown(customer);
}

/** Keeps apart when a customer entered a segment, and when it was only found to be in it. */
function createEntries(since: ReadonlySet<string> | undefined) {
  const exact = new Set<string>();
  const names = [...(since ?? [])];
  return {
    note(before: Customer, after: Customer, at: Instant, isExact: boolean): void {
      for (const name of names) {
        if (isMember(before, name) || !isMember(after, name)) continue;
        // Who comes back at the instant it left was never away.
        if (after.segments[name]?.[0] !== at) continue;
        if (isExact) exact.add(name);
        else exact.delete(name);
      }
    },
    withoutUnknown(customer: Customer): Customer {
      const unknown = names.filter((name) => isMember(customer, name) && !exact.has(name));
      if (unknown.length === 0) return customer;
      const segments = unknown.map((name) => [name, [sinceUnknown]] as const);
      return { ...customer, segments: { ...customer.segments, ...Object.fromEntries(segments) } };
    },
  };
}

/** Settles the segments of these definitions, and leaves the others as they are. */
function settleSome(customer: Customer, definitions: Definitions, at: Instant): Customer {
  const settled = settleMembership(customer, definitions, at).customer;
  if (settled.segments === customer.segments) return settled;
  const mine = new Set(definitions.segments.map(({ name }) => name));
  const others = Object.entries(customer.segments).filter(([name]) => !mine.has(name));
  return { ...settled, segments: { ...Object.fromEntries(others), ...settled.segments } };
}
