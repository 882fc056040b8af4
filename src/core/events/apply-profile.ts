import type { Customer } from "../customers/customer.ts";
import {
  type AddressRule,
  type HeldAddresses,
  mergeAddresses,
} from "../customers/merge-addresses.ts";
import { consentsOf, mergeConsents } from "../customers/merge-consents.ts";
import type { Instant } from "../time/instant.ts";
import { compareWhen, type When, whenKept } from "../time/when.ts";
import { isKnownZone } from "../time/zone.ts";
import type { Profile } from "./event.ts";

/**
 * What an event says of its customer. The newest own time wins; an older one fills only what is
 * missing, so late events never undo newer knowledge. Consent has a merge rule of its own
 * ({@link mergeConsents}); profiling is judged by its own time, at the same instant a refusal wins.
 * Each tag is judged by the own times that gave it or took it away; at the same instant it is away.
 * @param when as accepted: never later than `now`
 * @param now of the acceptance
 * @param addresses what a list of addresses does to the one that is known
 */
export function applyProfile(
  customer: Customer,
  profile: Profile,
  when: When,
  now: Instant,
  addresses: AddressRule,
  isVisitors = false,
): Customer {
  const known = whenKept(customer.profileAt, customer.profileSaid, now);
  const newer = compareWhen(when, known) >= 0;
  const { profileSaid: _, profilingSaid: __, tagsSaid: ___, ...rest } = customer;
  const { at: profileAt, said: profileSaid } = newer ? when : known;
  const zone = profile.zone !== undefined && isKnownZone(profile.zone) ? profile.zone : undefined;
  return {
    ...rest,
    profileAt,
    ...(profileSaid !== undefined && { profileSaid }),
    attributes: mergeAttributes(customer, profile, newer),
    ...pickAddresses(mergeAddresses(customer, profile, when.at, addresses, isVisitors)),
    consents:
      profile.consents === undefined
        ? customer.consents
        : mergeConsents(customer.consents, consentsOf(profile.consents, when), now),
    ...mergeTags(customer, profile, when, now),
    ...laterWord(
      customer,
      { profiling: profile.profiling, profilingAt: when.at, profilingSaid: when.said },
      now,
    ),
    ...pick("zone", customer.zone, zone, newer),
    ...pick("locale", customer.locale, profile.locale, newer),
    ...pick("country", customer.country, profile.country, newer),
  };
}

function pickAddresses({ addresses, addressHistory }: HeldAddresses): HeldAddresses {
  return { addresses, ...(addressHistory !== undefined && { addressHistory }) };
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

interface Word {
  readonly profiling?: Customer["profiling"] | undefined;
  readonly profilingAt?: Instant | undefined;
  readonly profilingSaid?: Instant | undefined;
}

/** The later word on profiling; of two at the same instant the refusal. */
export function laterWord(
  known: Word,
  said: Word,
  now: Instant,
): Pick<Customer, "profiling" | "profilingAt" | "profilingSaid"> {
  const whenSaid = ({ profilingAt = 0, profilingSaid }: Word) =>
    whenKept(profilingAt, profilingSaid, now);
  const isLater = compareWhen(whenSaid(said), whenSaid(known));
  const wins = known.profiling === undefined || isLater > 0;
  const ties = isLater === 0 && said.profiling === "refused";
  const word = said.profiling !== undefined && (wins || ties) ? said : known;
  const { profiling } = word;
  if (profiling === undefined) return {};
  const { at: profilingAt, said: profilingSaid } = whenSaid(word);
  return { profiling, profilingAt, ...(profilingSaid !== undefined && { profilingSaid }) };
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

/** Tags that were taken away and whose times are still known: a late event is days old at most. */
const keepTakenAway = 20;

function mergeTags(
  customer: Customer,
  { tags: given = [], removeTags = [] }: Profile,
  when: When,
  now: Instant,
): Pick<Customer, "tags" | "tagsAt" | "tagsSaid"> {
  if (given.length + removeTags.length === 0) return pickTags(customer);
  const { tags, tagsAt = {}, tagsSaid = {} } = customer;
  const times = new Map(
    Object.entries(tagsAt).map(([tag, at]) => [tag, whenKept(at, tagsSaid[tag], now)]),
  );
  const later = (tag: string) => {
    const known = times.get(tag);
    return known === undefined ? 1 : compareWhen(when, known);
  };
  const gone = new Set(removeTags.filter((tag) => later(tag) >= 0));
  const fresh = given.filter((tag) => later(tag) > 0 && !gone.has(tag));
  for (const tag of [...gone, ...fresh]) times.set(tag, when);
  const kept = addTags(gone.size === 0 ? tags : tags.filter((tag) => !gone.has(tag)), fresh);
  const away = [...times]
    .filter(([tag]) => !kept.includes(tag))
    .sort(([, a], [, b]) => b.at - a.at);
  for (const [tag] of away.slice(keepTakenAway)) times.delete(tag);
  return { tags: kept, ...writeTagTimes(times) };
}

function pickTags({ tags, tagsSaid }: Customer): Pick<Customer, "tags" | "tagsSaid"> {
  return tagsSaid === undefined ? { tags } : { tags, tagsSaid };
}

/** Times of tags as the item keeps them. */
export function writeTagTimes(
  times: ReadonlyMap<string, When>,
): Pick<Customer, "tagsAt" | "tagsSaid"> {
  const said = [...times].flatMap(([tag, { said }]) => (said === undefined ? [] : [[tag, said]]));
  return {
    tagsAt: Object.fromEntries([...times].map(([tag, { at }]) => [tag, at])),
    ...(said.length > 0 && { tagsSaid: Object.fromEntries(said) }),
  };
}

/** Tags are a set, kept in order of arrival. */
export function addTags(tags: readonly string[], more: readonly string[]): readonly string[] {
  const fresh = more.filter((tag) => !tags.includes(tag));
  return fresh.length === 0 ? tags : [...tags, ...new Set(fresh)];
}
