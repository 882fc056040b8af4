import type { CustomerKey } from "../core/customers/customer.ts";
import type { Definitions } from "../core/definitions/definitions.ts";
import type { CustomerEvent } from "../core/events/event.ts";
import { flattenNested } from "../core/events/flatten-nested.ts";
import type { Nested } from "../core/events/nested.ts";
import type { Events } from "../core/ports.ts";
import type { Instant } from "../core/time/instant.ts";

/** An event as conditions see it: its nested properties under their paths, such as `items.sku`. */
export function withPaths(event: CustomerEvent): CustomerEvent {
  if (event.nested === undefined) return event;
  return { ...event, properties: { ...flattenNested(event.nested), ...event.properties } };
}

/**
 * Keeps the nested properties that a journey reads which the event may start, before the commit that
 * starts it: one write more for such an event, none for all others. Repeating it changes nothing.
 * @param event with its paths
 * @returns the names that are kept
 */
export async function keepNested(
  key: CustomerKey,
  { id, type, nested, properties }: CustomerEvent,
  definitions: Definitions,
  now: Instant,
  events: Pick<Events, "keepNested">,
): Promise<readonly string[]> {
  if (nested === undefined) return [];
  const wanted = (definitions.entriesOn.get(type) ?? []).filter(({ entry }) =>
    entry.test(properties),
  );
  const read = new Set(wanted.flatMap((journey) => [...definitions.eventValues(journey)]));
  const kept: Nested = Object.fromEntries(
    Object.entries(nested).filter(([name]) => read.has(name)),
  );
  const names = Object.keys(kept);
  if (names.length > 0) await events.keepNested(key, id, kept, now);
  return names;
}
