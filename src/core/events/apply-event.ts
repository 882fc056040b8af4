import type { Customer } from "../customers/customer.ts";
import { rememberEvent } from "../customers/seen.ts";
import type { Definitions } from "../definitions/definitions.ts";
import { adoptMeaning } from "../segments/adopt-meaning.ts";
import { deriveEvents } from "../segments/derive-events.ts";
import { noteDates } from "../segments/note-dates.ts";
import { settleMembership } from "../segments/settle-membership.ts";
import type { Instant } from "../time/instant.ts";
import { acceptEvent } from "./accept-event.ts";
import { applyProfile } from "./apply-profile.ts";
import { countEvent } from "./count-event.ts";
import type { CustomerEvent } from "./event.ts";
import { followChanges } from "./follow-changes.ts";
import { noteMatches } from "./note-matches.ts";
import { noteOutcome } from "./note-outcome.ts";
import type { DerivedEvent, EventConsequence, JoinOutcome, Owed } from "./outcome.ts";
import { owedOf } from "./owed.ts";
import type { PastRecord } from "./past.ts";
import { prune } from "./prune.ts";
import { takeDerived, takeEvent } from "./take-event.ts";
import { undoSilence } from "./undo-silence.ts";

export interface AppliedEvent {
  readonly customer: Customer;
  readonly owed: readonly Owed[];
  readonly consequences: readonly EventConsequence[];
  /** The events that this one brought about, with what they did. */
  readonly derived: readonly DerivedEvent[];
  /** What became of the join, where the event says who somebody is. */
  readonly join?: JoinOutcome;
}

/**
 * Takes one event into a customer: profile, figures, segments and their tags; then goals, exits,
 * wakes and entries, in this order, so that an order first ends the journey it ends and then starts
 * the one it starts; before all that, a late fact undoes what it shows to be wrong. Segments that it
 * makes the customer enter or leave are events after it. Last, waits that hang on what it changed get
 * a new time, and dates that it tells too late are noted.
 * The caller has made sure that the event is new to this customer ({@link recallEvent}).
 * @param now when the event is accepted; its own time may be days older, and later ones count as it
 * @param history of the customer, where {@link asksHistory} asked for it
 */
export function applyEvent(
  found: Customer,
  told: CustomerEvent,
  definitions: Definitions,
  now: Instant,
  history?: readonly PastRecord[],
): AppliedEvent {
  const before = adoptMeaning(found, definitions, now);
  const event = acceptEvent(told, now);
  const profiled =
    event.profile === undefined
      ? before
      : applyProfile(
          before,
          event.profile,
          event,
          now,
          definitions.settings.addresses,
          event.customer !== before.id,
        );
  const counted: Customer = {
    ...profiled,
    seen: rememberEvent(before.seen, event.id, now),
    figures: countEvent(profiled, event, definitions, now),
    ...noteMatches(profiled, event, definitions, now),
  };
  const settled = settleMembership(counted, definitions, now);
  const around = { before, definitions, now, history };
  const undone = undoSilence(settled.customer, event, definitions, now);
  const own = takeEvent(undone.customer, event, around);
  const news = deriveEvents(before, settled.changes, event.id, now, event.depth);
  const after = takeDerived(own.customer, news, around);
  const followed = followChanges(before, after.customer, { definitions, now, cause: event.id });
  const consequences = [...undone.consequences, ...own.consequences, ...followed.consequences];
  const { derived } = after;
  const outcome = { event: event.id, accepted: now, consequences, derived };
  const noted = noteDates([before], followed.customer, definitions, now);
  const customer = prune(noteOutcome(noted, outcome), definitions, now);
  const touched = new Set([
    ...undone.touched,
    ...own.touched,
    ...after.touched,
    ...followed.touched,
  ]);
  return {
    customer,
    owed: owedOf(customer, (enrollment) => touched.has(enrollment.id)),
    consequences,
    derived,
  };
}
