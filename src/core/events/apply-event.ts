import { isTracked, readTracked } from "../conditions/tracks.ts";
import type { Customer } from "../customers/customer.ts";
import { addToFigure, type Figure } from "../customers/figures.ts";
import { rememberEvent } from "../customers/seen.ts";
import type { Definitions } from "../definitions/definitions.ts";
import type { Instant } from "../time/instant.ts";
import { localDay } from "../time/zone.ts";
import { applyProfile } from "./apply-profile.ts";
import { enterJourneys } from "./enter-journeys.ts";
import type { CustomerEvent } from "./event.ts";
import { meetGoals } from "./meet-goals.ts";
import type { EventConsequence, EventOutcome, Owed } from "./outcome.ts";
import { owedOf } from "./owed.ts";
import { prune } from "./prune.ts";
import { reachEnrollments } from "./reach-enrollments.ts";

export interface AppliedEvent {
  readonly customer: Customer;
  readonly owed: readonly Owed[];
  readonly consequences: readonly EventConsequence[];
}

/**
 * Takes one event into a customer: profile, figures, goals, exits, wakes, entries, in this order,
 * so that an order first ends the journey it ends and then starts the one it starts.
 * The caller has made sure that the event is new to this customer ({@link recallEvent}).
 * @param now when the event is accepted; its own time may be days older
 */
export function applyEvent(
  before: Customer,
  event: CustomerEvent,
  definitions: Definitions,
  now: Instant,
): AppliedEvent {
  const profiled =
    event.profile === undefined ? before : applyProfile(before, event.profile, event.at);
  const counted: Customer = {
    ...profiled,
    seen: rememberEvent(before.seen, event.id, now),
    figures: countEvent(profiled, event, definitions, now),
  };
  const goals = meetGoals(counted, event, definitions);
  const reached = reachEnrollments(goals.customer, event, definitions, now);
  const entered = enterJourneys(reached.customer, event, { before, definitions, now });
  const consequences = [...goals.consequences, ...reached.consequences, ...entered.consequences];
  const told = noteOutcome(entered.customer, { event: event.id, accepted: now, consequences });
  const customer = prune(told, definitions, now);
  const touched = new Set([...reached.touched, ...entered.touched]);
  return {
    customer,
    owed: owedOf(customer, (enrollment) => touched.has(enrollment.id)),
    consequences,
  };
}

/**
 * Keeps what was said until the event's record is surely written. Entries and exits too, though
 * enrollments tell of them: one that ends may be gone from the item before the event comes again.
 */
function noteOutcome(customer: Customer, outcome: EventOutcome): Customer {
  if (outcome.consequences.length === 0) return customer;
  return { ...customer, said: [...customer.said, outcome] };
}

function countEvent(
  customer: Customer,
  event: CustomerEvent,
  definitions: Definitions,
  now: Instant,
): Customer["figures"] {
  const tracks = definitions.tracks.get(event.type);
  if (tracks === undefined) return customer.figures;
  const { zone } = definitions.settings;
  const day = localDay(event.at, zone);
  let figures: Record<string, Figure> | undefined;
  for (const track of tracks) {
    if (!isTracked(track, event, customer.zone ?? zone)) continue;
    figures ??= { ...customer.figures };
    figures[track.id] = addToFigure(
      figures[track.id],
      track,
      { at: event.at, day, ...readTracked(track, event.properties) },
      now,
      definitions.today(now),
    );
  }
  return figures ?? customer.figures;
}
