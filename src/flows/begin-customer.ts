import { type Customer, type CustomerKey, newCustomer } from "../core/customers/customer.ts";
import type { Definitions } from "../core/definitions/definitions.ts";
import { matchesIn } from "../core/events/note-matches.ts";
import { recountFigures } from "../core/events/recount-figures.ts";
import type { Events } from "../core/ports.ts";
import type { Instant } from "../core/time/instant.ts";

/**
 * A customer who has no item yet. Events that concerned nobody when they came are in the history all
 * the same: what has been asked for since counts them. One read of what is nearly always empty.
 */
export async function beginCustomer(
  key: CustomerKey,
  id: string,
  { definitions, now }: { readonly definitions: Definitions; readonly now: Instant },
  { events }: { readonly events: Pick<Events, "list"> },
): Promise<Customer> {
  const customer = newCustomer(key, id);
  const history = await events.list(key);
  const figures = [...definitions.figureIds].map((figure) => ({ id: figure }));
  const recount = { figures, definitions, rev: definitions.preparedRev };
  const begun = recountFigures(customer, history, recount, now);
  // Nothing was taken in, so nothing can be missing in the history.
  if (begun === "not-ready") return customer;
  return { ...begun, matches: matchesIn(customer, history, definitions) };
}
