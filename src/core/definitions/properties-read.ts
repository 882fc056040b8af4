import type { Definitions } from "./definitions.ts";

/** Definitions are immutable, so each type is asked for once. */
const known = new WeakMap<Definitions, Map<string, ReadonlySet<string>>>();

/**
 * Names of the properties of an event, and paths of nested ones such as `items.sku`, that filters,
 * figures, entry keys, steps and templates read: what its record has to keep before all else, since
 * the record answers for the event later.
 */
export function propertiesRead(definitions: Definitions, type: string): ReadonlySet<string> {
  const byType = known.get(definitions) ?? new Map<string, ReadonlySet<string>>();
  known.set(definitions, byType);
  const read = byType.get(type) ?? collect(definitions, type);
  byType.set(type, read);
  return read;
}

function collect(definitions: Definitions, type: string): ReadonlySet<string> {
  const { tracks, matched, entriesOn } = definitions;
  const started = entriesOn.get(type) ?? [];
  return new Set([
    // What decides whom an event concerns comes before what is counted and printed.
    ...started.flatMap(({ compares, entry }) => [...(entry.key ? [entry.key] : []), ...compares]),
    ...(matched.get(type) ?? []).flatMap(({ properties }) => properties),
    ...(tracks.get(type) ?? []).flatMap(({ reads }) => reads),
    ...started.flatMap((journey) => [...definitions.eventValues(journey)]),
  ]);
}
