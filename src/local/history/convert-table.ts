import { hashId } from "../../core/hash.ts";
import { nearestOrKnown, nearestWord } from "../../core/publishing/nearest-word.ts";
import { formatInstant, type Instant } from "../../core/time/instant.ts";
import type { RejectsFile } from "../replay/rejects-file.ts";
import { type MappedRow, type Mapping, mapRow, readMapping } from "./map-row.ts";
import { apart, type DateFormat, mostApart } from "./parse-when.ts";
import { type Delimiter, readTable } from "./read-table.ts";

export interface MappingOptions {
  readonly path: string;
  /** Such as "customer=customer_id,at=date,total=dollar_value". */
  readonly map: string;
  readonly delimiter: Delimiter;
  /** Names of the columns, for a file whose first line is data already. */
  readonly columns?: readonly string[] | undefined;
  /** Properties that stay text though they look like numbers. */
  readonly text: ReadonlySet<string>;
  /** Of dates that say none. */
  readonly zone: string;
  readonly dateFormat: DateFormat | undefined;
}

export interface ConvertOptions {
  readonly path: string;
  readonly type: string;
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
}

/**
 * Fits the mapping to the file: columns by the names of its first line.
 * @returns why it does not fit, in plain words
 */
export async function planMapping(options: MappingOptions): Promise<Mapping | string> {
  const { path, delimiter, map, text, zone, dateFormat } = options;
  let columns = options.columns;
  for await (const row of readTable(path, delimiter)) {
    columns ??= row.cells;
    break;
  }
  if (columns === undefined) return "the file is empty";
  const known = columns;
  const unknown = (column: string) =>
    nearestOrKnown(nearestWord(column, known), known, "the columns are");
  const read = readMapping(map, columns, unknown);
  return typeof read === "string" ? read : { ...read, text, zone, dateFormat };
}

/**
 * Turns a table of what happened into events, sorted by time. All rows are held in memory to be
 * sorted: some 400 bytes each.
 *
 * Ids are stable: the row's own, or a hash of its content and of how many equal rows came before,
 * so that converting again, or converting a longer export, gives the same events the same ids.
 * Rows that say only a day follow one another by a second per customer and day, in file order: what
 * happens at the very same instant has no order.
 */
export async function convertTable(options: ConvertOptions): Promise<Converted> {
  const { path, type, mapping, rejects } = options;
  const events: { at: Instant; text: string }[] = [];
  const customers = new Set<string>();
  const equals = new Map<string, number>();
  const days = new Map<string, number>();
  let rows = 0;
  let first = true;
  for await (const row of readTable(path, options.delimiter)) {
    const isHeader = first && options.header;
    first = false;
    if (isHeader) continue;
    rows += 1;
    const mapped = mapRow(row, mapping);
    const text = row.cells.join("\u001f");
    if (typeof mapped === "string") {
      rejects.add({ file: path, line: row.line, reason: mapped, text: row.cells.join(" ") });
      continue;
    }
    const id = mapped.id ?? hashId(type, text, count(equals, text));
    const at = mapped.at + apart * Math.min(mostApart, sameDay(mapped, days));
    const { customer, properties } = mapped;
    customers.add(customer);
    events.push({
      at,
      text: JSON.stringify({ id, type, at: formatInstant(at), customer, properties }),
    });
  }
  return { events: events.toSorted((a, b) => a.at - b.at), customers, rows };
}

function sameDay({ wholeDay, customer, at }: MappedRow, days: Map<string, number>): number {
  return wholeDay ? count(days, `${customer} ${at}`) : 0;
}

/** How often it was counted before. */
function count(seen: Map<string, number>, key: string): number {
  const before = seen.get(key) ?? 0;
  seen.set(key, before + 1);
  return before;
}
