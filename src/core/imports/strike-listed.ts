import type { Channel } from "../channels/channels.ts";
import { channels } from "../channels/channels.ts";
import type { Consent } from "../customers/customer.ts";
import {
  type Consents,
  consentsOf,
  mergeConsents,
  splitScope,
} from "../customers/merge-consents.ts";
import { refusesForAddress } from "../customers/proven-grant.ts";
import type { Instant } from "../time/instant.ts";
import type { ImportedCustomer } from "./imported-customer.ts";
import { addressKey } from "./judge-address.ts";
import { atTheImport, momentOf, readLineConsents, writeLineConsents } from "./line-consents.ts";
import type { Listed } from "./parse-listed.ts";

export interface Struck {
  readonly customer: ImportedCustomer;
  readonly refusals: number;
  /** Addresses left out. */
  readonly removed: number;
  /** Keys of the list that were found. */
  readonly found: readonly string[];
}

/** Where a line says addresses. */
const fields = ["addresses", "replaceAddresses", "addAddresses"] as const;

/**
 * What lists say of a customer: a refusal refuses the channel; a dead address is left out, and
 * where no other is left, the channel is refused too. A consent to the channel that was given
 * later than the refusal stays; one without a date does not.
 */
export function strikeListed(
  customer: ImportedCustomer,
  find: (key: string) => Listed | undefined,
): Struck {
  let refused = customer;
  const keyOf = (channel: Channel, to: string) => addressKey(channel, to, customer.country);
  const lists = fields.flatMap((field): { field: string; list: Lists }[] => {
    const said: unknown = (customer as unknown as Readonly<Record<string, unknown>>)[field];
    return typeof said === "object" && said !== null ? [{ field, list: { ...said } }] : [];
  });
  const found: string[] = [];
  let refusals = 0;
  let removed = 0;
  for (const channel of channels) {
    const known = lists.flatMap(({ list }) => textsIn(list[channel]));
    const listed = known.map((to) => find(keyOf(channel, to))).filter((one) => one !== undefined);
    if (listed.length === 0) continue;
    found.push(...listed.map(({ key }) => key));
    const dead = new Set(listed.filter(({ refused }) => !refused).map(({ key }) => key));
    const alive = known.filter((to) => !dead.has(keyOf(channel, to)));
    removed += known.length - alive.length;
    for (const { list } of lists) {
      const left = textsIn(list[channel]).filter((to) => alive.includes(to));
      if (left.length > 0) list[channel] = left;
      else delete list[channel];
    }
    const word = latest(listed.filter(({ refused }) => refused || alive.length === 0));
    if (word === undefined) continue;
    refused = refuse(refused, channel, word);
    refusals += 1;
  }
  if (found.length === 0) return { customer, refusals, removed, found };
  const left = Object.fromEntries(lists.map(({ field, list }) => [field, list]));
  return { customer: { ...refused, ...left }, refusals, removed, found };
}

/** As a line may write it: a list, or one address in the place of a list. */
type Lists = Partial<Record<Channel, unknown>>;

function textsIn(said: unknown): string[] {
  const list: unknown[] = Array.isArray(said) ? said : [said];
  return list.filter((to) => typeof to === "string");
}

/** No date is now: the latest there is. */
function timeOf({ word }: Listed): Instant {
  return momentOf(word.at) ?? atTheImport;
}

function latest(listed: readonly Listed[]): Listed | undefined {
  return listed.toSorted((a, b) => timeOf(b) - timeOf(a))[0];
}

/** By the one merge rule; and nobody knows of a consent without a date that it came later. */
function refuse(customer: ImportedCustomer, channel: Channel, listed: Listed): ImportedCustomer {
  const dated = Object.entries(customer.consents ?? {}).filter(
    ([scope, word]) => word.at !== undefined || !word.given || splitScope(scope)[0] !== channel,
  );
  const { at: _, ...word } = listed.word;
  const refusal = consentsOf({ [`${channel}:*`]: word }, { at: timeOf(listed) });
  const known = readLineConsents({ ...customer, consents: Object.fromEntries(dated) });
  const merged = mergeConsents(known, refusal, atTheImport);
  return { ...customer, consents: writeLineConsents(speakingForAddress(merged, channel, word)) };
}

/**
 * Where the line refuses the channel itself, later than the list, its word stays, as the word of the list:
 * else nobody would know that it speaks for the address ({@link refusesForAddress}).
 */
function speakingForAddress(
  consents: Consents,
  channel: Channel,
  { source }: Pick<Consent, "source">,
): Consents {
  const scope = `${channel}:*`;
  const kept = consents[scope];
  if (kept === undefined || kept.given || source === undefined || refusesForAddress(kept)) {
    return consents;
  }
  return refusesForAddress({ given: false, source })
    ? { ...consents, [scope]: { ...kept, source } }
    : consents;
}
