import { isTracked } from "../conditions/tracks.ts";
import type { Customer } from "../customers/customer.ts";
import { covers, type Match, matchesBy, matchesOf } from "../customers/matches.ts";
import { saidIn } from "../customers/said-values.ts";
import { matchedRule } from "../definitions/compile-rule.ts";
import type { Definitions } from "../definitions/definitions.ts";
import type { EventRule } from "../definitions/event-rule.ts";
import { type Instant, MINUTE, SECOND } from "../time/instant.ts";
import { clockAhead, type When, whenOf } from "../time/when.ts";
import type { EventRecord } from "../timeline/records.ts";
import type { Properties } from "./event.ts";

/** An event that a customer took in before, as far as it is known here. */
export interface PastEvent extends Match {
  /** Where the history told of it. */
  readonly id?: string;
  readonly properties?: Properties;
}

/** What is known of the events that a customer has taken in. */
export interface Past {
  readonly customer: Customer;
  readonly definitions: Definitions;
  readonly now: Instant;
  /**
   * History of the customer and of all that were joined into it; given where {@link recall} asked
   * for it.
   */
  readonly history?: readonly PastRecord[] | undefined;
}

/** What is asked of the record of an event. */
export type PastRecord = Pick<EventRecord, "id" | "type" | "at" | "accepted" | "properties">;

/** Functions hold definitions for 30 s: so long after a publish one may not note its new rules. */
const publishSettles = MINUTE;

/**
 * The events that matched a rule, whatever their key, and that may have happened at an instant or
 * later. Three looks, the cheapest first: the figure that counts them, which knows no key; the list
 * of matches on the item; and the history, where that list does not reach back so far.
 * @param since of events that happened before it some may be missing, and some may be there
 * @param acceptedSince of those accepted before it, too
 */
export function recall(
  { customer, definitions, now, history }: Past,
  rule: EventRule,
  since: When,
  acceptedSince: Instant = since.at,
): readonly PastEvent[] | "ask-history" {
  const last = customer.figures[rule.track]?.last;
  if (last === undefined || last < earliest(since)) return [];
  const by = matchedRule(rule);
  const matches = matchesOf(customer, now);
  const { published = Number.NEGATIVE_INFINITY } = definitions;
  const isKnown = covers(matches, acceptedSince) && acceptedSince >= published + publishSettles;
  const listed = matchesBy(matches, by);
  if (history === undefined) return isKnown ? listed : "ask-history";
  return [...told(history, rule, customer, definitions), ...listed];
}

/** The earliest time that an event which followed can have as figures keep it. */
function earliest({ at, said }: When): Instant {
  // Of two that clocks ahead said, the later may have been accepted first.
  return at - (at % SECOND) - (said === undefined ? 0 : clockAhead);
}

function told(
  history: readonly PastRecord[],
  rule: EventRule,
  { zone }: Customer,
  { tracks, settings }: Definitions,
): PastEvent[] {
  const track = tracks.get(rule.event)?.find(({ id }) => id === rule.track);
  if (track === undefined) return [];
  const { id: name, properties: compared } = matchedRule(rule);
  return history.flatMap(({ id, type, at, accepted, properties }) => {
    if (type !== rule.event) return [];
    const when = whenOf(at, accepted);
    const event = { id, type, customer: "", ...when, properties };
    if (!isTracked(track, event, zone ?? settings.zone)) return [];
    return [
      { id, rule: name, accepted, ...when, properties, values: saidIn(properties, compared) },
    ];
  });
}
