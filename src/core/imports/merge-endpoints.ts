import type { Channel } from "../channels/channels.ts";
import { channels } from "../channels/channels.ts";
import { optOutList } from "../customers/proven-grant.ts";
import { mostAddresses } from "../events/read-addresses.ts";
import { formatInstant, type Instant } from "../time/instant.ts";
import type { Endpoint } from "./endpoint.ts";
import { type ImportedConsent, type ImportedCustomer, proof } from "./imported-customer.ts";

export interface Merged {
  readonly customer: ImportedCustomer;
  /** What was read but finds no place, and why. */
  readonly leftOut: readonly string[];
}

/**
 * The endpoints of one user as one customer:
 * - Of one endpoint (its id; without one, its channel and address) the newest counts.
 * - Of an attribute, the time zone, the locale and the country, the newest that says any counts.
 * - One opted-out endpoint refuses its channel, whatever its other endpoints say: to be opted in is
 *   Pinpoint's default, and proves nothing.
 * - An inactive address is left out; where none is active, the channel is refused.
 * - Active addresses stand newest first, for the first is the one that is written to.
 * @param endpoints in the order of the files, which decides where dates don't
 * @param consents scopes such as email:repurchase, given where the channel has an active address
 * and no refusal
 */
export function mergeEndpoints(
  id: string,
  endpoints: readonly Endpoint[],
  consents: readonly string[],
): Merged {
  const leftOut: string[] = [];
  const known = keepNewest(endpoints, leftOut).toSorted((a, b) => a.at - b.at);
  const attributes = Object.assign({}, ...known.map((one) => one.attributes));
  const addresses: Partial<Record<Channel, readonly string[]>> = {};
  const words: Record<string, ImportedConsent> = {};
  for (const channel of channels) {
    const own = known.filter((one) => one.channel === channel);
    const list = listAddresses(own, leftOut);
    if (list.length > 0) addresses[channel] = list;
    const refusal = refusalOf(own);
    if (refusal !== undefined) words[`${channel}:*`] = refusal;
    else if (list.length > 0) {
      const scopes = consents.filter((scope) => scope.startsWith(`${channel}:`));
      for (const scope of scopes) words[scope] = { given: true, source: "import --consent" };
    }
  }
  const newestFirst = known.toReversed();
  const customer: ImportedCustomer = {
    id,
    ...unlessEmpty("attributes", attributes),
    ...unlessEmpty("addresses", addresses),
    ...unlessEmpty("consents", words),
    ...newest("zone", newestFirst),
    ...newest("locale", newestFirst),
    ...newest("country", newestFirst),
  };
  return { customer, leftOut };
}

/** Without dates the later row counts, but never undoes a refusal. */
function keepNewest(endpoints: readonly Endpoint[], leftOut: string[]): Endpoint[] {
  const known = new Map<string, Endpoint>();
  for (const [index, one] of endpoints.entries()) {
    const key = one.id === undefined ? (one.address ?? `row ${index}`) : `id ${one.id}`;
    const before = known.get(key);
    if (before !== undefined) leftOut.push("an older row of an endpoint that comes again");
    if (before === undefined || one.at > before.at) known.set(key, one);
    else if (one.at === before.at) {
      const optedOut = one.optedOut ?? before.optedOut;
      known.set(key, optedOut === undefined ? one : { ...one, optedOut });
    }
  }
  return [...known.values()];
}

function listAddresses(endpoints: readonly Endpoint[], leftOut: string[]): string[] {
  const list = new Map<string, string>();
  for (const { to, address, inactive } of endpoints.toReversed()) {
    if (to === undefined || address === undefined) continue;
    if (inactive) leftOut.push("an inactive address");
    else if (!list.has(address)) list.set(address, to);
  }
  const more = list.size - mostAddresses;
  for (let i = 0; i < more; i++) leftOut.push(`an address beyond ${mostAddresses} of a channel`);
  return [...list.values()].slice(0, mostAddresses);
}

function refusalOf(endpoints: readonly Endpoint[]): ImportedConsent | undefined {
  const optedOut = endpoints.filter((one) => one.optedOut);
  if (optedOut.length > 0) return refusal("Pinpoint OptOut ALL", latest(optedOut), optOutList);
  if (endpoints.length === 0 || endpoints.some((one) => !one.inactive)) return undefined;
  return refusal("Pinpoint EndpointStatus INACTIVE", latest(endpoints));
}

function refusal(text: string, at: Instant, source: string = proof): ImportedConsent {
  const said = { given: false, source, text };
  return at === 0 ? said : { ...said, at: formatInstant(at) };
}

function latest(endpoints: readonly Endpoint[]): Instant {
  return Math.max(...endpoints.map(({ at }) => at));
}

function newest(
  name: "zone" | "locale" | "country",
  newestFirst: readonly Endpoint[],
): Partial<ImportedCustomer> {
  const value = newestFirst.find((one) => one[name] !== undefined)?.[name];
  return value === undefined ? {} : { [name]: value };
}

function unlessEmpty(name: keyof ImportedCustomer, value: object): Partial<ImportedCustomer> {
  return Object.keys(value).length === 0 ? {} : { [name]: value };
}
