import { type Customer, newCustomer } from "../../core/customers/customer.ts";
import type { Definitions } from "../../core/definitions/definitions.ts";
import { applyEvent } from "../../core/events/apply-event.ts";
import type { CustomerEvent } from "../../core/events/event.ts";
import { settleMembership } from "../../core/segments/settle-membership.ts";
import type { Instant } from "../../core/time/instant.ts";
import { type DayNumber, localDay, startOfDay } from "../../core/time/zone.ts";
import { concerns } from "../../flows/accept-events.ts";
import { keyOfCustomer } from "../runtime.ts";

/** An event, and when the shop's clock stood where as it came. */
export interface AcceptedEvent {
  readonly event: CustomerEvent;
  readonly accepted: Instant;
}

export interface Replaying {
  readonly definitions: Definitions;
  /** The part of the definitions that leaves traces from day to day: {@link keepTraces}. */
  readonly traced: Definitions | undefined;
  /** The moment to stop at. */
  readonly until: Instant;
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
  { definitions, traced, until, daily }: Replaying,
): Customer {
  const { zone } = definitions.settings;
  const seen = new Set<string>();
  let customer = newCustomer(keyOfCustomer(id), id);
  let day: DayNumber | undefined;
  const passDays = (to: Instant) => {
    const today = localDay(to, zone);
    const first = traced === undefined ? (daily?.from ?? today) : 0;
    for (let ended = Math.max(day ?? today, first); ended < today; ended++) {
      const end = startOfDay(ended + 1, zone) - 1;
      const isTold = daily !== undefined && ended >= daily.from;
      if (isTold) customer = settleMembership(customer, definitions, end).customer;
      else if (traced !== undefined) customer = settleSome(customer, traced, end);
      if (isTold) daily.tell(ended, customer);
    }
    day = today;
  };
  for (const { event, accepted } of events) {
    if (seen.has(event.id)) continue;
    seen.add(event.id);
    passDays(accepted);
    if (!concerns(definitions, event)) continue;
    customer = applyEvent(customer, event, definitions, accepted).customer;
  }
  passDays(until);
  customer = settleMembership(customer, definitions, until).customer;
  if (day !== undefined) daily?.tell(day, customer);
  return customer;
}

/** Settles the segments of these definitions, and leaves the others as they are. */
function settleSome(customer: Customer, definitions: Definitions, at: Instant): Customer {
  const settled = settleMembership(customer, definitions, at).customer;
  if (settled.segments === customer.segments) return settled;
  const mine = new Set(definitions.segments.map(({ name }) => name));
  const others = Object.entries(customer.segments).filter(([name]) => !mine.has(name));
  return { ...settled, segments: { ...Object.fromEntries(others), ...settled.segments } };
}
