import { compileCondition } from "../../../src/core/conditions/compile-condition.ts";
import { createTracks } from "../../../src/core/conditions/tracks.ts";
import type { Customer } from "../../../src/core/customers/customer.ts";
import type { Enrollment } from "../../../src/core/customers/enrollment.ts";
import type { Condition } from "../../../src/core/definitions/condition.ts";
import type { Definitions } from "../../../src/core/definitions/definitions.ts";
import type { Journey } from "../../../src/core/definitions/journey.ts";
import { applyEvent } from "../../../src/core/events/apply-event.ts";
import type { CustomerEvent } from "../../../src/core/events/event.ts";
import type { Instant } from "../../../src/core/time/instant.ts";
import { localDay } from "../../../src/core/time/zone.ts";
import { customer, definitions, journey } from "../given.ts";

export interface Published {
  readonly definitions: Definitions;
  /** A customer after the events, each accepted at its own time or, in order, later. */
  readonly play: (events: readonly CustomerEvent[], now: Instant) => Customer;
  readonly ask: (condition: Condition, who: Customer, now: Instant) => boolean;
}

/** A journey that branches on the condition, so that its figures are kept. */
export function publish(condition: Condition, zone = "UTC"): Published {
  const steps: Journey["steps"] = [
    { do: "branch", id: "b", cases: [{ when: condition, steps: [] }] },
  ];
  const published = definitions(journey({ steps }), { zone });
  return {
    definitions: published,
    play(events, now) {
      let who = customer();
      for (const one of events) who = applyEvent(who, one, published, now).customer;
      return who;
    },
    ask: (what, who, now) => askOf(what, who, now, undefined, zone),
  };
}

export function askOf(
  condition: Condition,
  who: Customer,
  now: Instant,
  enrollment?: Enrollment,
  zone = "UTC",
): boolean {
  const check = compileCondition(condition, { tracks: createTracks(), segment: () => undefined });
  return check({ customer: who, now, today: localDay(now, zone), zone, enrollment });
}

/** Whether the condition holds after these events, all of them accepted now. */
export function askAfter(
  condition: Condition,
  events: readonly CustomerEvent[],
  now: Instant,
): boolean {
  const published = publish(condition);
  return published.ask(condition, published.play(events, now), now);
}
