import type { Customer, EntryCounts } from "../customers/customer.ts";
import type { Enrollment } from "../customers/enrollment.ts";
import { entryKey } from "./enter-journeys.ts";

/**
 * Whether a message of the enrollment was claimed. Enrollments of up to 0.2.0 do not say so: there a
 * claim of the same journey since the entry, as far back as the ledger goes, counts as one of it.
 */
export function hasClaimed({ ledger }: Customer, enrollment: Enrollment): boolean {
  const { claimed, silentSince, journey, entered } = enrollment;
  if (claimed !== undefined) return true;
  // Only later versions note it, and those note claims: several runs of one journey by inactivity may
  // be under way, one for each number of days.
  if (silentSince !== undefined) return false;
  return ledger.some(
    (entry) =>
      entry.journey === journey && entry.reservedUntil === undefined && entry.at >= entered,
  );
}

/**
 * Takes an entry back that led to nothing: it counts for no re-entry limit, and its goal is closed.
 * The enrollment itself stays, to be ended by the caller.
 */
export function undoEntry(
  customer: Customer,
  enrollment: Pick<Enrollment, "id" | "journey" | "key" | "enteredBefore">,
): Customer {
  const { id, journey, key, enteredBefore } = enrollment;
  const { [entryKey(key)]: own, ...others } = customer.entries[journey] ?? {};
  const goals = customer.goals.filter((goal) => goal.id !== id);
  if (own === undefined) return { ...customer, goals };
  const [count, last] = own;
  const left: EntryCounts =
    count > 1 ? { ...others, [entryKey(key)]: [count - 1, enteredBefore ?? last] } : others;
  const { [journey]: _, ...rest } = customer.entries;
  const entries = Object.keys(left).length === 0 ? rest : { ...rest, [journey]: left };
  return { ...customer, entries, goals };
}
