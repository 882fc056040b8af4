import { nestColumns } from "../../core/imports/nest-columns.ts";
import { readExactJson } from "../../core/read-exact-json.ts";
import { readLines } from "../replay/read-lines.ts";
import { openUnpacked } from "./open-unpacked.ts";
import { type CsvRow, readCsv } from "./read-csv.ts";

export type Row = {
  /** From 1. */
  readonly line: number;
  readonly text: string;
} & ({ readonly value: unknown } | { readonly problem: string });

/**
 * The rows of an export, some at a time: JSON Lines, or CSV where the name ends in .csv or
 * .csv.gz. Memory holds a chunk, never the file.
 * @throws what Node throws when a file can't be read to its end
 */
export async function* readRows(
  path: string,
  read: (bytes: number) => void,
): AsyncGenerator<readonly Row[]> {
  if (/\.csv(\.gz)?$/i.test(path)) {
    yield* readTable(path, read);
    return;
  }
  const { bytes, bytesRead } = openUnpacked(path);
  for await (const batch of readLines(path, undefined, bytes)) {
    read(bytesRead());
    yield batch.map(({ number: line, text, cut }) => {
      if (cut) return { line, text, problem: "the line is longer than 1 MB" };
      const read = readExactJson(text.replace(/^\uFEFF/, ""));
      if ("value" in read) return { line, text, value: read.value };
      const problem = `${read.problem}; a file of CSV is known by its name, .csv`;
      return { line, text, problem };
    });
  }
}

async function* readTable(
  path: string,
  read: (bytes: number) => void,
): AsyncGenerator<readonly Row[]> {
  const { bytes, bytesRead } = openUnpacked(path);
  let toRow: ((row: CsvRow) => Row) | undefined;
  for await (const batch of readCsv(bytes)) {
    const [first, ...rest] = batch;
    const rows = toRow === undefined ? rest : batch;
    toRow ??= readCells(first?.cells ?? []);
    const take = toRow;
    read(bytesRead());
    yield rows.map(take);
  }
}

function readCells(header: readonly string[]): (row: CsvRow) => Row {
  const nest = nestColumns(header);
  return ({ line, cells, problem, ...row }) => {
    if (problem !== undefined) return { line, text: row.text, problem };
    const text = cells.join(",");
    if (cells.length === header.length) return { line, text, value: nest(cells) };
    const wanted = `wanted ${header.length}, as the first line has`;
    return { line, text, problem: `row: found ${cells.length} columns; ${wanted}` };
  };
}
