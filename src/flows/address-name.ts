import type { Channel } from "../core/channels/channels.ts";
import { normalAddress } from "../core/channels/normal-address.ts";
import type { AddressName } from "../core/customers/address-marks.ts";
import type { Customer } from "../core/customers/customer.ts";

/** An address of a customer as its row is found. */
export function addressName(
  channel: Channel,
  to: string,
  customer: Pick<Customer, "country"> | undefined,
): AddressName {
  return { channel, normal: normalAddress(channel, to, customer?.country) };
}
