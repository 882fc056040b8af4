import type { Channel } from "../core/channels/channels.ts";
import type { CustomerKey } from "../core/customers/customer.ts";
import type { Ports } from "../core/ports.ts";
import { addressName } from "./address-name.ts";
import { changeCustomer } from "./change-customer.ts";
import { followJoins } from "./follow-joins.ts";

type Outcome = "allowed" | "no-such-address" | "unknown";

/**
 * Takes what a customer's item says against an address off it: after an operator allowed the address
 * (the row's allowance lifts its marks, but no row knows who has the address). Safe to repeat.
 */
export function createAllowForCustomer(ports: Pick<Ports, "customers" | "backoff">) {
  const followed = { ...ports, customers: followJoins(ports.customers) };

  return async function allowForCustomer(
    key: CustomerKey,
    channel: Channel,
    normal: string,
  ): Promise<Outcome> {
    const changed = await changeCustomer(followed, key, undefined, (customer) => {
      if (customer === undefined) return { outcome: "unknown" as const };
      const known = customer.addresses[channel] ?? [];
      const isMeant = (to: string) => addressName(channel, to, customer).normal === normal;
      if (!known.some(({ to }) => isMeant(to))) return { outcome: "no-such-address" as const };
      if (!known.some(({ to, suppressed }) => isMeant(to) && suppressed !== undefined)) {
        return { outcome: "allowed" as const };
      }
      const list = known.map((address) => {
        const { suppressed: _, ...clean } = address;
        return isMeant(address.to) ? clean : address;
      });
      const addresses = { ...customer.addresses, [channel]: list };
      return { outcome: "allowed" as const, customer: { ...customer, addresses } };
    });
    return changed.outcome;
  };
}
