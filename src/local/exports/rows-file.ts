import type { AttributeValue } from "../../core/customers/customer.ts";
import type { Scalar } from "../../core/definitions/words.ts";
import { createLinesFile } from "../imports/lines-file.ts";

/** A file of rows, that is there whole or not at all. */
export interface RowsFile {
  /** @param values a column each, as the names were given */
  add(values: readonly (AttributeValue | undefined)[]): void;
  /** Puts it in its place. */
  keep(): void;
  drop(): void;
}

/** CSV where the name ends in .csv, else JSON Lines. */
export function createRowsFile(path: string, columns: readonly string[]): RowsFile {
  const file = createLinesFile(path);
  const isCsv = /\.csv$/i.test(path);
  // Excel knows UTF-8 by the byte order mark alone; `sojourn import` reads past it.
  if (isCsv) file.add(`\uFEFF${toCsv(columns)}`);
  return {
    add: (values) => file.add(isCsv ? toCsv(values) : toJson(columns, values)),
    keep: () => file.keep(),
    drop: () => file.drop(),
  };
}

function toJson(
  columns: readonly string[],
  values: readonly (AttributeValue | undefined)[],
): string {
  return JSON.stringify(Object.fromEntries(columns.map((name, index) => [name, values[index]])));
}

/** One line of CSV (RFC 4180), without its end. A list stands in one cell, set apart by semicolons. */
export function toCsv(values: readonly (AttributeValue | undefined)[]): string {
  return values.map(toCell).join(",");
}

function toCell(value: AttributeValue | undefined): string {
  if (value === undefined) return "";
  const safe = typeof value === "object" ? value.map(disarm).join(";") : disarm(value);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** What begins a formula, also as Chinese and Japanese keyboards write it; a tab is skipped before it. */
const sign = /^[=+\-@\t\uFF1D\uFF0B\uFF0D\uFF20]/;

/**
 * A text that a spreadsheet would take for a formula gets a ' before it (OWASP, "CSV Injection"), and
 * so does each further line of it: programs that split at line breaks begin a cell there. Numbers are
 * none, phone numbers such as +8613800138000 among them.
 */
function disarm(value: Scalar): string {
  if (typeof value !== "string") return String(value);
  const lines = value.split(/(\r\n|[\r\n\u2028\u2029])/);
  return lines.map((line) => (sign.test(line) && !number.test(line) ? `'${line}` : line)).join("");
}

const number = /^[+-]?\d+(\.\d+)?$/;
