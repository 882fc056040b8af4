import type { Address, Consent, Customer } from "../customers/customer.ts";
import type { Instant } from "../time/instant.ts";
import { isKnownZone } from "../time/zone.ts";
import type { Profile } from "./event.ts";

/**
 * What an event says of its customer. The newest own time wins; an older one fills only what is
 * missing, so late events never undo newer knowledge. Consent is judged by its own time per
 * channel and purpose, profiling by its own; at the same instant a refusal wins.
 * Each tag is judged by the own times that gave it or took it away; at the same instant it is away.
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
    ...mergeTags(customer, profile, at),
    ...laterWord(customer, { profiling: profile.profiling, profilingAt: at }),
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

type Word = Pick<Customer, "profiling"> & { readonly profilingAt?: Instant | undefined };

/** The later word on profiling; of two at the same instant the refusal. */
export function laterWord(known: Word, said: Word): Pick<Customer, "profiling" | "profilingAt"> {
  const isLater = (said.profilingAt ?? 0) - (known.profilingAt ?? 0);
  const wins = known.profiling === undefined || isLater > 0;
  const ties = isLater === 0 && said.profiling === "refused";
  const { profiling, profilingAt = 0 } =
    said.profiling !== undefined && (wins || ties) ? said : known;
  return profiling === undefined ? {} : { profiling, profilingAt };
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

/** Tags that were taken away and whose times are still known: a late event is days old at most. */
const keepTakenAway = 20;

function mergeTags(
  { tags, tagsAt }: Customer,
  { tags: given = [], removeTags = [] }: Profile,
  at: Instant,
): Pick<Customer, "tags" | "tagsAt"> {
  if (given.length + removeTags.length === 0) return { tags };
  const times = new Map(Object.entries(tagsAt ?? {}));
  const timeOf = (tag: string) => times.get(tag) ?? Number.NEGATIVE_INFINITY;
  const gone = new Set(removeTags.filter((tag) => at >= timeOf(tag)));
  const fresh = given.filter((tag) => at > timeOf(tag) && !gone.has(tag));
  for (const tag of [...gone, ...fresh]) times.set(tag, at);
  const kept = addTags(gone.size === 0 ? tags : tags.filter((tag) => !gone.has(tag)), fresh);
  const away = [...times].filter(([tag]) => !kept.includes(tag)).sort(([, a], [, b]) => b - a);
  const old = new Set(away.slice(keepTakenAway).map(([tag]) => tag));
  return { tags: kept, tagsAt: Object.fromEntries([...times].filter(([tag]) => !old.has(tag))) };
}

/** Tags are a set, kept in order of arrival. */
export function addTags(tags: readonly string[], more: readonly string[]): readonly string[] {
  const fresh = more.filter((tag) => !tags.includes(tag));
  return fresh.length === 0 ? tags : [...tags, ...new Set(fresh)];
}
