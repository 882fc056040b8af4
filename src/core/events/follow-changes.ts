import type { Customer } from "../customers/customer.ts";
import type { Enrollment } from "../customers/enrollment.ts";
import { reason } from "../reasons/reason.ts";
import { formatInstant, HOUR, type Instant } from "../time/instant.ts";
import { type Changed, type RetimedWait, type Retiming, retimeWait } from "../turns/retime-wait.ts";
import { leaveMovedDates } from "./leave-moved-dates.ts";
import type { EventConsequence } from "./outcome.ts";
import { isUnderWay, type Reached } from "./reach-enrollments.ts";

/**
 * Waits follow another time zone at most so often. Whoever flips between two zones, by two devices
 * or on a border, would else wake and time their waits again and again.
 */
const zoneRest = HOUR;

/**
 * What a change of the customer's attributes or zone does to enrollments: an entry by a date that
 * moved away ends, and waits are timed anew by what they hang on
 * (docs/decisions/0021-waits-follow-what-they-hang-on.md).
 * @param before the customer that enrollments were last timed by
 * @param except the enrollment whose own turn makes the change: that turn plans by it already
 * @returns the very same customer where nothing hangs on what changed
 */
export function followChanges(
  before: Customer,
  after: Customer,
  retiming: Retiming,
  except?: string,
): Reached {
  const attributes = before.attributes === after.attributes ? undefined : before.attributes;
  const zones = zonesOf(before, after, retiming);
  if (attributes === undefined && zones === undefined) return unchanged(after);
  const changed: Changed = {
    attribute: (name) =>
      attributes !== undefined && differ(attributes[name], after.attributes[name]),
    ...(zones !== undefined && { zones }),
  };
  const left = leaveMovedDates(before, after, changed, retiming, except);
  const among = Object.values(left.customer.enrollments).filter(({ id }) => id !== except);
  const timed = retimeWaits(left.customer, among, changed, retiming);
  return {
    customer: zones === undefined ? timed.customer : noteZone(timed.customer, retiming.now),
    consequences: [...left.consequences, ...timed.consequences],
    touched: [...left.touched, ...timed.touched],
  };
}

/** Times the waits of some of a customer's enrollments by the customer as it is. */
export function retimeWaits(
  customer: Customer,
  among: readonly Enrollment[],
  changed: Changed,
  retiming: Retiming,
): Reached {
  const consequences: EventConsequence[] = [];
  const touched: string[] = [];
  const enrollments: Record<string, Enrollment> = { ...customer.enrollments };
  for (const before of among) {
    if (!isUnderWay(before)) continue;
    const journey = retiming.definitions.journey(before.journey, before.version);
    if (journey === undefined) continue;
    const timed = retimeWait(before, journey, customer, changed, retiming);
    if (timed === undefined) continue;
    enrollments[before.id] = timed.enrollment;
    consequences.push(tell(timed));
    touched.push(before.id);
  }
  if (touched.length === 0) return unchanged(customer);
  return { customer: { ...customer, enrollments }, consequences, touched };
}

/**
 * Follows a zone that changed again within the hour, now that the hour is over.
 * @returns the very same customer where there is nothing to follow
 */
export function followZone(customer: Customer, retiming: Retiming, except?: string): Reached {
  return followChanges(customer, customer, retiming, except);
}

/** Whether waits do not follow the customer's zone yet, and may by now. */
export function owesZone({ zone, zoneFollowed }: Customer, now: Instant): boolean {
  if (zoneFollowed === undefined || zoneFollowed.zone === zone) return false;
  return now - zoneFollowed.at >= zoneRest;
}

/** Drops the note of a zone that all follow and that may be followed by another one at once. */
export function forgetZone(customer: Customer, now: Instant): Customer {
  const { zone, zoneFollowed } = customer;
  if (zoneFollowed === undefined || zoneFollowed.zone !== zone) return customer;
  if (now - zoneFollowed.at < zoneRest) return customer;
  const { zoneFollowed: _, ...rest } = customer;
  return rest;
}

function zonesOf(
  before: Customer,
  after: Customer,
  { definitions, now }: Retiming,
): Changed["zones"] {
  const followed = before.zoneFollowed?.zone ?? before.zone;
  if (after.zone === undefined || after.zone === followed) return undefined;
  const since = before.zoneFollowed?.at ?? Number.NEGATIVE_INFINITY;
  if (now - since < zoneRest) return undefined;
  return { from: followed ?? definitions.settings.zone, to: after.zone };
}

/** Nothing is kept of who waits for nothing: the next enrollment begins in the newest zone. */
function noteZone(customer: Customer, at: Instant): Customer {
  const { zone, zoneFollowed: _, ...rest } = customer;
  const waits = Object.values(customer.enrollments).some((one) => isUnderWay(one) && one.wait);
  if (zone === undefined || !waits) return { ...rest, ...(zone !== undefined && { zone }) };
  return { ...customer, zoneFollowed: { zone, at } };
}

function tell({ enrollment, attribute }: RetimedWait): EventConsequence {
  const { journey, id, at: step = "", wait } = enrollment;
  const until = formatInstant(wait?.due ?? 0);
  const why =
    attribute === undefined
      ? reason("wait-zone-changed", { step, until })
      : wait?.missed === undefined
        ? reason("wait-date-changed", { attribute, step, until })
        : reason("wait-date-missed", { attribute, step });
  return { journey, kind: "retimed", enrollment: id, reason: why };
}

function differ(one: unknown, other: unknown): boolean {
  // A list is no date, whatever it holds.
  return one !== other && !(Array.isArray(one) && Array.isArray(other));
}

function unchanged(customer: Customer): Reached {
  return { customer, consequences: [], touched: [] };
}
