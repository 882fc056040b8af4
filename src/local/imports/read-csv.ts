import type { Readable } from "node:stream";
import { type Options, parse } from "csv-parse";

export interface CsvRow {
  /** From 1; the header is a line too. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** As many rows as some chunks of a file hold: few waits, little memory. */
const batchSize = 1000;

/** The rows of CSV, the header among them, some at a time. Memory holds a batch, never the file. */
export async function* readCsv(
  bytes: Readable,
  form: Pick<Options, "delimiter" | "relax_quotes"> = {},
): AsyncGenerator<readonly CsvRow[]> {
  const rows = parse({
    bom: true,
    info: true,
    trim: true,
    relax_column_count: true,
    skip_empty_lines: true,
    ...form,
  });
  bytes.on("error", (error) => rows.destroy(error));
  bytes.pipe(rows);
  let batch: CsvRow[] = [];
  for await (const row of rows) {
    const { record, info } = row as { record: string[]; info: { lines: number } };
    batch.push({ line: info.lines, cells: record });
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
