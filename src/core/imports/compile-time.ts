import type { Instant } from "../time/instant.ts";
import type { TimeRule } from "./cell-rule.ts";
import { compileSaid, type FileForm, type Notes, type Row, refuse } from "./compile-cell.ts";
import { readTime, textOf } from "./read-value.ts";

/** A moment; `wholeDay`: the cell says only the day, and `at` is its first moment. */
export interface ReadTime {
  readonly at: Instant;
  readonly wholeDay: boolean;
  /** The cell names no zone: the time is of the zone that the mapping names. */
  readonly isLocal?: true;
}

/** Compiles a cell that is a moment. @param required whether a row without it can't be used */
export function compileTime(
  place: string,
  rule: TimeRule,
  form: FileForm,
  required: boolean,
): (row: Row, notes: Notes) => ReadTime | undefined {
  const { column, format } = typeof rule === "string" ? { column: rule } : rule;
  const say = compileSaid(place, column, form);
  return (row, notes) => {
    const said = say(row);
    if (said === undefined) {
      if (required) refuse(notes, place, "says nothing");
      return undefined;
    }
    const time = readTime(textOf(said), form.zone, format);
    if ("at" in time) return time;
    refuse(notes, place, time.problem, said);
    return undefined;
  };
}
