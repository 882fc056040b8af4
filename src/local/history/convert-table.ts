import type { FileForm, Look, Notes } from "../../core/imports/compile-cell.ts";
import type { EventsMap } from "../../core/imports/import-map.ts";
import { compileEventsMap } from "../../core/imports/map-event.ts";
import { nearestOrKnown, nearestWord } from "../../core/publishing/nearest-word.ts";
import { formatInstant, type Instant } from "../../core/time/instant.ts";
import { createEventTypes, type EventTypes } from "../imports/event-types.ts";
import { type EventRow, gatherEvents } from "../imports/gather-events.ts";
import { isDecimalId } from "../imports/tell-ids.ts";
import type { RejectsFile } from "../replay/rejects-file.ts";
import { findColumn, type MappingForm, readMapping } from "./read-mapping.ts";
import { type Delimiter, readTable } from "./read-table.ts";

export interface MappingOptions extends MappingForm {
  readonly path: string;
  /** Such as "customer=customer_id,at=date,total=dollar_value". */
  readonly map: string;
  readonly delimiter: Delimiter;
  /** Names of the columns, for a file whose first line is data already. */
  readonly columns?: readonly string[] | undefined;
}

/** A mapping, and the columns of the file that it fits. */
export interface Mapping {
  readonly map: EventsMap;
  readonly columns: readonly string[];
}

export interface ConvertOptions {
  readonly path: string;
  readonly delimiter: Delimiter;
  /** Whether the first line names the columns. */
  readonly header: boolean;
  readonly mapping: Mapping;
  readonly rejects: RejectsFile;
}

export interface Converted {
  /** Events as JSON text, by time. */
  readonly events: readonly { readonly at: Instant; readonly text: string }[];
  /** Ids of customers in order of appearance. */
  readonly customers: ReadonlySet<string>;
  readonly rows: number;
  /** Rows of one id that say the same as one before them: they are one event. */
  readonly repeats: number;
  /** Rows that say something else than the first of their id, which are rejected. */
  readonly differing: { readonly rows: number; readonly ids: number };
  /** Rows whose time names no zone. */
  readonly local: number;
  /** Columns whose cells are not all of one type, and which type they have now. */
  readonly mixed: readonly string[];
  /** Rows whose customer or id looks like 17850.0. */
  readonly decimal: readonly { readonly name: string; readonly count: number }[];
}

/**
 * Fits the mapping to the file: columns by the names of its first line.
 * @returns why it does not fit, in plain words
 */
export async function planMapping(options: MappingOptions): Promise<Mapping | string> {
  const { path, delimiter, map } = options;
  let columns = options.columns;
  for await (const row of readTable(path, delimiter)) {
    columns ??= row.cells;
    break;
  }
  if (columns === undefined) return `${path} is empty`;
  const known = columns;
  const unknown = (column: string) =>
    nearestOrKnown(nearestWord(column, known), known, `the columns of ${path} are`);
  const read = readMapping(map, columns, unknown, options);
  return typeof read === "string" ? read : { map: read, columns };
}

/**
 * Turns a table of what happened into events, sorted by time. All rows are held in memory to be
 * sorted: some 800 bytes each.
 *
 * Ids are stable: the row's own, or a hash of its content and of how many equal rows came before,
 * so that converting again, or converting a longer export, gives the same events the same ids.
 */
export async function convertTable(options: ConvertOptions): Promise<Converted> {
  const { path, mapping, rejects } = options;
  const mapEvent = compileEventsMap(mapping.map, formOf(mapping));
  const types = createEventTypes(mapping.map);
  const decimal = new Map<string, number>();
  const byCustomer = new Map<string, EventRow[]>();
  let rows = 0;
  let local = 0;
  let first = true;
  for await (const { line, cells, problem } of readTable(path, options.delimiter)) {
    const isHeader = first && options.header;
    first = false;
    if (isHeader) continue;
    rows += 1;
    const notes: Notes = { filled: [], leftOut: [] };
    const wanted = mapping.columns.length;
    const fits = problem === undefined && cells.length === wanted;
    const mapped = fits ? mapEvent(cells, notes) : undefined;
    if (mapped === undefined) {
      const misfit = `${cells.length} columns where the first line has ${wanted}`;
      const reason = problem ?? notes.refused?.reason ?? misfit;
      rejects.add({ file: path, line, reason, text: cells.join(" ") });
      continue;
    }
    types.note(mapped, `line ${line}`);
    if (mapped.isLocal) local += 1;
    for (const name of ["customer", "id"] as const) {
      if (isDecimalId(mapped[name])) decimal.set(name, (decimal.get(name) ?? 0) + 1);
    }
    const row = { event: mapped, file: path, line, text: cells.join(between) };
    const known = byCustomer.get(mapped.customer);
    if (known === undefined) byCustomer.set(mapped.customer, [row]);
    else known.push(row);
  }
  return {
    ...gatherAll(byCustomer.values(), types, rejects),
    customers: new Set(byCustomer.keys()),
    rows,
    local,
    mixed: types.mixed(),
    decimal: [...decimal].map(([name, count]) => ({ name, count })),
  };
}

/** Between the cells of a row, of which a hash is the id of an event that has none. */
const between = "\u001f";

/** Rows as events, by time; those that are none of the events of their id go to the rejects. */
function gatherAll(
  all: Iterable<readonly EventRow[]>,
  types: EventTypes,
  rejects: RejectsFile,
): Pick<Converted, "events" | "repeats" | "differing"> {
  const events: { at: Instant; text: string }[] = [];
  const differing: (EventRow & { id: string })[] = [];
  let repeats = 0;
  for (const rows of all) {
    const found = gatherEvents(rows);
    repeats += found.repeats;
    differing.push(...found.differing);
    for (const { id, at, row } of found.events) {
      const { type, customer } = row.event;
      const properties = types.settle(row.event.properties);
      const body = { id, type, at: formatInstant(at), customer, properties };
      events.push({ at, text: JSON.stringify(body) });
    }
  }
  for (const { file, line, text, id } of differing.toSorted((a, b) => a.line - b.line)) {
    const reason = `id: ${JSON.stringify(id)} differs from the first row of its id`;
    rejects.add({ file, line, reason, text: text.replaceAll(between, " ") });
  }
  const ids = new Set(differing.map(({ event, id }) => JSON.stringify([event.customer, id])));
  return {
    events: events.toSorted((a, b) => a.at - b.at),
    repeats,
    differing: { rows: differing.length, ids: ids.size },
  };
}

function formOf({ map, columns }: Mapping): FileForm {
  const find = (column: string): Look | undefined => {
    const place = findColumn(column, columns);
    return place === undefined ? undefined : (row) => (row as readonly string[])[place];
  };
  return { find, unknown: [], zone: map.zone, empty: [] };
}
