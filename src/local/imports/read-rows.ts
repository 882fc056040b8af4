import { parse } from "csv-parse";
import { nestColumns } from "../../core/imports/nest-columns.ts";
import { readExactJson } from "../../core/read-exact-json.ts";
import { readLines } from "../replay/read-lines.ts";
import { openUnpacked } from "./open-unpacked.ts";

export type Row = {
  /** From 1. */
  readonly line: number;
  readonly text: string;
} & ({ readonly value: unknown } | { readonly problem: string });

/** As many rows as some chunks of a file hold: few waits, little memory. */
const batchSize = 1000;

/**
 * The rows of an export, some at a time: JSON Lines, or CSV where the name ends in .csv or
 * .csv.gz. Memory holds a chunk, never the file.
 * @throws what Node and csv-parse throw when a file can't be read to its end
 */
export async function* readRows(
  path: string,
  read: (bytes: number) => void,
): AsyncGenerator<readonly Row[]> {
  if (/\.csv(\.gz)?$/i.test(path)) {
    yield* readCsv(path, read);
    return;
  }
  const { bytes, bytesRead } = openUnpacked(path);
  for await (const batch of readLines(path, undefined, bytes)) {
    read(bytesRead());
    yield batch.map(({ number: line, text, cut }) => {
      if (cut) return { line, text, problem: "the line is longer than 1 MB" };
      const value = readExactJson(text.replace(/^\uFEFF/, ""));
      if (value !== undefined) return { line, text, value };
      return { line, text, problem: "not JSON; a file of CSV is known by its name, .csv" };
    });
  }
}

async function* readCsv(
  path: string,
  read: (bytes: number) => void,
): AsyncGenerator<readonly Row[]> {
  const { bytes, bytesRead } = openUnpacked(path);
  const rows = parse({
    bom: true,
    info: true,
    trim: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  bytes.on("error", (error) => rows.destroy(error));
  bytes.pipe(rows);
  let toRow: ((cells: readonly string[], line: number) => Row) | undefined;
  let batch: Row[] = [];
  for await (const row of rows) {
    const { record, info } = row as { record: string[]; info: { lines: number } };
    if (toRow === undefined) {
      toRow = readCells(record);
      continue;
    }
    batch.push(toRow(record, info.lines));
    if (batch.length < batchSize) continue;
    read(bytesRead());
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function readCells(header: readonly string[]): (cells: readonly string[], line: number) => Row {
  const nest = nestColumns(header);
  return (cells, line) => {
    const text = cells.join(",");
    if (cells.length === header.length) return { line, text, value: nest(cells) };
    const wanted = `wanted ${header.length}, as the first line has`;
    return { line, text, problem: `row: found ${cells.length} columns; ${wanted}` };
  };
}
