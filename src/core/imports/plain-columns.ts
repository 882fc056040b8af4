import { isNumberText } from "../conditions/number-of.ts";
import type { AttributeValue } from "../customers/customer.ts";
import type { CellRule } from "./cell-rule.ts";

type Values = Readonly<Record<string, AttributeValue>>;

/**
 * The type of columns that are read as `plain`: numbers where every text of the column is one, else
 * text. A cell alone can't say: of the articles 22752 and 85123A one would be a number.
 */
export interface PlainColumns {
  /** Notes what a row says. */
  note(values: Values, where: string): void;
  /** The values with the type of their column, once all rows are noted. */
  settle<Some extends Values>(values: Some): Some;
  /** Columns that are text though some of their cells are numbers, each with a cell that is none. */
  mixed(): string[];
}

interface Column {
  numbers: boolean;
  /** The first text that is no number. */
  text?: { readonly said: string; readonly where: string };
}

/** @param rules by name, of which those of type `plain` count @param place such as "properties." */
export function createPlainColumns(
  rules: Readonly<Record<string, CellRule>>,
  place: string,
): PlainColumns {
  const columns = new Map<string, Column>();
  for (const [name, rule] of Object.entries(rules)) {
    if (typeof rule === "object" && rule.type === "plain") columns.set(name, { numbers: false });
  }
  return {
    note(values, where) {
      for (const [name, column] of columns) {
        const said = values[name];
        if (typeof said !== "string") continue;
        if (isNumberText(said)) column.numbers = true;
        else column.text ??= { said, where };
      }
    },
    settle(values) {
      const settled: Record<string, AttributeValue> = { ...values };
      for (const [name, { text }] of columns) {
        const said = settled[name];
        if (text === undefined && typeof said === "string") settled[name] = Number(said);
      }
      return settled as typeof values;
    },
    mixed() {
      return [...columns].flatMap(([name, { numbers, text }]) =>
        numbers && text !== undefined
          ? [`${place}${name} is text: ${text.where} says ${JSON.stringify(text.said)}`]
          : [],
      );
    },
  };
}
