import { Temporal } from "temporal-polyfill";
import type { Customer } from "../../src/core/customers/customer.ts";
import type { Enrollment } from "../../src/core/customers/enrollment.ts";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { Message } from "../../src/core/messages/message.ts";
import { type Commit, type Facts, listIn } from "./facts.ts";
import { journeyOf } from "./plain-rules.ts";

/** What is known of a customer before and after its attributes changed. */
interface Change {
  readonly before: Pick<Customer, "attributes">;
  readonly after: Pick<Customer, "attributes">;
}

/**
 * Whether an enrollment began on a day of a date that is none of that date any more. Around midnight
 * in its zone it may be one of two days.
 */
export function isDateMoved(
  { before, after }: Change,
  { journey: name, version, triggered }: Enrollment,
  definitions: DefinitionSet,
): boolean | "perhaps" {
  const entry = journeyOf(definitions, name, version)?.entry;
  if (entry === undefined || !("attribute" in entry)) return false;
  const was = before.attributes[entry.attribute];
  const is = after.attributes[entry.attribute];
  if (was === is || typeof was !== "string") return false;
  if (typeof is !== "string") return true;
  // Days are moved by the same offset, so the dates themselves tell: the last day before its entry.
  const { yearly, monthly } = entry;
  const [one, other] = [was, is].map((text) => {
    const offset = Number.parseInt(entry.offset ?? "0d", 10);
    // Days of one occurrence differ by at most a day from zone to zone.
    const latest = Temporal.Instant.fromEpochMilliseconds(triggered)
      .toZonedDateTimeISO("UTC")
      .toPlainDate()
      .add({ days: 1 });
    return daysUntil(Temporal.PlainDate.from(text), offset, { yearly, monthly }, latest);
  });
  const days = new Set(other);
  const gone = (one ?? []).slice(-2).map((day) => !days.has(day));
  return new Set(gone).size > 1 ? "perhaps" : (gone[0] ?? false);
}

function daysUntil(
  date: Temporal.PlainDate,
  offset: number,
  { yearly, monthly }: { yearly?: boolean | undefined; monthly?: boolean | undefined },
  latest: Temporal.PlainDate,
): string[] {
  const days: string[] = [];
  for (let n = 0; n < 2000; n++) {
    const next = date.add({ years: yearly ? n : 0, months: monthly ? n : 0 }).add({ days: offset });
    if (Temporal.PlainDate.compare(next, latest) > 0) break;
    days.push(next.toString());
    if (!yearly && !monthly) break;
  }
  return days;
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
  return moved === true && !others ? "must" : "may";
}
