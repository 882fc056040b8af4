import type { Customer, Membership } from "../customers/customer.ts";
import type { Instant } from "../time/instant.ts";
import { startOfDay } from "../time/zone.ts";

/** When a member entered of whom only files are known, which don't say it. */
export const sinceUnknown = Number.NEGATIVE_INFINITY;

export function isMember({ segments }: Pick<Customer, "segments">, name: string): boolean {
  return isIn(segments[name]);
}

function isIn(membership: Membership | undefined): boolean {
  if (membership === undefined) return false;
  const [entered, left] = membership;
  return left === undefined || left < entered;
}

/** Membership after an entry. A customer that comes back at the instant it left was never away. */
export function enterAt(membership: Membership | undefined, now: Instant): Membership {
  const [entered, left] = membership ?? [now];
  if (left === undefined) return [now];
  return left === now ? [entered] : [now, left];
}

/**
 * Membership after leaving. A customer that leaves at the instant it entered was not in; what came
 * before that stays.
 */
export function leaveAt([entered, before]: Membership = [0], now: Instant): Membership | undefined {
  if (entered !== now) return [entered, now];
  return before === undefined ? undefined : [before, before];
}

/**
 * Membership of a joined customer: a member if either was, else out since the later of the two
 * left.
 */
export function joinMembership(one: Membership, other: Membership): Membership {
  const inside = [one, other].filter(isIn);
  const entered = Math.min(...(inside.length > 0 ? inside : [one, other]).map(([at]) => at));
  const lefts = [one, other].flatMap(([, left]) => (left === undefined ? [] : [left]));
  const left = Math.max(...lefts.filter((at) => inside.length === 0 || at < entered));
  return Number.isFinite(left) ? [entered, left] : [entered];
}

/**
 * Whether a customer was in a segment at some time from the beginning of a day on, and before now:
 * who enters this very moment was not.
 * @param from a day of the shop's zone
 */
export function wasMember(
  { segments }: Pick<Customer, "segments">,
  name: string,
  { from, now, zone }: { from: number; now: Instant; zone: string },
): boolean {
  const membership = segments[name];
  if (membership === undefined) return false;
  const [entered, left] = membership;
  if (isIn(membership) && entered < now) return true;
  return left !== undefined && left >= startOfDay(from, zone);
}
