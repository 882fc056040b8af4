import type { Address, Consent, Customer } from "../customers/customer.ts";
import type { Instant } from "../time/instant.ts";
import { isKnownZone } from "../time/zone.ts";
import type { Profile } from "./event.ts";

/**
 * What an event says of its customer. The newest own time wins; an older one fills only what is
 * missing, so late events never undo newer knowledge. Consent is judged by its own time per
 * channel and purpose; at the same instant a refusal wins.
 */
export function applyProfile(customer: Customer, profile: Profile, at: Instant): Customer {
  const newer = at >= customer.profileAt;
  const zone = profile.zone !== undefined && isKnownZone(profile.zone) ? profile.zone : undefined;
  return {
    ...customer,
    profileAt: Math.max(customer.profileAt, at),
    attributes: mergeAttributes(customer, profile, newer),
    addresses: mergeAddresses(customer.addresses, profile.addresses),
    consents: mergeConsents(customer.consents, profile.consents, at),
    tags: profile.tags === undefined ? customer.tags : addTags(customer.tags, profile.tags),
    ...pick("zone", customer.zone, zone, newer),
    ...pick("locale", customer.locale, profile.locale, newer),
    ...pick("country", customer.country, profile.country, newer),
  };
}

function pick<Name extends string>(
  name: Name,
  old: string | undefined,
  said: string | undefined,
  newer: boolean,
): Partial<Record<Name, string>> {
  const value = newer ? (said ?? old) : (old ?? said);
  return value === undefined ? {} : ({ [name]: value } as Record<Name, string>);
}

function mergeAttributes(
  customer: Customer,
  profile: Profile,
  newer: boolean,
): Customer["attributes"] {
  if (profile.attributes === undefined) return customer.attributes;
  const merged: Record<string, Customer["attributes"][string]> = { ...customer.attributes };
  for (const [name, value] of Object.entries(profile.attributes)) {
    if (!newer && name in merged) continue;
    if (value === null) delete merged[name];
    else merged[name] = value;
  }
  return merged;
}

/** Adds what is new; what is known keeps its place and its suppression. */
function mergeAddresses(
  known: Customer["addresses"],
  said: Profile["addresses"],
): Customer["addresses"] {
  if (said === undefined) return known;
  const merged: { -readonly [channel in keyof Customer["addresses"]]: readonly Address[] } = {
    ...known,
  };
  for (const channel of ["email", "sms", "push"] as const) {
    const list = merged[channel] ?? [];
    const fresh = (said[channel] ?? []).filter((to) => !list.some((other) => other.to === to));
    if (fresh.length > 0) merged[channel] = [...list, ...[...new Set(fresh)].map((to) => ({ to }))];
  }
  return merged;
}

function mergeConsents(
  known: Customer["consents"],
  said: Profile["consents"],
  at: Instant,
): Customer["consents"] {
  if (said === undefined) return known;
  const merged: Record<string, Consent> = { ...known };
  for (const [scope, word] of Object.entries(said)) {
    const consent = { ...word, at: word.at ?? at };
    const old = merged[scope];
    const wins =
      old === undefined || consent.at > old.at || (consent.at === old.at && !consent.given);
    if (wins) merged[scope] = consent;
  }
  return merged;
}

/** Tags are a set, kept in order of arrival. */
export function addTags(tags: readonly string[], more: readonly string[]): readonly string[] {
  const fresh = more.filter((tag) => !tags.includes(tag));
  return fresh.length === 0 ? tags : [...tags, ...new Set(fresh)];
}
