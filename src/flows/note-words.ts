import { type Channel, channels } from "../core/channels/channels.ts";
import {
  type AddressMarks,
  type AddressName,
  isLiftedBy,
  mergeMarks,
} from "../core/customers/address-marks.ts";
import type { Customer } from "../core/customers/customer.ts";
import {
  type AddressRefusal,
  grantsForAddresses,
  type ProvenGrant,
  refusalsForAddresses,
  refusalsSince,
  type SaidOfCustomer,
} from "../core/events/words-for-addresses.ts";
import type { Ports } from "../core/ports.ts";
import type { Instant } from "../core/time/instant.ts";
import { addressName } from "./address-name.ts";

type NotePorts = Pick<Ports, "addresses" | "messages">;

/** A change of one customer that is about to be committed. */
interface Change {
  /** Every item that goes into it: the customer's, and those of who is joined into it. */
  readonly before: readonly Customer[];
  readonly after: Customer;
  /** What is taken in with it for the first time: what comes again was noted with its own commit. */
  readonly said: readonly SaidOfCustomer[];
}

/**
 * Notes the refusals of a change on the rows of its addresses: before its commit, and again where the
 * commit lost a race, so that whatever breaks off, no item refuses without the mark. It is the address
 * that the message of a followed link went to; otherwise every address of the channel that the
 * customer had, has, or names. An address that is learnt late, though it was said before a refusal,
 * gets that refusal's mark.
 */
export async function noteRefusals(change: Change, now: Instant, ports: NotePorts): Promise<void> {
  const { before, after, said } = change;
  await carryMarks(before, after, ports);
  const news = new Map<string, { name: AddressName; marks: AddressMarks }>();
  const add = (channel: Channel, to: string, marks: AddressMarks) => {
    const name = addressName(channel, to, after);
    const key = `${name.channel} ${name.normal}`;
    news.set(key, { name, marks: mergeMarks(news.get(key)?.marks ?? {}, marks) });
  };
  for (const refusal of said.flatMap((one) => refusalsForAddresses(one, now))) {
    for (const to of await addressesOf(refusal, change, ports)) {
      add(refusal.channel, to, refusal.marks);
    }
  }
  for (const { channel, to, at } of learntAddresses(change)) {
    for (const marks of refusalsSince(after.consents, channel, at)) add(channel, to, marks);
  }
  for (const { name, marks } of news.values()) await ports.addresses.note(name, marks);
}

/** Addresses that nobody of the change had before, with the own time of what said them. */
function learntAddresses({ before, after }: Change) {
  return channels.flatMap((channel) => {
    const { said, replaced } = after.addressHistory?.[channel] ?? {};
    return (after.addresses[channel] ?? []).flatMap(({ to }) => {
      const isKnown = before.some(({ addresses }) =>
        addresses[channel]?.some((one) => one.to === to),
      );
      const at = said?.[to] ?? replaced;
      return isKnown || at === undefined ? [] : [{ channel, to, at }];
    });
  });
}

async function addressesOf(
  { channel, message: id }: AddressRefusal,
  { before, after, said }: Change,
  { messages }: NotePorts,
): Promise<readonly string[]> {
  const message = id === undefined ? undefined : await messages.find(id);
  if (message?.to !== undefined && message.channel === channel) return [message.to];
  const known = [...before, after].flatMap(({ addresses }) => addresses[channel] ?? []);
  const named = said.flatMap(({ profile }) => namedIn(profile, channel));
  return [...new Set([...known.map(({ to }) => to), ...named])];
}

function namedIn(profile: SaidOfCustomer["profile"], channel: Channel): readonly string[] {
  const { addresses, replaceAddresses, addAddresses } = profile ?? {};
  return [addresses, replaceAddresses, addAddresses].flatMap((lists) => lists?.[channel] ?? []);
}

/**
 * Carries what is known against a phone number over to its other name: a number without a country code
 * is named by the customer's country, so a country that becomes known, or changes, names another row.
 */
async function carryMarks(
  before: readonly Customer[],
  after: Customer,
  { addresses }: NotePorts,
): Promise<void> {
  for (const one of before.filter(({ country }) => country !== after.country)) {
    for (const channel of channels) {
      // One that was taken off the list may come back to it.
      const gone = after.addressHistory?.[channel]?.gone ?? [];
      for (const { to } of [...(after.addresses[channel] ?? []), ...gone]) {
        const [old, name] = [addressName(channel, to, one), addressName(channel, to, after)];
        if (old.normal === name.normal) continue;
        const marks = await addresses.marksOf(old);
        if (Object.keys(marks).length > 0) await addresses.note(name, marks);
      }
    }
  }
}

/**
 * Lifts the marks of opt-outs that proven consents came after; after their commit, so that the
 * customer's item is what decides. Safe to repeat: what comes again because this broke off lifts then.
 * An opt-out that arrives after the consent that followed it is lifted, too.
 * @param customer as committed
 */
export async function noteGrants(
  customer: Customer,
  said: readonly SaidOfCustomer[],
  { addresses }: Pick<Ports, "addresses">,
): Promise<void> {
  for (const one of said) {
    for (const grant of grantsForAddresses(customer, one)) {
      const { channel, purpose, at } = grant;
      for (const to of provenAddresses(customer, grant, one)) {
        const name = addressName(channel, to, customer);
        // Without an opt-out nothing is kept: most consents never meet one.
        if (!isLiftedBy(await addresses.marksOf(name), purpose, at)) continue;
        await addresses.note(name, { grants: { [purpose]: at } });
      }
    }
  }
}

/**
 * The addresses that a consent speaks for: in a preference centre all that the customer has; a double
 * opt-in was confirmed from one, which is named beside it, or which is the only one there is. If an
 * address beside it could not be read, it may have been that one.
 */
function provenAddresses(
  customer: Customer,
  { channel, source, isSaidNow }: ProvenGrant,
  { profile, leftOut = [] }: SaidOfCustomer,
): readonly string[] {
  const known = (customer.addresses[channel] ?? []).map((address) => address.to);
  if (source !== "double-opt-in") return known;
  if (isSaidNow && leftOut.some(({ code }) => mayHideAddress.has(code))) return [];
  const named = isSaidNow ? [...new Set(namedIn(profile, channel))] : [];
  const confirmed = named.length > 0 ? named : known;
  return confirmed.length === 1 ? confirmed : [];
}

/** What is told of an address that could not be read, or may have been one. */
const mayHideAddress: ReadonlySet<string> = new Set([
  "left-out-address",
  "left-out-addresses",
  "left-out-email",
  "left-out-more",
  "left-out-object",
  "left-out-phone",
]);
