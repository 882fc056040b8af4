import { type Channel, channels } from "../core/channels/channels.ts";
import { consentScope } from "../core/channels/consent-scope.ts";
import { isOptedOut } from "../core/customers/address-marks.ts";
import type { Consent, Customer, CustomerKey } from "../core/customers/customer.ts";
import { isProvenGrant } from "../core/customers/proven-grant.ts";
import type { CustomerEvent } from "../core/events/event.ts";
import type { Ports } from "../core/ports.ts";
import type { Instant } from "../core/time/instant.ts";
import { addressName } from "./address-name.ts";
import { followJoins } from "./follow-joins.ts";

/** What the page behind an opt-out link puts on the bus. */
export const optedOut = "customer.opted-out";

interface Scope {
  readonly channel: Channel;
  readonly purpose: string;
}

/** `email:care` as its parts; undefined for a whole channel, which no mark is about. */
function scopeOf(scope: string): Scope | undefined {
  const [, name, purpose = "*"] = consentScope.exec(scope) ?? [];
  const channel = channels.find((one) => one === name);
  return channel === undefined || purpose === "*" ? undefined : { channel, purpose };
}

function optedOutScope({ channel, purpose }: CustomerEvent["properties"]): Scope | undefined {
  return scopeOf(`${String(channel)}:${String(purpose)}`);
}

/**
 * Marks the mailboxes that an opt-out came from, before the commit that takes the consent away: where
 * that breaks off, the event comes again, and both are done. It is the address that the message
 * went to; all of the channel that the customer has where the message is no longer known.
 */
export async function markOptOuts(
  key: CustomerKey,
  events: readonly CustomerEvent[],
  now: Instant,
  ports: Pick<Ports, "addresses" | "customers" | "messages">,
): Promise<void> {
  for (const { type, at, properties } of events) {
    if (type !== optedOut) continue;
    const scope = optedOutScope(properties);
    if (scope === undefined) continue;
    const { channel, purpose } = scope;
    const customer = await followJoins(ports.customers).find(key);
    const { message: id } = properties;
    const message = typeof id === "string" ? await ports.messages.find(id) : undefined;
    const to = message?.channel === channel ? message.to : undefined;
    const known = customer?.addresses[channel]?.map((address) => address.to) ?? [];
    for (const address of to === undefined ? known : [to]) {
      const optOuts = { [purpose]: Math.min(at, now) };
      await ports.addresses.note(addressName(channel, address, customer), { optOuts });
    }
  }
}

/**
 * Lifts the marks of opt-outs that proven consents of these events came after; after their commit,
 * so that the customer's item is what decides. Safe to repeat: an event that comes again because this
 * broke off lifts then. An opt-out that arrives after the consent that followed it is lifted, too.
 * @param customer as committed
 */
export async function liftOptOuts(
  customer: Customer,
  events: readonly CustomerEvent[],
  { addresses }: Pick<Ports, "addresses">,
): Promise<void> {
  for (const event of events) {
    for (const { channel, purpose } of concernedScopes(event)) {
      const grant = customer.consents[`${channel}:${purpose}`];
      if (grant === undefined || !isProvenGrant(grant)) continue;
      for (const to of provenAddresses(customer, channel, grant, event)) {
        const name = addressName(channel, to, customer);
        const marks = await addresses.marksOf(name);
        const grants = { [purpose]: grant.at };
        // Without an opt-out nothing is kept: most consents never meet one.
        if (isOptedOut(marks, purpose) && !isOptedOut({ ...marks, grants }, purpose)) {
          await addresses.note(name, { grants });
        }
      }
    }
  }
}

/** Scopes in which an event proves a consent, or in which it opts out. */
function concernedScopes({ type, properties, profile }: CustomerEvent): readonly Scope[] {
  const out = type === optedOut ? optedOutScope(properties) : undefined;
  const granted = Object.entries(profile?.consents ?? {}).flatMap(([scope, word]) =>
    isProvenGrant(word) ? (scopeOf(scope) ?? []) : [],
  );
  return out === undefined ? granted : [out, ...granted];
}

/**
 * The addresses that a consent speaks for: in a preference centre all that the customer has; a double
 * opt-in was confirmed from one, which the event names, or which is the only one there is.
 */
function provenAddresses(
  customer: Customer,
  channel: Channel,
  { source }: Consent,
  { profile }: CustomerEvent,
): readonly string[] {
  const known = (customer.addresses[channel] ?? []).map((address) => address.to);
  if (source !== "double-opt-in") return known;
  const named = profile?.addresses?.[channel] ?? [];
  const confirmed = named.length > 0 ? named : known;
  return confirmed.length === 1 ? confirmed : [];
}
