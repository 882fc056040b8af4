import type { Subject } from "../conditions/subject.ts";
import type { Customer, Membership } from "../customers/customer.ts";
import type { CompiledSegment, Definitions } from "../definitions/definitions.ts";
import type { TagChange } from "../definitions/segment.ts";
import { addTags } from "../events/apply-profile.ts";
import type { Instant } from "../time/instant.ts";
import { startOfDay } from "../time/zone.ts";
import { enterAt, isMember, leaveAt } from "./membership.ts";

/** A customer's entry into a segment, or its leaving. */
export interface MembershipChange {
  readonly segment: string;
  readonly type: "segment.entered" | "segment.left";
}

export interface Settled {
  /** The very same where nothing changed. */
  readonly customer: Customer;
  /** What is news. */
  readonly changes: readonly MembershipChange[];
}

/**
 * Brings membership and the tags that hang on it up to what is known of a customer now. Right after
 * it every segment's condition holds of its members and of nobody else. What changed because the
 * segment did, is no news: publishing one starts nothing.
 * By definitions that are older than those it was settled by before, nothing is changed.
 */
export function settleMembership(
  before: Customer,
  definitions: Definitions,
  now: Instant,
): Settled {
  if ((before.settled ?? 0) > definitions.segmentsRev) return { customer: before, changes: [] };
  const about = { now, today: definitions.today(now), zone: definitions.settings.zone };
  const changes: MembershipChange[] = [];
  let customer = before;
  for (const segment of definitions.segments) {
    const was = isMember(customer, segment.name);
    if (segment.check({ customer, ...about }) === was) continue;
    customer = was ? leave(customer, segment, now) : enter(customer, segment, now);
    const type = was ? "segment.left" : "segment.entered";
    if (isNews(before, segment)) changes.push({ segment: segment.name, type });
  }
  return { customer: note(letGo(customer, definitions, about), definitions), changes };
}

/**
 * Who two customers are in one has the tags of both: those of segments follow what it is in. Said
 * before it is settled, which may take it out again.
 */
export function tagMembers(joined: Customer, { segments }: Definitions): Customer {
  return segments.reduce((customer, { name, onEnter }) => {
    if (!isMember(customer, name)) return customer;
    return { ...customer, tags: changeTags(customer.tags, onEnter) };
  }, joined);
}

/** Whether a customer was settled since the segment means what it means. Of a new one all is news. */
function isNews({ rev, settled }: Customer, { since }: CompiledSegment): boolean {
  return settled === undefined ? rev === 0 : since.rev <= settled;
}

function enter(customer: Customer, segment: CompiledSegment, now: Instant): Customer {
  const { name, onEnter, keepLeft } = segment;
  const known = keepLeft > 0 ? customer.segments[name] : undefined;
  const segments = { ...customer.segments, [name]: enterAt(known, now) };
  return { ...customer, segments, tags: changeTags(customer.tags, onEnter) };
}

function leave(customer: Customer, segment: CompiledSegment, now: Instant): Customer {
  const { name, onLeave, keepLeft } = segment;
  const { [name]: membership, ...others } = customer.segments;
  const left = keepLeft > 0 ? leaveAt(membership, now) : undefined;
  const segments = left === undefined ? others : { ...others, [name]: left };
  return { ...customer, segments, tags: changeTags(customer.tags, onLeave) };
}

function changeTags(tags: readonly string[], change: TagChange | undefined): readonly string[] {
  if (change === undefined) return tags;
  const { addTags: added = [], removeTags = [] } = change;
  const kept = tags.some((tag) => removeTags.includes(tag))
    ? tags.filter((tag) => !removeTags.includes(tag))
    : tags;
  return addTags(kept, added);
}

/** Drops what no definition asks about: segments that are no more, and what was left long ago. */
function letGo(
  customer: Customer,
  { segments: known }: Definitions,
  { today, zone }: Pick<Subject, "today" | "zone">,
): Customer {
  const isKept = ([name, [, left = 0]]: readonly [string, Membership]): boolean => {
    const segment = known.find((one) => one.name === name);
    if (segment === undefined) return false;
    if (isMember(customer, name)) return true;
    return segment.keepLeft > 0 && left >= startOfDay(today - segment.keepLeft, zone);
  };
  const entries = Object.entries(customer.segments);
  if (entries.every(isKept)) return customer;
  return { ...customer, segments: Object.fromEntries(entries.filter(isKept)) };
}

function note(customer: Customer, { segments, segmentsRev }: Definitions): Customer {
  const isFirst = customer.settled === undefined;
  if (customer.settled === segmentsRev || (isFirst && segments.length === 0)) return customer;
  return { ...customer, settled: segmentsRev };
}
