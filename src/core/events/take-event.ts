import type { Customer } from "../customers/customer.ts";
import { countEvent } from "./count-event.ts";
import { type Entering, enterJourneys } from "./enter-journeys.ts";
import type { CustomerEvent } from "./event.ts";
import { meetGoals } from "./meet-goals.ts";
import { noteMatches } from "./note-matches.ts";
import type { DerivedEvent } from "./outcome.ts";
import { type Reached, reachEnrollments } from "./reach-enrollments.ts";

/** What an event that has been counted does to journeys: goals, then exits and wakes, then entries. */
export function takeEvent(customer: Customer, event: CustomerEvent, around: Entering): Reached {
  const { definitions, now } = around;
  const goals = meetGoals(customer, event, definitions, now);
  const reached = reachEnrollments(goals.customer, event, definitions, now);
  const entered = enterJourneys(reached.customer, event, around);
  return {
    customer: entered.customer,
    consequences: [...goals.consequences, ...reached.consequences, ...entered.consequences],
    touched: [...reached.touched, ...entered.touched],
  };
}

/** Takes in events that Sojourn made of the customer itself, one after the other. */
export function takeDerived(
  before: Customer,
  events: readonly CustomerEvent[],
  around: Entering,
): {
  readonly customer: Customer;
  readonly derived: readonly DerivedEvent[];
  readonly touched: readonly string[];
} {
  let customer = before;
  const derived: DerivedEvent[] = [];
  const touched: string[] = [];
  for (const event of events) {
    const figures = countEvent(customer, event, around.definitions, around.now);
    const matches = noteMatches(customer, event, around.definitions, around.now);
    const taken = takeEvent({ ...customer, figures, ...matches }, event, around);
    customer = taken.customer;
    touched.push(...taken.touched);
    const { id, type, properties, depth } = event;
    const { consequences } = taken;
    derived.push({ id, type, properties, consequences, ...(depth !== undefined && { depth }) });
  }
  return { customer, derived, touched };
}
