import { type Channel, channels } from "../channels/channels.ts";
import { consentScope } from "../channels/consent-scope.ts";
import { type AddressMarks, everyPurpose, neverSaid } from "../customers/address-marks.ts";
import type { Consent, Customer } from "../customers/customer.ts";
import { type Consents, consentsOf } from "../customers/merge-consents.ts";
import { isProvenGrant, optOutLink, refusesForAddress } from "../customers/proven-grant.ts";
import type { Reason } from "../reasons/reason.ts";
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
  /** What could not be read of it. */
  readonly leftOut?: readonly Reason[];
}

/** A consent of a customer that may lift marks. */
export interface ProvenGrant {
  readonly channel: Channel;
  /** Or {@link everyPurpose}. */
  readonly purpose: string;
  readonly at: Instant;
  readonly source: string;
  /** Whether this event says it, so that the addresses which the event names are its own. */
  readonly isSaidNow: boolean;
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
  const words = consentsOf(said.profile?.consents ?? {}, whenOf(said.at, now));
  const refused = Object.entries(words).flatMap(([name, word]) => {
    const scope = scopeOf(name);
    // The link's own word is said once more beside it, as the customer's.
    const isLink = scope?.channel === link?.channel && scope?.purpose === link?.purpose;
    if (scope === undefined || isLink || !refusesForAddress(word)) return [];
    return [{ channel: scope.channel, marks: marksOf(scope.purpose, word, now) }];
  });
  if (link === undefined) return refused;
  const { message } = said.properties ?? {};
  const marks = { optOuts: { [link.purpose]: Math.min(said.at, now) } };
  const followed = { channel: link.channel, marks };
  return [{ ...followed, ...(typeof message === "string" && { message }) }, ...refused];
}

/**
 * What an address's row gets from the refusals that a customer's item keeps, of one that was said at
 * `at` and is learnt only now: those that speak for the address and were said after it was. A followed
 * link speaks for another address, since a message went to it.
 */
export function refusalsSince(
  consents: Consents,
  channel: Channel,
  at: Instant,
): readonly AddressMarks[] {
  return Object.entries(consents).flatMap(([name, kept]) => {
    const scope = scopeOf(name);
    if (scope?.channel !== channel) return [];
    const marks: AddressMarks[] = [];
    for (let word: Consent | undefined = kept; word !== undefined; word = word.before) {
      const isSince = word.at >= at && word.source !== optOutLink;
      if (isSince && refusesForAddress(word)) marks.push(marksOf(scope.purpose, word, word.at));
    }
    return marks;
  });
}

/** What a refusal that speaks for an address adds to its row. */
function marksOf(purpose: string, { at, except = [] }: Consent, now: Instant): AddressMarks {
  const optOuts = { [purpose]: Math.min(at, now) };
  if (except.length === 0) return { optOuts };
  return { optOuts, spared: Object.fromEntries(except.map((one) => [one, neverSaid])) };
}

/**
 * Proven consents of a customer that may lift marks now: those that were just given, and those that
 * had been given when an older refusal came in.
 * @param customer as committed: its item decides
 */
export function grantsForAddresses(
  customer: Pick<Customer, "consents">,
  said: SaidOfCustomer,
): readonly ProvenGrant[] {
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
    const isSaidNow = given.includes(name) && isKeptWord(said, name, word);
    return [{ ...scope, at: word.at, source: word.source, isSaidNow }];
  });
}

/** Whether the word that the item keeps is the one that was just said, and not a later one. */
function isKeptWord({ at, profile }: SaidOfCustomer, name: string, kept: Consent): boolean {
  const word = profile?.consents?.[name];
  return word?.source === kept.source && (word?.at ?? at) >= (kept.said ?? kept.at);
}
