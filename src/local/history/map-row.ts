import { isReserved, type Scalar } from "../../core/definitions/words.ts";
import type { Instant } from "../../core/time/instant.ts";
import { type DateFormat, parseWhen } from "./parse-when.ts";
import type { TableRow } from "./read-table.ts";

/** Which column gives what: `customer`, `at`, perhaps `id`; all else becomes a property. */
export interface Mapping {
  readonly customer: number;
  readonly at: number;
  readonly id: number | undefined;
  readonly properties: readonly { readonly name: string; readonly column: number }[];
  /** Properties that stay text though they look like numbers. */
  readonly text: ReadonlySet<string>;
  readonly columns: number;
  readonly zone: string;
  readonly dateFormat: DateFormat | undefined;
}

export interface MappedRow {
  readonly customer: string;
  readonly at: Instant;
  readonly wholeDay: boolean;
  readonly id: string | undefined;
  readonly properties: Readonly<Record<string, Scalar>>;
}

/** A row as what happened, or why it can't be one. */
export function mapRow({ cells }: TableRow, mapping: Mapping): MappedRow | string {
  if (cells.length !== mapping.columns) {
    return `${cells.length} columns where the first line has ${mapping.columns}`;
  }
  const customer = cells[mapping.customer] ?? "";
  if (customer === "") return "no customer";
  const said = cells[mapping.at] ?? "";
  if (said === "") return "no date";
  const when = parseWhen(said, mapping.zone, mapping.dateFormat);
  if (typeof when === "string") return when;
  const properties: Record<string, Scalar> = {};
  for (const { name, column } of mapping.properties) {
    const text = cells[column] ?? "";
    if (text !== "") properties[name] = mapping.text.has(name) ? text : readValue(text);
  }
  const id = mapping.id === undefined ? undefined : cells[mapping.id];
  if (id === "") return "no id";
  return { customer, ...when, id, properties };
}

/** Numbers as people write them plainly; "00042" and what is beyond 15 digits stay text: ids. */
const plainNumber = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,6})?$/;

function readValue(text: string): Scalar {
  return plainNumber.test(text) ? Number(text) : text;
}

/** Names that {@link Mapping} gives a meaning of their own. */
const ownNames = ["customer", "at", "id"];

/**
 * Reads "customer=customer_id,at=date,total=dollar_value". A column is a name of the first line
 * or its place, from 1.
 * @param unknown says what to do about a column that is not there
 * @returns why it does not fit the file, in plain words
 */
export function readMapping(
  text: string,
  header: readonly string[],
  unknown: (column: string) => string,
): Pick<Mapping, "customer" | "at" | "id" | "properties" | "columns"> | string {
  const places = new Map<string, number>();
  for (const part of text.split(",")) {
    const [name = "", column = "", ...more] = part.split("=").map((word) => word.trim());
    if (name === "" || column === "" || more.length > 0) return `"${part}" is not name=column`;
    if (isReserved(name)) return `the name ${name} is reserved`;
    const place = findColumn(column, header);
    if (place === undefined) return `no column "${column}"${unknown(column)}`;
    places.set(name, place);
  }
  const customer = places.get("customer");
  const at = places.get("at");
  if (customer === undefined || at === undefined) {
    return "say which columns are customer=… and at=…";
  }
  const properties = [...places]
    .filter(([name]) => !ownNames.includes(name))
    .map(([name, column]) => ({ name, column }));
  return { customer, at, id: places.get("id"), properties, columns: header.length };
}

function findColumn(column: string, header: readonly string[]): number | undefined {
  const place = header.indexOf(column);
  if (place !== -1) return place;
  const number = Number(column);
  return Number.isInteger(number) && number >= 1 && number <= header.length
    ? number - 1
    : undefined;
}
