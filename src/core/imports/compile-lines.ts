import { numberOf } from "../conditions/number-of.ts";
import { addDecimal } from "../customers/add-decimal.ts";
import type { AttributeValue } from "../customers/customer.ts";
import type { CellRule } from "./cell-rule.ts";
import { compileCell, type FileForm, type Notes, type Row, refuse } from "./compile-cell.ts";
import type { LineRule } from "./import-map.ts";

/** One line's part of an order: a number that is added up, or an object of a list. */
export type LineValue = number | Readonly<Record<string, AttributeValue>>;

/** What one row adds to its event, by property. */
export type LineValues = Readonly<Record<string, LineValue>>;

/** What the lines of one event come to. */
export type LinesOfEvent = Readonly<Record<string, number | readonly LineValue[]>>;

/**
 * Compiles `lines` of a mapping. A sum's cell that says nothing or no number rejects its row, unless
 * its rule says otherwise: an order without one of its lines is no total.
 */
export function compileLines(
  lines: Readonly<Record<string, LineRule>>,
  form: FileForm,
): (row: Row, notes: Notes) => LineValues {
  const readers = Object.entries(lines).map(([name, rule]) => {
    const place = `lines.${name}`;
    return [
      name,
      "sum" in rule ? compileSum(place, rule.sum, form) : compileItem(place, rule.list, form),
    ] as const;
  });
  return (row, notes) =>
    Object.fromEntries(readers.map(([name, read]) => [name, read(row, notes)]));
}

function compileSum(place: string, sum: CellRule | readonly CellRule[], form: FileForm) {
  const cells = [sum].flat().map((rule) => compileCell(place, asNumber(rule), form, true));
  return (row: Row, notes: Notes): number => {
    const product = cells.reduce((all, read) => {
      const value = read(row, notes);
      const number = numberOf(value);
      if (number === undefined && value !== undefined) refuse(notes, place, "is no number", value);
      return all * (number ?? 0);
    }, 1);
    // 6 × 2.55 is 15.3: beyond 15 digits stands how computers multiply.
    return Number(product.toPrecision(15));
  };
}

function asNumber(rule: CellRule): CellRule {
  return typeof rule === "string" ? { column: rule, type: "number" } : rule;
}

function compileItem(place: string, item: Readonly<Record<string, CellRule>>, form: FileForm) {
  const cells = Object.entries(item).map(
    ([name, rule]) => [name, compileCell(`${place}.${name}`, rule, form, false)] as const,
  );
  return (row: Row, notes: Notes): Readonly<Record<string, AttributeValue>> => {
    const values: Record<string, AttributeValue> = {};
    for (const [name, read] of cells) {
      const value = read(row, notes);
      if (value !== undefined) values[name] = value;
    }
    return values;
  };
}

/** Adds a row's part to what the rows before it came to. */
export function addLine(known: LinesOfEvent | undefined, line: LineValues): LinesOfEvent {
  return Object.fromEntries(
    Object.entries(line).map(([name, value]) => {
      const before = known?.[name];
      if (typeof value === "number") {
        return [name, typeof before === "number" ? addDecimal(before, value) : value];
      }
      return [name, [...(typeof before === "object" ? before : []), value]];
    }),
  );
}
