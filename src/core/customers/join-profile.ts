import { laterWord, writeTagTimes } from "../events/apply-profile.ts";
import { joinMembership } from "../segments/membership.ts";
import type { Instant } from "../time/instant.ts";
import { compareWhen, type When, whenKept } from "../time/when.ts";
import type { Customer, Membership } from "./customer.ts";
import type { JoinedFields } from "./joined-fields.ts";
import { joinAddresses } from "./merge-addresses.ts";
import { mergeConsents } from "./merge-consents.ts";

/** What a customer says, and what hangs on it. */
type Said =
  | "attributes"
  | "profileAt"
  | "profileSaid"
  | "tags"
  | "tagsAt"
  | "tagsSaid"
  | "addresses"
  | "addressHistory"
  | "consents"
  | "segments"
  | "profiling"
  | "profilingAt"
  | "profilingSaid"
  | "zone"
  | "locale"
  | "country";

/** What two customers say of themselves, in one. @param now when they are joined */
export function joinProfile(known: Customer, other: Customer, now: Instant): JoinedFields<Said> {
  const profiled = ({ profileAt, profileSaid }: Customer) => whenKept(profileAt, profileSaid, now);
  const isNewer = compareWhen(profiled(other), profiled(known)) > 0;
  const [newer, older] = isNewer ? [other, known] : [known, other];
  const { profiling, profilingAt, profilingSaid } = laterWord(known, other, now);
  return {
    attributes: { ...older.attributes, ...newer.attributes },
    profileAt: newer.profileAt,
    profileSaid: newer.profileSaid,
    ...joinTags(known, other, now),
    ...joinAddresses(known, other),
    consents: mergeConsents(known.consents, other.consents, now),
    segments: joinSegments(known.segments, other.segments),
    profiling,
    profilingAt,
    profilingSaid,
    zone: newer.zone ?? older.zone,
    locale: newer.locale ?? older.locale,
    country: newer.country ?? older.country,
  };
}

/**
 * Joins the tags of both. A tag that one took away after the other gave it, or at that instant, is
 * gone.
 */
function joinTags(
  known: Customer,
  other: Customer,
  now: Instant,
): JoinedFields<"tags" | "tagsAt" | "tagsSaid"> {
  const whenOfTag = ({ tagsAt, tagsSaid }: Customer, tag: string): When | undefined => {
    const at = tagsAt?.[tag];
    return at === undefined ? undefined : whenKept(at, tagsSaid?.[tag], now);
  };
  const isAway = (tag: string, giver: Customer, taker: Customer) => {
    const at = whenOfTag(giver, tag);
    const away = taker.tags.includes(tag) ? undefined : whenOfTag(taker, tag);
    return at !== undefined && away !== undefined && compareWhen(away, at) >= 0;
  };
  const mine = known.tags.filter((tag) => !isAway(tag, known, other));
  const theirs = other.tags.filter((tag) => !isAway(tag, other, known));
  const times = new Map<string, When>();
  for (const who of [known, other]) {
    for (const tag of Object.keys(who.tagsAt ?? {})) {
      const at = whenOfTag(who, tag);
      const before = times.get(tag);
      if (at !== undefined && (before === undefined || compareWhen(at, before) > 0)) {
        times.set(tag, at);
      }
    }
  }
  const tags = [...new Set([...mine, ...theirs])];
  if (times.size === 0) return { tags, tagsAt: undefined, tagsSaid: undefined };
  return { tags, tagsSaid: undefined, tagsAt: undefined, ...writeTagTimes(times) };
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
