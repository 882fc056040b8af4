import type { Customer } from "../../src/core/customers/customer.ts";
import type { Enrollment } from "../../src/core/customers/enrollment.ts";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { Message } from "../../src/core/messages/message.ts";
import { readerOf } from "./due-dates.ts";
import { type Commit, type Facts, listIn } from "./facts.ts";
import { lastOccurrence } from "./plain-dates.ts";
import { journeyOf } from "./plain-rules.ts";

/** What is known of a customer before and after its attributes changed. */
interface Change {
  readonly before: Pick<Customer, "attributes" | "zone">;
  readonly after: Pick<Customer, "attributes">;
}

/** Whether an enrollment began on an occurrence of a date that is none of that date any more. */
export function isDateMoved(
  { before, after }: Change,
  { journey: name, version, triggered }: Enrollment,
  definitions: DefinitionSet,
): boolean {
  const entry = journeyOf(definitions, name, version)?.entry;
  if (entry === undefined || !("attribute" in entry)) return false;
  const value = before.attributes[entry.attribute];
  if (value === after.attributes[entry.attribute]) return false;
  const reader = readerOf(before, definitions);
  const was = lastOccurrence(value, entry, reader, triggered);
  if (was === undefined) return false;
  const is = lastOccurrence(after.attributes[entry.attribute], entry, reader, triggered);
  return is?.at !== was.at;
}

/**
 * Ends what began on a day that its date moved away from, unless a message of it was claimed; a claim
 * of another enrollment of its journey may count as one, as long as the ledger has it.
 */
export function mayEndByDate(
  facts: Facts,
  { key, seq, before, after, definitions }: Commit,
  enrollment: Enrollment,
  message: (id: string) => Message | undefined,
): "must" | "may" | "may-not" {
  const moved = before && isDateMoved({ before, after }, enrollment, definitions);
  if (!moved) return "may-not";
  const { id, journey, entered } = enrollment;
  const claims = listIn(facts.claims, key).filter((claim) => claim.seq < seq);
  if (claims.some((claim) => message(claim.message)?.enrollment === id)) return "may-not";
  const others = claims.some((claim) => claim.journey === journey && claim.at >= entered);
  return others ? "may" : "must";
}
