import type { Customer } from "../customers/customer.ts";
import type { Enrollment } from "../customers/enrollment.ts";
import type { Definitions } from "../definitions/definitions.ts";
import { DAY, HOUR, type Instant } from "../time/instant.ts";
import { forgetZone } from "./follow-changes.ts";

/**
 * An enrollment that ended by its own last turn stays in the item for that turn's retries. The
 * state machine retries for about 7 hours; a day is three times that.
 */
export const keepEnded = DAY;
/**
 * One by inactivity that has sent nothing: its message may wait for 3 days, unless its step says
 * more, and so long a late fact stops it.
 */
const keepSilent = 3 * DAY;
/** Open goals at most (DESIGN §5): the oldest go first. */
const keepGoals = 20;

/**
 * Intake tries an event for 2 hours (lib/event-intake.ts: 40 tries × 3 min), feedback for one
 * (lib/feedback.ts: 20); an hour more for what a jam of the queue adds.
 */
const keepSaid = 3 * HOUR;
/**
 * What still waits for its record is of the last batch or two, of 10 events at most. Some 150 bytes
 * each: 3 KB while a customer's events come in a flurry and each of them starts or ends something.
 */
const mostSaid = 20;

/** Drops what no rule asks about any more, so that the item stays small. */
export function prune(before: Customer, definitions: Definitions, now: Instant): Customer {
  const customer = forgetZone(before, now);
  const { enrollments, goals, ledger, said } = customer;
  const oldest = now - definitions.settings.ledgerSpan;
  const stale = Object.values(enrollments).filter((one) => isLetGo(one, now));
  const openGoals = goals.filter(({ until }) => until >= now - DAY).slice(-keepGoals);
  const kept = ledger.filter(({ at, reservedUntil }) => (reservedUntil ?? at) > oldest);
  const untold = said.filter(({ accepted }) => accepted > now - keepSaid).slice(-mostSaid);
  const isTracked = (id: string) => definitions.figureIds.has(id);
  const figures = Object.keys(customer.figures).every(isTracked)
    ? customer.figures
    : keepTracked(customer.figures, isTracked);
  const nothingGoes =
    figures === customer.figures &&
    stale.length === 0 &&
    openGoals.length === goals.length &&
    kept.length === ledger.length &&
    untold.length === said.length;
  if (nothingGoes) return customer;
  const staleIds = new Set(stale.map(({ id }) => id));
  return {
    ...customer,
    figures,
    enrollments:
      stale.length === 0
        ? enrollments
        : Object.fromEntries(Object.entries(enrollments).filter(([id]) => !staleIds.has(id))),
    goals: openGoals.length === goals.length ? goals : openGoals,
    ledger: kept.length === ledger.length ? ledger : kept,
    said: untold.length === said.length ? said : untold,
  };
}

/** Whether an enrollment ended so long ago that the item lets go of it: no rule concerns it any more. */
export function isLetGo(one: Enrollment, now: Instant): boolean {
  return one.state === "ended" && one.since <= now - keptAfterEnd(one);
}

function keptAfterEnd({ silentSince, claimed }: Enrollment): number {
  return silentSince !== undefined && !claimed ? keepSilent : keepEnded;
}

/**
 * Figures that nothing asks for any more go. One that is asked for again is recounted from history
 * before anything decides by it, and so is one that a function drops which does not know yet that it
 * is prepared: by then no function is as old ({@link restBefore}).
 */
function keepTracked(
  figures: Customer["figures"],
  isTracked: (id: string) => boolean,
): Customer["figures"] {
  return Object.fromEntries(Object.entries(figures).filter(([id]) => isTracked(id)));
}
