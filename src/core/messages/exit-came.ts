import type { Customer } from "../customers/customer.ts";
import { saidIn } from "../customers/said-values.ts";
import type { CompiledJourney, Definitions } from "../definitions/definitions.ts";
import { isKeyed } from "../definitions/rules.ts";
import { isDerived } from "../definitions/vocabulary.ts";
import { concernsRun, wasAfterTrigger } from "../events/concerns-run.ts";
import { type Past, type PastEvent, type PastRecord, recall } from "../events/past.ts";
import type { Instant } from "../time/instant.ts";
import { isBefore, whenOf } from "../time/when.ts";
import type { Message } from "./message.ts";

/** The run that made a message, as far as its customer's item no longer tells. */
export interface EndedRun {
  readonly message: Pick<Message, "journey" | "version">;
  /** The record of the event that started it. */
  readonly trigger: PastRecord;
  /** When it came to its own end; undefined: nobody knows, so it may have been at once. */
  readonly ended: Instant | undefined;
}

/**
 * Whether an event came after a run had ended by its own last step that would have ended it: what is
 * still to be claimed stays unsaid (J13). While the run is under way such an event ends it, and for a
 * day after its end the enrollment itself keeps that one came: this is for later. Where others were
 * joined into the customer, such an event may also have come before the run's end, to another of them.
 */
export function exitCame(
  customer: Customer,
  { message: { journey: name, version }, trigger, ended }: EndedRun,
  definitions: Definitions,
  now: Instant,
  history?: readonly PastRecord[],
): boolean | "ask-history" {
  const journey = definitions.journey(name, version);
  if (journey === undefined) return false;
  if (!isKeyed(journey.rules)) return exitCameByFigures(customer, journey, trigger);
  const past: Past = { customer, definitions, now, history };
  const when = whenOf(trigger.at, trigger.accepted);
  const run = saidIn(trigger.properties, journey.compares);
  const since = ended ?? trigger.accepted;
  let isKnown = true;
  for (const rule of journey.exits) {
    // An event of the other one, before the two were joined, ended nothing when it was accepted.
    const mayBeOthers = (customer.joined ?? []).length > 0 && !isDerived(rule.event);
    const found = recall(past, rule, when, mayBeOthers ? when.at : since);
    if (found === "ask-history") isKnown = false;
    else if (
      found.some(
        (one) =>
          (mayBeOthers || one.accepted >= since) &&
          concernsRun(rule, one.values, run) &&
          followed(one, trigger, rule.event, mayBeOthers),
      )
    ) {
      return true;
    }
  }
  return isKnown ? false : "ask-history";
}

/**
 * Whether an event happened after the trigger of a run. What was accepted before the trigger was looked
 * at when the run began. So it counts only where it may have come to another customer, who has been
 * joined since; and one accepted at the trigger's very instant may have come after it. A trigger that
 * Sojourn derived comes after the event that it was derived from.
 * @param type of the event
 */
function followed(
  one: PastEvent,
  trigger: PastRecord,
  type: string,
  mayBeOthers: boolean,
): boolean {
  const when = whenOf(trigger.at, trigger.accepted);
  if (one.accepted > trigger.accepted) return !isBefore(one, when);
  if (one.accepted < trigger.accepted && !mayBeOthers) return false;
  if (isDerived(trigger.type)) return false;
  return one.id !== trigger.id && wasAfterTrigger(one, when, type === trigger.type);
}

/** By the newest own time of each exit event: all that a version of the first rules knows. */
function exitCameByFigures(
  customer: Customer,
  { exits }: CompiledJourney,
  trigger: PastRecord,
): boolean {
  const { at } = whenOf(trigger.at, trigger.accepted);
  return exits.some(({ event, track }) => {
    const last = customer.figures[track]?.last ?? Number.NEGATIVE_INFINITY;
    // The trigger may be such an event itself; it does not end what it starts.
    return event === trigger.type ? last > at : last >= at;
  });
}
