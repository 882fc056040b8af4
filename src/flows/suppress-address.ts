import { type MarkCode, reasonOf, standingMark } from "../core/customers/address-marks.ts";
import { customerKeyOf } from "../core/customers/customer.ts";
import type { Message } from "../core/messages/message.ts";
import type { Ports } from "../core/ports.ts";
import type { Instant } from "../core/time/instant.ts";
import { addressName } from "./address-name.ts";
import { changeCustomer } from "./change-customer.ts";
import { followJoins } from "./follow-joins.ts";

/** Why an address is not to be used again. */
export interface Suppression {
  readonly code: MarkCode;
  /** When it was said; an operator's later allowance wins over it. */
  readonly at: Instant;
  /** The provider's own words, for the customer's item. @default the code's sentence */
  readonly words?: string | undefined;
}

/**
 * Marks an address as not to be used again: first its row, which holds for everyone who has it,
 * then the customer's item, by which turns choose a channel. Safe to repeat.
 */
export async function suppressAddress(
  { id, channel }: Pick<Message, "id" | "channel">,
  to: string,
  { code, at, words }: Suppression,
  ports: Pick<Ports, "customers" | "backoff" | "addresses">,
): Promise<void> {
  const followed = { ...ports, customers: followJoins(ports.customers) };
  await changeCustomer(followed, customerKeyOf(id), undefined, async (customer) => {
    const name = addressName(channel, to, customer);
    const marks = await ports.addresses.note(name, { whole: { [code]: at } });
    if (customer === undefined || standingMark(marks) === undefined) return {};
    const known = customer.addresses[channel] ?? [];
    const isNews = (address: (typeof known)[number]) =>
      address.suppressed === undefined &&
      addressName(channel, address.to, customer).normal === name.normal;
    if (!known.some(isNews)) return {};
    const suppressed = words ?? reasonOf(code, channel);
    const marked = known.map((other) => (isNews(other) ? { ...other, suppressed } : other));
    return { customer: { ...customer, addresses: { ...customer.addresses, [channel]: marked } } };
  });
}
