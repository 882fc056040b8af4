import { customerKeyOf } from "../core/customers/customer.ts";
import type { Message } from "../core/messages/message.ts";
import type { Ports } from "../core/ports.ts";
import { changeCustomer } from "./change-customer.ts";
import { followJoins } from "./follow-joins.ts";

/** Marks an address as not to be used again: a permanent bounce, a complaint, a dead device. */
export async function suppressAddress(
  { id, channel }: Pick<Message, "id" | "channel">,
  to: string,
  reason: string,
  ports: Pick<Ports, "customers" | "backoff">,
): Promise<void> {
  const followed = { ...ports, customers: followJoins(ports.customers) };
  await changeCustomer(followed, customerKeyOf(id), undefined, (customer) => {
    if (customer === undefined) return {};
    const known = customer.addresses[channel] ?? [];
    if (!known.some((other) => other.to === to && other.suppressed === undefined)) return {};
    const marked = known.map((other) => (other.to === to ? { to, suppressed: reason } : other));
    return { customer: { ...customer, addresses: { ...customer.addresses, [channel]: marked } } };
  });
}
