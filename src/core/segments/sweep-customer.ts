import type { Customer } from "../customers/customer.ts";
import type { Definitions } from "../definitions/definitions.ts";
import { type Entering, enterJourney } from "../events/enter-journeys.ts";
import type { CustomerEvent } from "../events/event.ts";
import { followZone } from "../events/follow-changes.ts";
import { noteOutcome } from "../events/note-outcome.ts";
import type { DerivedEvent, EventOutcome, Owed } from "../events/outcome.ts";
import { owedOf } from "../events/owed.ts";
import { prune } from "../events/prune.ts";
import { takeDerived } from "../events/take-event.ts";
import type { Instant } from "../time/instant.ts";
import { adoptMeaning } from "./adopt-meaning.ts";
import { derivedId, deriveEvents } from "./derive-events.ts";
import { fireTriggers } from "./fire-triggers.ts";
import { isMember } from "./membership.ts";
import { settleMembership } from "./settle-membership.ts";

export interface SweptCustomer {
  /** The very same where time has changed nothing. */
  readonly customer: Customer;
  readonly owed: readonly Owed[];
  /** The events that it was made of, with what they did, and waits that it moved; absent without. */
  readonly outcome?: EventOutcome;
}

/**
 * What time has decided of a customer: segments that are entered or left, dates that have come,
 * days that have gone by without an event, members of a segment whom a new journey takes in; and
 * waits follow a zone that changed twice within an hour. Each is told once however often and late it
 * is looked at, since the commit that tells it notes it.
 * @param run names the pass; one that goes on where it was cut off is the same; see {@link saidBy}
 */
export function sweepCustomer(
  scanned: Customer,
  definitions: Definitions,
  now: Instant,
  run: string,
): SweptCustomer {
  // What is left of one who was joined into another is nobody.
  if (scanned.joinedInto !== undefined) return { customer: scanned, owed: [] };
  // Figures were filled in that older definitions would not count: the next pass knows them.
  if ((scanned.counted ?? 0) > definitions.rev) return { customer: scanned, owed: [] };
  const before = adoptMeaning(scanned, definitions, now);
  const cause = `${beginningOf(run)}${now}`;
  const settled = settleMembership(before, definitions, now);
  const fired = fireTriggers(settled.customer, definitions, now);
  const events = [...deriveEvents(before, settled.changes, cause, now), ...fired.events];
  const around = { before, definitions, now };
  const told = takeDerived(fired.customer, events, around);
  const taken = takeMembers(told.customer, around);
  const followed = followZone(taken.customer, { definitions, now, cause });
  const derived = [...told.derived, ...taken.derived];
  const { consequences } = followed;
  const outcome = { event: cause, accepted: now, consequences, derived };
  const touched = new Set([...told.touched, ...taken.touched, ...followed.touched]);
  if (derived.length === 0 && followed.customer === scanned) return { customer: scanned, owed: [] };
  const customer = prune(noteOutcome(followed.customer, outcome), definitions, now);
  return {
    customer,
    owed: owedOf(customer, (enrollment) => touched.has(enrollment.id)),
    ...(derived.length + consequences.length > 0 && { outcome }),
  };
}

/** What a pass has said of a customer already, whether or not it came to tell it. */
export function saidBy({ said }: Customer, run: string): readonly EventOutcome[] {
  return said.filter(({ event }) => event.startsWith(beginningOf(run)));
}

function beginningOf(run: string): string {
  return `sweep-${run}-`;
}

/** Members of a segment enter a journey that takes them in, once. */
function takeMembers(before: Customer, around: Entering): ReturnType<typeof takeDerived> {
  let customer = before;
  const derived: DerivedEvent[] = [];
  const touched: string[] = [];
  for (const journey of around.definitions.live.values()) {
    const segment = journey.entry.members;
    if (segment === undefined || journey.definition.status !== "live") continue;
    if (!isMember(customer, segment) || customer.entries[journey.name] !== undefined) continue;
    const event: CustomerEvent = {
      id: derivedId(customer, "member", journey.name),
      type: "segment.member",
      customer: customer.id,
      at: around.now,
      properties: { segment, journey: journey.name },
    };
    const entered = enterJourney(customer, journey, event, around);
    // Who may not enter now may by a later sweep: that is no news.
    if (entered.customer === customer) continue;
    customer = entered.customer;
    touched.push(...entered.touched);
    const { id, type, properties } = event;
    derived.push({ id, type, properties, consequences: entered.consequences });
  }
  return { customer, derived, touched };
}
