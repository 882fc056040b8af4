import type { Customer } from "../customers/customer.ts";
import type { Definitions } from "../definitions/definitions.ts";
import { DAY, type Instant } from "../time/instant.ts";

/**
 * An enrollment that ended by its own last turn stays in the item for that turn's retries. The
 * state machine retries for about 7 hours; a day is three times that.
 */
export const keepEnded = DAY;
/** Open goals at most (DESIGN §5): the oldest go first. */
const keepGoals = 20;

/** Drops what no rule asks about any more, so that the item stays small. */
export function prune(customer: Customer, definitions: Definitions, now: Instant): Customer {
  const { enrollments, goals, ledger } = customer;
  const oldest = now - definitions.settings.ledgerSpan;
  const stale = Object.values(enrollments).filter(
    ({ state, since }) => state === "ended" && since <= now - keepEnded,
  );
  const openGoals = goals.filter(({ until }) => until >= now - DAY).slice(-keepGoals);
  const kept = ledger.filter(({ at, reservedUntil }) => (reservedUntil ?? at) > oldest);
  if (stale.length === 0 && openGoals.length === goals.length && kept.length === ledger.length) {
    return customer;
  }
  const staleIds = new Set(stale.map(({ id }) => id));
  return {
    ...customer,
    enrollments:
      stale.length === 0
        ? enrollments
        : Object.fromEntries(Object.entries(enrollments).filter(([id]) => !staleIds.has(id))),
    goals: openGoals.length === goals.length ? goals : openGoals,
    ledger: kept.length === ledger.length ? ledger : kept,
  };
}
