import type { Channel } from "../channels/channels.ts";
import type { Customer } from "../customers/customer.ts";
import type { MarkedAddresses } from "./send-rules.ts";

/**
 * The customer with what is marked against whole addresses on its item. An opt-out is left out: it is of
 * one purpose, and a consent that another customer of the mailbox gives lifts it, unseen by this item.
 */
export function noteMarked(
  customer: Customer,
  channel: Channel,
  marked: MarkedAddresses,
): Customer {
  const list = (customer.addresses[channel] ?? []).map((address) => {
    const reason = address.suppressed === undefined ? marked.get(address.to) : undefined;
    if (reason === undefined || reason.code === "address-opted-out") return address;
    return { ...address, suppressed: reason };
  });
  const isNews = list.some((address, place) => address !== customer.addresses[channel]?.[place]);
  if (!isNews) return customer;
  return { ...customer, addresses: { ...customer.addresses, [channel]: list } };
}
