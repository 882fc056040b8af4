import { isTracked } from "../conditions/tracks.ts";
import type { Customer } from "../customers/customer.ts";
import { addMatch, type Matches, matchesOf } from "../customers/matches.ts";
import { saidIn } from "../customers/said-values.ts";
import type { Definitions } from "../definitions/definitions.ts";
import type { Instant } from "../time/instant.ts";
import { whenOf } from "../time/when.ts";
import type { CustomerEvent } from "./event.ts";
import type { PastRecord } from "./past.ts";

/** A customer's matches with an event added to those of the rules that it matches. */
export function noteMatches(
  customer: Customer,
  event: CustomerEvent,
  { matched, tracks, settings }: Definitions,
  now: Instant,
): Pick<Customer, "matches"> {
  if (matched.size === 0) return {};
  const zone = customer.zone ?? settings.zone;
  const counting = new Set(
    (tracks.get(event.type) ?? [])
      .filter((track) => isTracked(track, event, zone))
      .map(({ id }) => id),
  );
  let matches: Matches = matchesOf(customer, now);
  for (const rule of matched.get(event.type) ?? []) {
    if (!counting.has(rule.track)) continue;
    const { at, said, properties } = event;
    const values = saidIn(properties, rule.properties);
    matches = addMatch(matches, rule, { at, said, accepted: now, values }, now);
  }
  return { matches };
}

/**
 * The matches of a customer of whom there is no item yet: events that concerned nobody when they came
 * are in the history.
 */
export function matchesIn(
  customer: Customer,
  history: readonly PastRecord[],
  definitions: Definitions,
): Matches {
  const inOrder = history.toSorted((a, b) => a.accepted - b.accepted);
  let begun = customer;
  for (const { id, type, at, accepted, properties } of inOrder) {
    const event = { id, type, customer: customer.id, ...whenOf(at, accepted), properties };
    begun = { ...begun, ...noteMatches(begun, event, definitions, accepted) };
  }
  return begun.matches ?? {};
}
