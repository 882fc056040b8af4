import type { Channel } from "../channels/channels.ts";
import { sendableAddress } from "../channels/normal-address.ts";
import type { Address, Customer } from "./customer.ts";
import { isLaterGrant, wordForPurpose } from "./merge-consents.ts";

/**
 * Whether we may write for a purpose. A word on this channel and purpose counts before one on
 * `channel:*`, but a refusal of the whole channel beats a consent to one purpose that was not given
 * later, or in the same event (`except`). A general grant never lifts a specific refusal. No word
 * is no consent.
 */
export function mayWrite(
  { consents }: Pick<Customer, "consents">,
  channel: Channel,
  purpose: string,
): boolean {
  const own = consents[`${channel}:${purpose}`];
  const whole = wordForPurpose(consents[`${channel}:*`], purpose);
  if (own === undefined) return whole?.given ?? false;
  if (!own.given) return false;
  return whole === undefined || whole.given || isLaterGrant(own, whole);
}

/**
 * The first address of a channel that nothing is known against and that a provider can take.
 * @param marked addresses as written that their marks speak against
 */
export function reachableAddress(
  customer: Customer,
  channel: Channel,
  marked?: ReadonlyMap<string, unknown>,
): Address | undefined {
  return customer.addresses[channel]?.find(
    ({ to, suppressed }) =>
      suppressed === undefined &&
      marked?.has(to) !== true &&
      sendableAddress(channel, to, customer.country) !== undefined,
  );
}
