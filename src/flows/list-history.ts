import type { Customer } from "../core/customers/customer.ts";
import type { Events } from "../core/ports.ts";
import type { EventRecord } from "../core/timeline/records.ts";

/** A customer's whole history: it lies in the timelines of all who were joined into it, too. */
export async function listHistory(
  { key, joined = [] }: Pick<Customer, "key" | "joined">,
  { events }: { readonly events: Pick<Events, "list"> },
): Promise<EventRecord[]> {
  const lists = await Promise.all([key, ...joined].map((place) => events.list(place)));
  return lists.flat();
}
