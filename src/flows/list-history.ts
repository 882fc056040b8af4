import type { Customer, CustomerKey } from "../core/customers/customer.ts";
import type { Definitions } from "../core/definitions/definitions.ts";
import { propertiesRead } from "../core/definitions/properties-read.ts";
import { flattenNested } from "../core/events/flatten-nested.ts";
import type { Nested } from "../core/events/nested.ts";
import type { Events } from "../core/ports.ts";
import type { EventRecord } from "../core/timeline/records.ts";

type Needs = { readonly events: Pick<Events, "list" | "listNested"> };

/**
 * A customer's whole history: it lies in the timelines of all who were joined into it, too. A record
 * keeps the nested values that definitions read when the event came. Of paths that are read since then,
 * the values are taken from what is kept beside the record, by one query more for each such timeline.
 */
export async function listHistory(
  { key, joined = [] }: Pick<Customer, "key" | "joined">,
  definitions: Definitions,
  ports: Needs,
): Promise<EventRecord[]> {
  const places = [key, ...joined];
  const lists = await Promise.all(places.map((place) => listPlace(place, definitions, ports)));
  return lists.flat();
}

async function listPlace(
  place: CustomerKey,
  definitions: Definitions,
  { events }: Needs,
): Promise<readonly EventRecord[]> {
  const records = await events.list(place);
  const missing = new Map(
    records.map((record) => [record.id, pathsBesideRecord(record, definitions)] as const),
  );
  if ([...missing.values()].every((paths) => paths.length === 0)) return records;
  const nested = await events.listNested(place);
  return records.map((record) =>
    withPathsOf(record, nested.get(record.id), missing.get(record.id) ?? []),
  );
}

/** Paths that definitions read, which the record lacks and what is kept beside it may have. */
function pathsBesideRecord(
  { type, properties, nested = [] }: EventRecord,
  definitions: Definitions,
): string[] {
  if (nested.length === 0) return [];
  const isKept = (path: string) => nested.some((name) => path.startsWith(`${name}.`));
  return [...propertiesRead(definitions, type)].filter(
    (path) => isKept(path) && properties[path] === undefined,
  );
}

function withPathsOf(
  record: EventRecord,
  nested: Nested | undefined,
  paths: readonly string[],
): EventRecord {
  if (nested === undefined || paths.length === 0) return record;
  const found = flattenNested(nested);
  const values = paths.flatMap((path) => {
    const value = found[path];
    return value === undefined ? [] : [[path, value] as const];
  });
  return { ...record, properties: { ...Object.fromEntries(values), ...record.properties } };
}
