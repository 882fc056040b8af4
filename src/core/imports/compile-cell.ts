import type { AttributeValue } from "../customers/customer.ts";
import type { CellRule, TypedRule } from "./cell-rule.ts";
import { compileValue } from "./read-value.ts";

/** A row of a file: the cells of a table, or what a line of JSON says. */
export type Row = readonly string[] | Readonly<Record<string, unknown>>;
/** What stands in one column of a row; undefined where there is none. */
export type Look = (row: Row) => unknown;

/** How the columns of one file are found and what its empty cells look like. */
export interface FileForm {
  /** @returns undefined when the file has no such column */
  readonly find: (column: string) => Look | undefined;
  /** Filled while a mapping is compiled: what it names and the file does not have. */
  readonly unknown: { readonly place: string; readonly column: string }[];
  readonly zone: string | undefined;
  /** Words that say nothing. */
  readonly empty: readonly string[];
}

/** What reading one row comes to, beside its values. */
export interface Notes {
  /** Places that got their default. */
  readonly filled: string[];
  /** Parts of the row that can't be used, though the row is. */
  readonly leftOut: string[];
  /** The row says that somebody refused: to lose it would be to act against their word. */
  refusal?: true;
  /** The row names no customer, and the mapping says to leave such rows out. */
  withoutCustomer?: true;
  /** Why the row can't be used: the first reason. */
  refused?: Refusal;
}

/** `place: "found" problem`; `about` is the same without what was found, to be counted by. */
export interface Refusal {
  readonly reason: string;
  readonly about: string;
}

export type ReadCell = (row: Row, notes: Notes) => AttributeValue | undefined;

/**
 * Compiles one cell of a mapping.
 * @param place where in the mapping, such as attributes.tier
 * @param required whether a row without it can't be used
 */
export function compileCell(
  place: string,
  rule: CellRule,
  form: FileForm,
  required: boolean,
): ReadCell {
  const typed: TypedRule = typeof rule === "string" ? { column: rule } : rule;
  const say = compileSaid(place, typed.column, form);
  const read = compileValue(typed, form.zone);
  const byDefault = required ? "reject" : "leave-out";
  const { missing = byDefault, wrong = byDefault } = typed;
  return (row, notes) => {
    const said = say(row);
    if (said === undefined) {
      if (typeof missing === "object") {
        notes.filled.push(place);
        return missing.default;
      }
      if (missing === "reject") refuse(notes, place, "says nothing");
      return undefined;
    }
    const value = read(said);
    if ("value" in value) return value.value;
    if (wrong === "leave-out") notes.leftOut.push(`${place}: ${value.problem}`);
    else refuse(notes, place, value.problem, said);
    return undefined;
  };
}

/** What a cell says; undefined where it says nothing. */
export function compileSaid(place: string, column: string, form: FileForm): Look {
  const { empty, unknown } = form;
  const look = form.find(column);
  if (look === undefined) unknown.push({ place, column });
  return (row) => {
    const said = look?.(row);
    if (said === undefined || said === null) return undefined;
    if (typeof said !== "string") return said;
    const text = said.trim();
    return text === "" || empty.includes(text) ? undefined : text;
  };
}

export function refuse(notes: Notes, place: string, problem: string, found?: unknown): void {
  const about = `${place}: ${problem}`;
  const reason = found === undefined ? about : `${place}: ${short(found)} ${problem}`;
  notes.refused ??= { reason, about };
}

/** Enough to find it by. */
function short(found: unknown): string {
  const text = JSON.stringify(found);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
