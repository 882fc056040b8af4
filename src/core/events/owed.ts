import type { Customer } from "../customers/customer.ts";
import type { Enrollment } from "../customers/enrollment.ts";
import { type Instant, MINUTE } from "../time/instant.ts";
import type { EventOutcome, Owed } from "./outcome.ts";

/** What the sweep leaves to those who are at it: intake carries out within seconds. */
export const sweepAfter = 5 * MINUTE;

/**
 * What the item still owes the outside, in order: starts, ends of runs, wakes. Carrying it out
 * twice does no harm: starts have a name, wakes are judged by the item.
 */
export function owedOf(customer: Customer, among: (enrollment: Enrollment) => boolean): Owed[] {
  const owed: Owed[] = [];
  for (const enrollment of Object.values(customer.enrollments)) {
    const { id, generation, turn } = enrollment;
    if (!among(enrollment)) continue;
    if (enrollment.state === "starting") {
      owed.push({ kind: "start", enrollment: id, generation, turn: turn + 1 });
    }
    if (enrollment.state === "closing") owed.push({ kind: "wake", enrollment: id, turn });
    const { wait } = enrollment;
    if (
      enrollment.state === "running" &&
      (wait?.matched !== undefined || wait?.retimed?.from !== undefined)
    ) {
      owed.push({ kind: "wake", enrollment: id, turn });
    }
  }
  return owed;
}

/**
 * Whether an enrollment owes something on account of an event, or of one that this brought about.
 * One that comes again carries out no more than its own: what journeys emit comes again whenever a
 * turn is repeated, and would wake others in a circle.
 */
export function isOwedBy(
  enrollment: Enrollment,
  eventId: string,
  { derived = [] }: Pick<EventOutcome, "derived"> = {},
): boolean {
  const { trigger, endedBy, wait, continues } = enrollment;
  const ids = [eventId, ...derived.map(({ id }) => id)];
  return [trigger, endedBy, wait?.matched?.event, wait?.retimed?.by, continues?.by].some(
    (id) => id !== undefined && ids.includes(id),
  );
}

/**
 * What the sweep carries out: owed for five minutes, or due for five minutes.
 * @param among which enrollments it is to look at
 */
export function overdueOf(
  customer: Customer,
  now: Instant,
  among: (enrollment: Enrollment) => boolean,
): Owed[] {
  const late = now - sweepAfter;
  const owed = owedOf(customer, (enrollment) => enrollment.since <= late && among(enrollment));
  for (const enrollment of Object.values(customer.enrollments)) {
    const { id, state, turn, wait } = enrollment;
    if (
      among(enrollment) &&
      state === "running" &&
      wait !== undefined &&
      wait.matched === undefined &&
      wait.retimed?.from === undefined &&
      wait.due <= late
    ) {
      owed.push({ kind: "wake", enrollment: id, turn });
    }
  }
  return owed;
}
