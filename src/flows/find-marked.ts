import {
  type AddressName,
  awaitsDelivery,
  reasonOf,
  refusalOf,
} from "../core/customers/address-marks.ts";
import type { Customer } from "../core/customers/customer.ts";
import type { Definitions } from "../core/definitions/definitions.ts";
import type { Message } from "../core/messages/message.ts";
import { judgeChannel, type MarkedAddresses } from "../core/messages/send-rules.ts";
import type { Ports } from "../core/ports.ts";
import type { Reason } from "../core/reasons/reason.ts";
import type { Instant } from "../core/time/instant.ts";
import { addressName } from "./address-name.ts";

/** What deliver learns of a customer's addresses before it claims. */
export interface FoundMarks {
  readonly marked: MarkedAddresses;
  /** The address that may be used has soft bounces: a delivery to it is worth noting. */
  readonly watched: boolean;
}

/**
 * Which of a customer's addresses their marks bar from a message. Looks no further than the first
 * address that may be used: one read for nearly every message, none where the item alone refuses.
 */
export async function findMarked(
  customer: Customer,
  { channel, purpose }: Pick<Message, "channel" | "purpose">,
  { definitions, now }: { readonly definitions: Definitions; readonly now: Instant },
  { addresses }: Pick<Ports, "addresses">,
): Promise<FoundMarks> {
  const marked = new Map<string, Reason>();
  const asked = definitions.settings.isTransactional(purpose) ? undefined : purpose;
  for (;;) {
    const usable = judgeChannel(customer, channel, purpose, definitions, marked);
    if (usable.kind === "unusable") return { marked, watched: false };
    const { to } = usable.address;
    const name = addressName(channel, to, customer);
    const twin = refusalOfTwin(customer, name);
    const marks = twin === undefined ? await addresses.marksOf(name) : {};
    const refusal = twin ?? refusalOf(marks, channel, asked);
    if (refusal === undefined) return { marked, watched: awaitsDelivery(marks, now) };
    marked.set(to, refusal);
  }
}

/**
 * Items of up to 0.2.0 may hold two spellings of one mailbox, and only one of them marked, before
 * there were rows of addresses: the mark counts for both.
 */
function refusalOfTwin(customer: Customer, { channel, normal }: AddressName): Reason | undefined {
  const twin = customer.addresses[channel]?.find(
    ({ to, suppressed }) =>
      suppressed !== undefined && addressName(channel, to, customer).normal === normal,
  );
  if (twin?.suppressed === undefined) return undefined;
  return typeof twin.suppressed === "string" ? reasonOf("dead", channel) : twin.suppressed;
}
