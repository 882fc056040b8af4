import type { FileForm, Notes, Refusal, Row } from "../../core/imports/compile-cell.ts";
import type { ImportMap } from "../../core/imports/import-map.ts";
import { nearestOrKnown, nearestWord } from "../../core/publishing/nearest-word.ts";
import type { RejectsFile } from "../replay/rejects-file.ts";
import { readSource, type SourceBatch, type SourceRow } from "./read-source.ts";
import { createTally, type Tally } from "./tally.ts";

export interface SourceOptions {
  readonly files: readonly string[];
  readonly rejects: RejectsFile;
  /** Told of bytes read, of all files together. */
  readonly read?: (bytes: number) => void;
}

/** What is counted while rows are mapped. */
export interface RowCounts {
  /** Rows by what is wrong with them. */
  readonly rejected: Tally;
  /** Values that came from a default, by place. */
  readonly filled: Tally;
  /** Cells that were left out, by what is wrong with them. */
  readonly leftOut: Tally;
  /** Refusals in rows that can't be used. */
  readonly lost: Tally;
  /** What was done with whole rows, as the mapping says or for want of a rule, and what looks odd. */
  readonly told: Tally;
}

export function createRowCounts(): RowCounts {
  return {
    rejected: createTally(),
    filled: createTally(),
    leftOut: createTally(),
    lost: createTally(),
    told: createTally(),
  };
}

/** A row that can be used. */
export interface MappedRow<Mapped> {
  readonly file: string;
  readonly source: SourceRow;
  readonly mapped: Mapped;
}

/** A file without a column that the mapping names, in plain words. */
export interface Misfit {
  readonly file: string;
  readonly problems: readonly string[];
}

/**
 * Maps files row by row; rows that can't be used go to the rejects, and the rest goes on.
 * @param compile the mapping, for the columns of one file
 * @param take given each row that can be used; what it returns is why the row can't be, after all
 * @returns how many rows there are, or where the mapping does not fit
 */
export async function mapSource<Mapped>(
  map: ImportMap,
  compile: (form: FileForm) => (row: Row, notes: Notes) => Mapped | undefined,
  take: (row: MappedRow<Mapped>) => Untaken | undefined,
  { files, rejects, read }: SourceOptions,
  counts: RowCounts,
): Promise<{ readonly rows: number } | Misfit> {
  let rows = 0;
  let before = 0;
  for (const file of files) {
    let bytes = 0;
    const tell = (done: number) => {
      bytes = done;
      read?.(before + done);
    };
    let mapRow: ((row: Row, notes: Notes) => Mapped | undefined) | undefined;
    for await (const batch of readSource(file, map, tell)) {
      if (mapRow === undefined) {
        const form = formOf(map, batch);
        mapRow = compile(form);
        if (form.unknown.length > 0) return { file, problems: explain(form, batch) };
      }
      rows += batch.rows.length;
      for (const source of batch.rows) {
        const refused = takeRow(file, source, mapRow, take, counts);
        if (refused === undefined) continue;
        const where = `${file} line ${source.line}`;
        rejects.add({ file, line: source.line, reason: refused.reason, text: source.text });
        counts.rejected.add(refused.about, where);
      }
    }
    before += bytes;
  }
  return { rows };
}

/** Why a mapped row is not taken. */
export interface Untaken extends Refusal {
  /** What the customer refuses in it is taken all the same. */
  readonly keepsRefusals?: true;
}

/** Lost, it would be a person who is written to against their word. */
const lostRefusal = "a row that can't be used though somebody refuses in it";
const keptRefusal = "a row of which only the refusals are used";

function takeRow<Mapped>(
  file: string,
  source: SourceRow,
  mapRow: (row: Row, notes: Notes) => Mapped | undefined,
  take: (row: MappedRow<Mapped>) => Untaken | undefined,
  counts: RowCounts,
): Refusal | undefined {
  if ("problem" in source) return { reason: source.problem, about: source.problem };
  const notes: Notes = { filled: [], leftOut: [] };
  const mapped = mapRow(source.row, notes);
  const where = `${file} line ${source.line}`;
  if (notes.withoutCustomer) {
    counts.told.add("a row without a customer is left out, as the mapping says", where);
    return undefined;
  }
  if (mapped === undefined && notes.refused === undefined) throw new TypeError(`${where}: no row`);
  const untaken = mapped === undefined ? undefined : take({ file, source, mapped });
  const refused = notes.refused ?? untaken;
  if (refused !== undefined) {
    const isKept =
      mapped !== undefined && (untaken === undefined || untaken.keepsRefusals === true);
    if (notes.refusal) counts.lost.add(isKept ? keptRefusal : lostRefusal, where);
    return refused;
  }
  for (const place of notes.filled) counts.filled.add(place, where);
  for (const what of notes.leftOut) counts.leftOut.add(what, where);
  return undefined;
}

function formOf({ zone, empty = [] }: ImportMap, { find }: SourceBatch): FileForm {
  return { find, unknown: [], zone, empty };
}

function explain({ unknown }: FileForm, { columns }: SourceBatch): string[] {
  return unknown.map(({ place, column }) => {
    const same = columns.filter((one) => one === column).length;
    if (same > 1) return `${place}: ${same} columns are named "${column}"; give each its own name`;
    const hint = nearestOrKnown(nearestWord(column, columns), columns, "the columns are");
    return `${place}: no column "${column}"${hint}`;
  });
}
