import type { Customer } from "../customers/customer.ts";
import type { Depth } from "../events/depth.ts";
import type { CustomerEvent } from "../events/event.ts";
import { hashId } from "../hash.ts";
import type { Instant } from "../time/instant.ts";
import type { MembershipChange } from "./settle-membership.ts";

/**
 * Changes of membership as events: they count, meet goals, end, wake and start like any other.
 * @param depth of what brought them about, where a journey caused it
 * @param cause what brought them about, such as an event's id: one cause changes a segment once
 */
export function deriveEvents(
  customer: Pick<Customer, "key" | "id">,
  changes: readonly MembershipChange[],
  cause: string,
  now: Instant,
  depth?: Depth,
): CustomerEvent[] {
  return changes.map(({ segment, type }) => ({
    id: derivedId(customer, cause, segment, type),
    type,
    customer: customer.id,
    at: now,
    properties: { segment },
    ...(depth !== undefined && { depth }),
  }));
}

/** The same however often it is derived, and never a producer's: those know no customer's key. */
export function derivedId({ key }: Pick<Customer, "key">, ...parts: (string | number)[]): string {
  return `${key}-${hashId("derived", ...parts)}`;
}
