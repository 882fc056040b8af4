import type { Customer } from "../customers/customer.ts";
import type { EventOutcome } from "./outcome.ts";

/**
 * Keeps what was said until the event's record is surely written. Entries and exits too, though
 * enrollments tell of them: one that ends may be gone from the item before the event comes again.
 */
export function noteOutcome(
  customer: Customer,
  { derived = [], ...outcome }: EventOutcome,
): Customer {
  if (outcome.consequences.length === 0 && derived.length === 0) return customer;
  const said = derived.length === 0 ? outcome : { ...outcome, derived };
  return { ...customer, said: [...customer.said, said] };
}
