import { countedSoftBounces } from "../core/customers/address-marks.ts";
import { type CustomerKey, customerKeyOf } from "../core/customers/customer.ts";
import { isGeneral } from "../core/messages/feedback.ts";
import type { Message } from "../core/messages/message.ts";
import type { Ports } from "../core/ports.ts";
import type { Instant } from "../core/time/instant.ts";
import { addressName } from "./address-name.ts";
import { followJoins } from "./follow-joins.ts";
import { suppressAddress } from "./suppress-address.ts";

export type SoftBouncePorts = Pick<
  Ports,
  "addresses" | "backoff" | "catalog" | "customers" | "messages"
>;

/**
 * Notes a soft bounce on the address's row and suppresses the address when `softBounces` of
 * settings.json says so: that many within the window and no delivery between. Only the one that
 * fills the number asks the timeline, that of the customer whose message it is. Safe to repeat.
 */
export async function countSoftBounce(
  message: Pick<Message, "id" | "channel" | "reports">,
  to: string,
  at: Instant,
  ports: SoftBouncePorts,
): Promise<void> {
  const { addresses, catalog, customers } = ports;
  const key = customerKeyOf(message.id);
  const customer = await followJoins(customers).find(key);
  const name = addressName(message.channel, to, customer);
  const { delivered } = message.reports ?? {};
  const returned = delivered === undefined ? {} : { returned: [delivered] };
  const marks = await addresses.note(name, { softBounces: [at], ...returned });
  const { suppressAfter, within } = (await catalog.definitions()).settings.softBounces;
  const newest = marks.softBounces?.at(-1) ?? at;
  const counted = countedSoftBounces(marks, within, newest);
  const first = counted.at(-suppressAfter);
  if (first === undefined) return;
  const isThere = ({ channel, to: other }: Message) =>
    other !== undefined && addressName(channel, other, customer).normal === name.normal;
  const keys = customer === undefined ? [key] : [customer.key, ...(customer.joined ?? [])];
  if (await wasDelivered(keys, isThere, first, newest, ports)) return;
  await suppressAddress(message, to, { code: "soft-bounced", at: newest }, ports);
}

/**
 * Whether a message reached the address between two instants. One that came back after all did not,
 * but for an auto-reply, which only a reader's mailbox sends.
 */
async function wasDelivered(
  keys: readonly CustomerKey[],
  isThere: (message: Message) => boolean,
  from: Instant,
  to: Instant,
  { messages }: Pick<Ports, "messages">,
): Promise<boolean> {
  for (const key of keys) {
    for (const message of await messages.list(key)) {
      const { delivered, bounced } = message.reports ?? {};
      const stayed = bounced === undefined || isGeneral(message.bounce);
      const between = delivered !== undefined && delivered >= from && delivered <= to;
      if (between && stayed && isThere(message)) return true;
    }
  }
  return false;
}
