import type { Channel } from "../channels/channels.ts";
import type { AddressLists } from "../events/event.ts";
import type { ImportedCustomer } from "./imported-customer.ts";

/**
 * A line whose addresses of some channels take the place of those that the customer has. The last
 * step of a mapping: rows of one customer are put together before, address by address.
 */
export function withReplaced(
  customer: ImportedCustomer,
  replaced: readonly Channel[],
): ImportedCustomer {
  const { addresses = {}, ...rest } = customer;
  const pick = (isReplaced: boolean): AddressLists | undefined => {
    const lists = Object.entries(addresses).filter(
      ([channel]) => replaced.some((one) => one === channel) === isReplaced,
    );
    return lists.length === 0 ? undefined : Object.fromEntries(lists);
  };
  const [added, replacing] = [pick(false), pick(true)];
  return {
    ...rest,
    ...(added !== undefined && { addresses: added }),
    ...(replacing !== undefined && { replaceAddresses: replacing }),
  };
}
