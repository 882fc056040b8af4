import type { Customer } from "../customers/customer.ts";
import { saidIn } from "../customers/said-values.ts";
import type { Definitions } from "../definitions/definitions.ts";
import type { Instant } from "../time/instant.ts";
import { acceptEvent } from "./accept-event.ts";
import type { CustomerEvent } from "./event.ts";
import { lookBack } from "./look-back.ts";

/** Whether a journey that an event may start has to look at the customer's history first. */
export function asksHistory(
  customer: Customer,
  told: CustomerEvent,
  definitions: Definitions,
  now: Instant,
): boolean {
  const event = acceptEvent(told, now);
  return (definitions.entriesOn.get(event.type) ?? []).some((journey) => {
    if (!journey.entry.test(event.properties)) return false;
    const compared = saidIn(event.properties, journey.compares);
    return lookBack(journey, { event, compared }, { customer, definitions, now }) === "ask-history";
  });
}
