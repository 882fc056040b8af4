import type { Channel } from "../channels/channels.ts";
import { channels } from "../channels/channels.ts";
import { parseInstant } from "../time/instant.ts";
import type { ImportedConsent, ImportedCustomer } from "./imported-customer.ts";
import { addressKey } from "./judge-address.ts";
import type { Listed } from "./parse-listed.ts";

export interface Struck {
  readonly customer: ImportedCustomer;
  readonly refusals: number;
  /** Addresses left out. */
  readonly removed: number;
  /** Keys of the list that were found. */
  readonly found: readonly string[];
}

/**
 * What lists say of a customer: a refusal refuses the channel; a dead address is left out, and
 * where no other is left, the channel is refused too. A consent to the channel that was given
 * later than the refusal stays; one without a date does not.
 */
export function strikeListed(
  customer: ImportedCustomer,
  find: (key: string) => Listed | undefined,
): Struck {
  let consents = customer.consents ?? {};
  const addresses: Partial<Record<Channel, readonly string[]>> = { ...customer.addresses };
  const found: string[] = [];
  let refusals = 0;
  let removed = 0;
  for (const channel of channels) {
    const known = addresses[channel] ?? [];
    const listed = known
      .map((to) => find(addressKey(channel, to)))
      .filter((one) => one !== undefined);
    if (listed.length === 0) continue;
    found.push(...listed.map(({ key }) => key));
    const dead = new Set(listed.filter(({ refused }) => !refused).map(({ key }) => key));
    const alive = known.filter((to) => !dead.has(addressKey(channel, to)));
    removed += known.length - alive.length;
    if (alive.length > 0) addresses[channel] = alive;
    else delete addresses[channel];
    const word = latest(listed.filter(({ refused }) => refused || alive.length === 0));
    if (word === undefined) continue;
    consents = refuse(consents, channel, word);
    refusals += 1;
  }
  if (found.length === 0) return { customer, refusals, removed, found };
  return { customer: { ...customer, addresses, consents }, refusals, removed, found };
}

/** No date is now: the latest there is. */
function momentOf({ at }: ImportedConsent): number {
  return (at === undefined ? undefined : parseInstant(at)) ?? Number.POSITIVE_INFINITY;
}

function latest(listed: readonly Listed[]): ImportedConsent | undefined {
  return listed.map(({ word }) => word).toSorted((a, b) => momentOf(b) - momentOf(a))[0];
}

function refuse(
  consents: Readonly<Record<string, ImportedConsent | boolean>>,
  channel: Channel,
  word: ImportedConsent,
): Record<string, ImportedConsent> {
  const kept: Record<string, ImportedConsent> = {};
  for (const [scope, said] of Object.entries(consents)) {
    const own = typeof said === "boolean" ? { given: said } : said;
    const undone =
      scope.startsWith(`${channel}:`) &&
      own.given &&
      (own.at === undefined || momentOf(own) <= momentOf(word));
    if (!undone) kept[scope] = own;
  }
  const whole = kept[`${channel}:*`];
  if (whole === undefined || momentOf(whole) < momentOf(word)) kept[`${channel}:*`] = word;
  return kept;
}
