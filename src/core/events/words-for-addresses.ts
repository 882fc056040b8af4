import { type Channel, channels } from "../channels/channels.ts";
import { consentScope } from "../channels/consent-scope.ts";
import { type AddressMarks, everyPurpose } from "../customers/address-marks.ts";
import type { Customer } from "../customers/customer.ts";
import { consentsOf } from "../customers/merge-consents.ts";
import { isProvenGrant, refusesForAddress } from "../customers/proven-grant.ts";
import type { Instant } from "../time/instant.ts";
import { whenOf } from "../time/when.ts";
import type { Profile, Properties } from "./event.ts";

/** What the page behind an opt-out link puts on the bus. */
export const optedOut = "customer.opted-out";

/** What may speak for addresses: an event, or a line of a customers file. */
export interface SaidOfCustomer {
  readonly type?: string;
  readonly at: Instant;
  readonly properties?: Properties;
  readonly profile?: Profile;
  /** Without an own time, so that it counts as of its import: that proves no consent. */
  readonly undated?: true;
}

/** A refusal that everyone who has the address shares. */
export interface AddressRefusal {
  readonly channel: Channel;
  /** The message whose link was followed. Absent: it speaks for all addresses of the channel. */
  readonly message?: string;
  /** What it adds to the address's row. */
  readonly marks: AddressMarks;
}

interface Scope {
  readonly channel: Channel;
  /** Or {@link everyPurpose}. */
  readonly purpose: string;
}

/** `email:care` as its parts. */
function scopeOf(scope: string): Scope | undefined {
  const [, name, purpose = everyPurpose] = consentScope.exec(scope) ?? [];
  const channel = channels.find((one) => one === name);
  return channel === undefined ? undefined : { channel, purpose };
}

/** The one purpose that a followed link refuses. */
function linkScope({ type, properties = {} }: SaidOfCustomer): Scope | undefined {
  if (type !== optedOut) return undefined;
  const scope = scopeOf(`${String(properties["channel"])}:${String(properties["purpose"])}`);
  return scope?.purpose === everyPurpose ? undefined : scope;
}

/**
 * The refusals that speak for the address and not for the customer alone ({@link refusesForAddress}).
 * @param now of the acceptance: no time is later
 */
export function refusalsForAddresses(
  said: SaidOfCustomer,
  now: Instant,
): readonly AddressRefusal[] {
  const link = linkScope(said);
  if (link !== undefined) {
    const { message } = said.properties ?? {};
    const marks = { optOuts: { [link.purpose]: Math.min(said.at, now) } };
    return [{ channel: link.channel, marks, ...(typeof message === "string" && { message }) }];
  }
  const words = consentsOf(said.profile?.consents ?? {}, whenOf(said.at, now));
  return Object.entries(words).flatMap(([name, word]) => {
    const scope = scopeOf(name);
    if (scope === undefined || !refusesForAddress(word)) return [];
    const at = Math.min(word.at, now);
    const spared = (word.except ?? []).map((purpose) => [purpose, at] as const);
    const optOuts = { [scope.purpose]: at };
    const marks =
      spared.length === 0 ? { optOuts } : { optOuts, spared: Object.fromEntries(spared) };
    return [{ channel: scope.channel, marks }];
  });
}

/**
 * Proven consents of a customer that may lift marks now: those that were just given, and those that
 * had been given when an older refusal came in.
 * @param customer as committed: its item decides
 */
export function grantsForAddresses(
  customer: Pick<Customer, "consents">,
  said: SaidOfCustomer,
): readonly (Scope & { readonly at: Instant; readonly source: string })[] {
  const given = Object.entries(said.profile?.consents ?? {})
    .filter(([, word]) => isProvenGrant(word) && (!said.undated || word.at !== undefined))
    .map(([name]) => name);
  const refused = refusalsForAddresses(said, said.at);
  const beside = Object.keys(customer.consents).filter((name) => {
    const scope = scopeOf(name);
    return refused.some(({ channel, marks: { optOuts = {} } }) => {
      const isOf = (purpose: string) => Object.hasOwn(optOuts, purpose);
      return scope?.channel === channel && (isOf(scope.purpose) || isOf(everyPurpose));
    });
  });
  return [...new Set([...given, ...beside])].flatMap((name) => {
    const scope = scopeOf(name);
    const word = customer.consents[name];
    if (scope === undefined || word === undefined || !isProvenGrant(word)) return [];
    return [{ ...scope, at: word.at, source: word.source }];
  });
}
