import type { Customer, CustomerKey } from "../core/customers/customer.ts";
import type { Nested } from "../core/events/nested.ts";
import type { Events } from "../core/ports.ts";
import type { EventRecord } from "../core/timeline/records.ts";

/**
 * An event of a customer's whole history, which lies in the timelines of all who were joined into
 * it, too. One read, mostly; of an event that is nowhere, one for each of them (200 at most).
 * @param first where it most likely is
 */
export async function findEvent(
  { key, joined = [] }: Pick<Customer, "key" | "joined">,
  eventId: string,
  { events }: { readonly events: Pick<Events, "find"> },
  first: CustomerKey = key,
): Promise<EventRecord | undefined> {
  for (const place of new Set([first, key, ...joined.toReversed()])) {
    const found = await events.find(place, eventId);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The nested properties of an event that are kept: read only where somebody asks for one of them.
 * @param event as {@link findEvent} found it
 * @param read the names that are asked for
 * @param first where it most likely is
 */
export async function findNested(
  { key, joined = [] }: Pick<Customer, "key" | "joined">,
  { id, nested = [] }: Pick<EventRecord, "id" | "nested">,
  read: ReadonlySet<string>,
  { events }: { readonly events: Pick<Events, "findNested"> },
  first: CustomerKey = key,
): Promise<Nested> {
  if (!nested.some((name) => read.has(name))) return {};
  for (const place of new Set([first, key, ...joined.toReversed()])) {
    const found = await events.findNested(place, id);
    if (found !== undefined) return found;
  }
  return {};
}
