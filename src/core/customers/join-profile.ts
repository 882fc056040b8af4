import { laterWord } from "../events/apply-profile.ts";
import { joinMembership } from "../segments/membership.ts";
import type { Instant } from "../time/instant.ts";
import type { Address, Consent, Customer, Membership } from "./customer.ts";

/** What a customer says, and what hangs on it. */
type Said =
  | "attributes"
  | "profileAt"
  | "tags"
  | "tagsAt"
  | "addresses"
  | "consents"
  | "segments"
  | "fired"
  | "profiling"
  | "profilingAt"
  | "zone"
  | "locale"
  | "country";

/** Of every field, so that none is forgotten. */
export type JoinedFields<Name extends keyof Customer> = {
  readonly [Each in Name]-?: Customer[Each] | Extract<undefined, Customer[Each]>;
};

/** What two customers say of themselves, in one. */
export function joinProfile(known: Customer, other: Customer): JoinedFields<Said> {
  const [newer, older] = other.profileAt > known.profileAt ? [other, known] : [known, other];
  const { profiling, profilingAt } = laterWord(known, other);
  return {
    attributes: { ...older.attributes, ...newer.attributes },
    profileAt: newer.profileAt,
    ...joinTags(known, other),
    addresses: joinAddresses(known.addresses, other.addresses),
    consents: joinConsents(known.consents, other.consents),
    segments: joinSegments(known.segments, other.segments),
    fired: joinFired(known.fired, other.fired),
    profiling,
    profilingAt,
    zone: newer.zone ?? older.zone,
    locale: newer.locale ?? older.locale,
    country: newer.country ?? older.country,
  };
}

/** Of both, but what either took away after the other gave it, or at that instant. */
function joinTags(known: Customer, other: Customer): JoinedFields<"tags" | "tagsAt"> {
  const isAway = (tag: string, { tagsAt: given }: Customer, { tags, tagsAt: taken }: Customer) => {
    const at = given?.[tag];
    const away = tags.includes(tag) ? undefined : taken?.[tag];
    return at !== undefined && away !== undefined && away >= at;
  };
  const mine = known.tags.filter((tag) => !isAway(tag, known, other));
  const theirs = other.tags.filter((tag) => !isAway(tag, other, known));
  const times: Record<string, Instant> = { ...known.tagsAt };
  for (const [tag, at] of Object.entries(other.tagsAt ?? {})) {
    times[tag] = Math.max(at, times[tag] ?? at);
  }
  const tagsAt = Object.keys(times).length === 0 ? undefined : times;
  return { tags: [...new Set([...mine, ...theirs])], tagsAt };
}

/** The known customer's come first; what is suppressed in either is. */
function joinAddresses(
  known: Customer["addresses"],
  other: Customer["addresses"],
): Customer["addresses"] {
  const joined: { -readonly [channel in keyof Customer["addresses"]]: readonly Address[] } = {
    ...known,
  };
  for (const channel of ["email", "sms", "push"] as const) {
    const mine = known[channel] ?? [];
    const theirs = other[channel] ?? [];
    if (theirs.length === 0) continue;
    const marked = mine.map(
      (address) =>
        theirs.find(({ to, suppressed }) => to === address.to && suppressed !== undefined) ??
        address,
    );
    const fresh = theirs.filter(({ to }) => !mine.some((address) => address.to === to));
    joined[channel] = [...marked, ...fresh];
  }
  return joined;
}

/** The newest word wins; of two at the same instant the refusal. */
function joinConsents(
  known: Customer["consents"],
  other: Customer["consents"],
): Customer["consents"] {
  const joined: Record<string, Consent> = { ...known };
  for (const [scope, word] of Object.entries(other)) {
    const mine = joined[scope];
    const wins = mine === undefined || word.at > mine.at || (word.at === mine.at && !word.given);
    if (wins) joined[scope] = word;
  }
  return joined;
}

/**
 * In a segment is who is in it by either; whether the two together still are, is settled right
 * after, and is news only where it ends.
 */
function joinSegments(
  known: Customer["segments"],
  other: Customer["segments"],
): Customer["segments"] {
  const joined: Record<string, Membership> = { ...known };
  for (const [name, theirs] of Object.entries(other)) {
    const mine = joined[name];
    joined[name] = mine === undefined ? theirs : joinMembership(mine, theirs);
  }
  return joined;
}

/** What came later by either: the later day, or of the same the later number of days. */
function joinFired(known: Customer["fired"], other: Customer["fired"]): Customer["fired"] {
  const joined: Record<string, readonly number[]> = { ...known };
  for (const [journey, theirs] of Object.entries(other)) {
    const mine = joined[journey] ?? [];
    const place = theirs.findIndex((value, index) => value !== mine[index]);
    if (place !== -1 && (theirs[place] ?? 0) > (mine[place] ?? Number.NEGATIVE_INFINITY)) {
      joined[journey] = theirs;
    }
  }
  return joined;
}
