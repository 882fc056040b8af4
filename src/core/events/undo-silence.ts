import type { Customer } from "../customers/customer.ts";
import type { Enrollment } from "../customers/enrollment.ts";
import type { CompiledJourney, Definitions } from "../definitions/definitions.ts";
import { reason } from "../reasons/reason.ts";
import { formatInstant, type Instant } from "../time/instant.ts";
import type { CustomerEvent } from "./event.ts";
import type { EventConsequence } from "./outcome.ts";
import { isLetGo } from "./prune.ts";
import { isUnderWay, type Reached } from "./reach-enrollments.ts";
import { hasClaimed, undoEntry } from "./undo-entry.ts";

/** How an enrollment says that an event which came late shows that it should not have begun. */
export const lateFact = "late-fact";

/**
 * What a late fact does to entries by inactivity. It is an event of the kind that was missed, which
 * happened after the last one that was known and not after the entry: there was no such silence. The
 * run ends, and what was claimed stands. If nothing was claimed, the entry counts for no re-entry
 * limit, goal or holdout figure. An event after the entry is no late fact: `exitWhen` judges it.
 * @returns the very same customer where the event is none
 */
export function undoSilence(
  before: Customer,
  event: CustomerEvent,
  definitions: Definitions,
  now: Instant,
): Reached {
  let customer = before;
  const consequences: EventConsequence[] = [];
  const touched: string[] = [];
  const why = reason(lateFact, { event: event.type, at: formatInstant(event.at) });
  for (const enrollment of Object.values(before.enrollments)) {
    const { id, journey } = enrollment;
    const since = silentSince(enrollment, before, definitions);
    if (since === undefined || event.at <= since || event.at > enrollment.entered) continue;
    if (enrollment.undone || enrollment.state === "closing" || isLetGo(enrollment, now)) continue;
    if (!isMissedBy(definitions, enrollment, event)) continue;
    const isUndone = !hasClaimed(before, enrollment);
    if (isUndone) customer = undoEntry(customer, enrollment);
    const ended = end(enrollment, event, now);
    customer = { ...customer, enrollments: { ...customer.enrollments, [id]: ended } };
    const said = { journey, kind: "exited", enrollment: id, reason: why } as const;
    consequences.push(isUndone ? { ...said, undone: true } : said);
    touched.push(id);
  }
  for (const { id, journey, version, since: entered, silence } of before.goals) {
    if (silence === undefined || event.at <= silence.since || event.at > entered) continue;
    if (!isMissedBy(definitions, { journey, version }, event)) continue;
    customer = undoEntry(customer, { id, journey, ...silence });
    const said = { journey, kind: "exited", enrollment: id, reason: why } as const;
    consequences.push({ ...said, heldOut: true, undone: true });
  }
  return { customer, consequences, touched };
}

/** Whether the event is one of those that the journey found missing. */
function isMissedBy(
  definitions: Definitions,
  { journey, version }: Pick<CompiledJourney, "version"> & { readonly journey: string },
  { type, properties }: CustomerEvent,
): boolean {
  const trigger = definitions.journey(journey, version)?.entry.trigger;
  return trigger?.kind === "inactivity" && trigger.event === type && trigger.test(properties);
}

/** Enrollments of up to 0.2.0 do not say it; what the journey was fired on last does, mostly. */
function silentSince(
  { silentSince: since, journey, version }: Enrollment,
  { fired }: Customer,
  definitions: Definitions,
): Instant | undefined {
  if (since !== undefined) return since;
  if (definitions.journey(journey, version)?.entry.trigger?.kind !== "inactivity") return undefined;
  return fired[journey]?.[0];
}

/** A run that has ended by itself stays so, but claims nothing more for a message that it has left. */
function end(before: Enrollment, event: CustomerEvent, now: Instant): Enrollment {
  if (!isUnderWay(before)) return { ...before, undone: true };
  const { bid: _bid, ...rest } = before;
  return {
    ...rest,
    state: "closing",
    since: now,
    ending: lateFact,
    endedBy: event.id,
    undone: true,
  };
}
