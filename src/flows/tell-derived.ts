import { type Customer, customerKeyOf } from "../core/customers/customer.ts";
import type { EventOutcome } from "../core/events/outcome.ts";
import type { Ports } from "../core/ports.ts";
import type { EmittedEvent } from "../core/turns/effect.ts";

/**
 * Records the events that a commit made of a customer, such as a segment that was entered, and tells
 * others of them. Again changes nothing; others may hear one twice, under the same id.
 */
export async function tellDerived(
  { id: customer }: Pick<Customer, "key" | "id">,
  { accepted, derived = [] }: Pick<EventOutcome, "accepted" | "derived">,
  { events, bus }: Pick<Ports, "events" | "bus">,
): Promise<void> {
  for (const { id, type, properties, consequences, depth } of derived) {
    // Of before a join: its id says in whose timeline it belongs.
    await events.record(customerKeyOf(id), {
      id,
      type,
      at: accepted,
      accepted,
      properties,
      consequences,
      ...(depth !== undefined && { depth }),
    });
    const said: EmittedEvent = { id, type, customer, at: accepted, properties, notice: true };
    await bus.emit(said);
  }
}
