import type { Channel } from "../channels/channels.ts";
import { countryOfAddress, sendableAddress } from "../channels/normal-address.ts";
import { mayWrite, reachableAddress } from "../customers/consent.ts";
import type { Address, Customer } from "../customers/customer.ts";
import type { Definitions } from "../definitions/definitions.ts";
import { type Reason, reason, type Why } from "../reasons/reason.ts";
import { isCountry, zonesOfCountry } from "../time/country-zones.ts";
import { DAY, type Instant } from "../time/instant.ts";
import { nextSendable } from "../time/quiet-hours.ts";
import { isWindowOpen, nextWindow, type SendWindow } from "../time/send-window.ts";

/** By address as written: why its marks let nothing of a purpose go there. */
export type MarkedAddresses = ReadonlyMap<string, Reason>;

/**
 * Whether a channel may be used, and at which address; else why not.
 * @param marked what deliver has learned of the customer's addresses; a turn knows the item alone
 */
export function judgeChannel(
  customer: Customer,
  channel: Channel,
  purpose: string,
  { settings }: Definitions,
  marked?: MarkedAddresses,
): { kind: "usable"; address: Address } | { kind: "unusable"; reason: Why } {
  const [first] = customer.addresses[channel] ?? [];
  const address = reachableAddress(customer, channel, marked);
  if (address === undefined) {
    if (first === undefined) return { kind: "unusable", reason: `no ${channel} address` };
    return { kind: "unusable", reason: whyNotTo(first, channel, customer, marked) };
  }
  if (!settings.isTransactional(purpose) && !mayWrite(customer, channel, purpose)) {
    return { kind: "unusable", reason: `no consent to ${purpose} by ${channel}` };
  }
  return { kind: "usable", address };
}

function whyNotTo(
  { to, suppressed }: Address,
  channel: Channel,
  { country }: Customer,
  marked?: MarkedAddresses,
): Why {
  if (suppressed === undefined && sendableAddress(channel, to, country) === undefined) {
    return reason("address-without-country", { channel });
  }
  if (suppressed === undefined) return marked?.get(to) ?? `${channel}: not to be used`;
  return typeof suppressed === "string" ? `${channel}: ${suppressed}` : suppressed;
}

/** The zone a customer's hours are counted in; undefined: unknown, and settings say hold. */
export function zoneOf(customer: Customer, { settings }: Definitions): string | undefined {
  if (customer.zone !== undefined) return customer.zone;
  return settings.definition.unknownZone === "use-default" ? settings.zone : undefined;
}

export type Hours =
  | { readonly kind: "open"; readonly closes: Instant }
  | {
      readonly kind: "closed";
      readonly opens: Instant;
      readonly closes: Instant;
      readonly reason: "send-window" | "quiet-hours";
    }
  /** The window has no time at all, or quiet hours leave none of it. */
  | { readonly kind: "never"; readonly because: "send-window" | "quiet-hours" };

/**
 * The country whose law holds for a message: the profile's; where that says none that there is, the
 * one that the number tells to which the message goes.
 */
function countryOf({ channel, to }: Judged, customer: Customer): string | undefined {
  const { country } = customer;
  if (country !== undefined && isCountry(country)) return country;
  const number = to ?? reachableAddress(customer, channel)?.to;
  return number === undefined ? undefined : countryOfAddress(channel, number);
}

/**
 * The zones in none of which it may be quiet: the customer's own. Of one without a zone, every zone
 * of the country, since quiet hours are law wherever the phone is; without a country, the shop's.
 */
function quietZonesOf(
  zone: string | undefined,
  country: string | undefined,
  shopZone: string,
): readonly string[] {
  if (zone !== undefined) return [zone];
  return zonesOfCountry(country) ?? [shopZone];
}

/** What is to be sent. */
interface Judged {
  readonly channel: Channel;
  readonly purpose: string;
  readonly anyTime: boolean;
  readonly window: SendWindow | undefined;
  /** The address that it goes to. @default the first that the customer's item lets be used */
  readonly to?: string;
}

/**
 * Whether a message may go out now: inside the send window, outside quiet hours (W1, W2, I3).
 * Transactional purposes are exempt from both.
 * @param zone that the send window is counted in: see {@link zoneOf}
 */
export function judgeHours(
  message: Judged,
  customer: Customer,
  zone: string,
  { settings }: Definitions,
  now: Instant,
): Hours {
  if (settings.isTransactional(message.purpose)) {
    return { kind: "open", closes: Number.POSITIVE_INFINITY };
  }
  const window = message.anyTime ? undefined : message.window;
  const country = countryOf(message, customer);
  const quiet = settings.quietHours(message.channel, country);
  // What never closes is told as closing a day later, as by nextSendable.
  if (window === undefined && quiet.length === 0) return { kind: "open", closes: now + DAY };
  const next = nextSendable(window, quiet, now, zone, quietZonesOf(customer.zone, country, zone));
  if (next === undefined) {
    const opens = window === undefined || nextWindow(window, now, zone) !== undefined;
    return { kind: "never", because: opens ? "quiet-hours" : "send-window" };
  }
  if (next.opens <= now) return { kind: "open", closes: next.closes };
  const outside = window !== undefined && !isWindowOpen(window, now, zone);
  return { kind: "closed", ...next, reason: outside ? "send-window" : "quiet-hours" };
}
