import type { Channel } from "../channels/channels.ts";
import type { Address, Customer } from "./customer.ts";

/**
 * Whether we may write: a word on this channel and purpose counts before one on `channel:*`, but a
 * refusal of the whole channel beats a consent to one purpose given earlier. No word is no consent.
 */
export function mayWrite(customer: Customer, channel: Channel, purpose: string): boolean {
  const own = customer.consents[`${channel}:${purpose}`];
  const whole = customer.consents[`${channel}:*`];
  if (own === undefined) return whole?.given ?? false;
  if (!own.given) return false;
  return whole === undefined || whole.given || own.at > whole.at;
}

/** The first address of a channel that nothing is known against. */
export function reachableAddress(customer: Customer, channel: Channel): Address | undefined {
  return customer.addresses[channel]?.find((address) => address.suppressed === undefined);
}
