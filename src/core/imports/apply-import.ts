import type { Customer } from "../customers/customer.ts";
import { rememberEvent } from "../customers/seen.ts";
import type { Definitions } from "../definitions/definitions.ts";
import { acceptEvent, acceptProfile } from "../events/accept-event.ts";
import { applyProfile } from "../events/apply-profile.ts";
import { countEvent } from "../events/count-event.ts";
import type { CustomerEvent, Profile } from "../events/event.ts";
import { followChanges } from "../events/follow-changes.ts";
import { noteMatches } from "../events/note-matches.ts";
import { noteOutcome } from "../events/note-outcome.ts";
import { prune } from "../events/prune.ts";
import { undoSilence } from "../events/undo-silence.ts";
import type { Reason } from "../reasons/reason.ts";
import { adoptMeaning } from "../segments/adopt-meaning.ts";
import { silenceTriggers } from "../segments/fire-triggers.ts";
import { noteDates } from "../segments/note-dates.ts";
import { settleMembership } from "../segments/settle-membership.ts";
import type { Instant } from "../time/instant.ts";
import { type When, whenOf } from "../time/when.ts";

/** What an import knows of one customer: a line of a customers file, or a past event. */
export type ImportRow =
  | {
      readonly kind: "profile";
      readonly at: Instant;
      readonly profile: Profile;
      /** Its line says no time: `at` is that of the upload. */
      readonly undated?: true;
      /** What could not be read of the line. */
      readonly leftOut?: readonly Reason[];
    }
  | { readonly kind: "event"; readonly event: CustomerEvent };

/**
 * Takes rows into a customer quietly: profiles by the rules of any event, past events into figures
 * and membership, and nothing starts, ends, wakes or is told, nor by the next sweep on account of
 * dates and silences that are long past. Membership and tags are settled last, as a recount at
 * `now` would have them. Only what the customer waits for already follows: waits that hang on what
 * was said have a new time, and entries by a date that moved or a silence that was none end.
 * The caller has made sure that the events are new to this customer ({@link recallEvent}).
 * @returns the very same customer where the rows say nothing new
 */
export function importInto(
  found: Customer,
  rows: readonly ImportRow[],
  definitions: Definitions,
  now: Instant,
): Customer {
  const before = adoptMeaning(found, definitions, now);
  let customer = before;
  for (const row of rows) {
    customer =
      row.kind === "profile"
        ? takeProfile(customer, acceptProfile(row.profile, now), whenOf(row.at, now), now)
        : takePastEvent(customer, acceptEvent(row.event, now), definitions, now);
  }
  if (customer === before) return found;
  const settled = settleMembership(customer, definitions, now).customer;
  const silenced = silenceDates(before, settled, definitions, now);
  const followed = followChanges(before, silenced, { definitions, now, cause: "import" });
  return prune(followed.customer, definitions, now);
}

/**
 * Dates and silences that the rows bring are not told. A date that was known keeps what was told of it
 * and what is still to be told, also where the zone has moved it to another day.
 */
function silenceDates(
  before: Customer,
  after: Customer,
  definitions: Definitions,
  now: Instant,
): Customer {
  const noted = noteDates([before], after, definitions, now);
  const { zone } = after;
  const there = zone === undefined ? before : { ...before, zone };
  return silenceTriggers(noteDates([before], there, definitions, now), noted, definitions, now);
}

function takePastEvent(
  before: Customer,
  event: CustomerEvent,
  definitions: Definitions,
  now: Instant,
): Customer {
  const { profile } = event;
  const customer =
    profile === undefined
      ? before
      : applyProfile(before, profile, event, now, "add", event.customer !== before.id);
  const undone = undoSilence(customer, event, definitions, now);
  const { consequences } = undone;
  const said = noteOutcome(undone.customer, { event: event.id, accepted: now, consequences });
  return {
    ...said,
    seen: rememberEvent(customer.seen, event.id, now),
    figures: countEvent(customer, event, definitions, now),
    ...noteMatches(customer, event, definitions, now),
  };
}

/** A line that comes again changes nothing, and costs no write. */
function takeProfile(before: Customer, profile: Profile, when: When, now: Instant): Customer {
  const after = applyProfile(before, profile, when, now, "add");
  return isSame(before, after) ? before : after;
}

/** Names in whatever order: a store gives them back in its own. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) return false;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length || Array.isArray(one) !== Array.isArray(other)) {
    return false;
  }
  return keys.every(
    (key) =>
      Object.hasOwn(other, key) &&
      isSame((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]),
  );
}
