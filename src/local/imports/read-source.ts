import { Readable } from "node:stream";
import type { Look, Row } from "../../core/imports/compile-cell.ts";
import type { ImportMap } from "../../core/imports/import-map.ts";
import { readExactJson } from "../../core/read-exact-json.ts";
import { readLines } from "../replay/read-lines.ts";
import { openUnpacked } from "./open-unpacked.ts";
import { type CsvRow, readCsv } from "./read-csv.ts";

/** A row of a file that is mapped; or why it can't be read. */
export type SourceRow = {
  /** From 1. */
  readonly line: number;
  /** As it stands there, to be shown. */
  readonly text: string;
} & ({ readonly row: Row } | { readonly problem: string });

export interface SourceBatch {
  /** How a column is found; undefined: there is none of this name, or several. */
  readonly find: (column: string) => Look | undefined;
  /** Names of the columns; none in JSON Lines. */
  readonly columns: readonly string[];
  readonly rows: readonly SourceRow[];
}

type Form = Pick<ImportMap, "format" | "delimiter" | "encoding">;

const signs = { comma: ",", semicolon: ";", tab: "\t", pipe: "|" } as const;
/** What a decoder writes in the place of bytes that it can't read. */
const unreadable = "\uFFFD";

/**
 * The rows of a file, some at a time: CSV or JSON Lines, packed by gzip or not, in any encoding that
 * the runtime knows. Memory holds a batch, never the file.
 * @throws what Node throws when a file can't be read to its end
 */
export async function* readSource(
  path: string,
  form: Form,
  read: (bytes: number) => void,
): AsyncGenerator<SourceBatch> {
  const { bytes, bytesRead } = openUnpacked(path, "any");
  const text = form.encoding === undefined ? bytes : decode(bytes, form.encoding);
  const isCsv = form.format === undefined ? /\.csv(\.gz)?$/i.test(path) : form.format === "csv";
  const batches = isCsv ? readTable(text, form) : readObjects(path, text);
  for await (const batch of batches) {
    read(bytesRead());
    yield batch;
  }
}

/** The bytes as UTF-8, which is what the readers take. */
function decode(bytes: Readable, encoding: string): Readable {
  const decoder = new TextDecoder(encoding);
  async function* convert(): AsyncGenerator<Buffer> {
    for await (const chunk of bytes) {
      yield Buffer.from(decoder.decode(chunk as Buffer, { stream: true }));
    }
    yield Buffer.from(decoder.decode());
  }
  return Readable.from(convert(), { objectMode: false });
}

async function* readTable(bytes: Readable, { delimiter }: Form): AsyncGenerator<SourceBatch> {
  let columns: readonly string[] | undefined;
  for await (const batch of readCsv(bytes, delimiter && signs[delimiter])) {
    const [first, ...rest] = batch;
    const rows = columns === undefined ? rest : batch;
    columns ??= first?.cells ?? [];
    const known = columns;
    const find = (column: string): Look | undefined => {
      const place = known.indexOf(column);
      return place === -1 || known.indexOf(column, place + 1) !== -1
        ? undefined
        : (row) => (row as readonly string[])[place];
    };
    yield { find, columns, rows: rows.map((row) => toSourceRow(row, known.length)) };
  }
}

function toSourceRow({ line, cells, problem, ...row }: CsvRow, wanted: number): SourceRow {
  if (problem !== undefined) return { line, text: row.text, problem };
  const text = cells.join(",");
  if (cells.length !== wanted) {
    const problem = `row: found ${cells.length} columns; wanted ${wanted}, as the first line has`;
    return { line, text, problem };
  }
  return text.includes(unreadable)
    ? { line, text, problem: notDecoded }
    : { line, text, row: cells };
}

const notDecoded =
  'row: letters that can\'t be read; say "encoding" in the mapping, such as gb18030';

async function* readObjects(path: string, bytes: Readable): AsyncGenerator<SourceBatch> {
  for await (const batch of readLines(path, undefined, bytes)) {
    const rows = batch.map(({ number: line, text, cut }): SourceRow => {
      if (cut) return { line, text, problem: "the line is longer than 1 MB" };
      const read = readExactJson(text.replace(/^\uFEFF/, ""));
      if ("problem" in read) {
        return { line, text, problem: `${read.problem}; CSV is known by its name, .csv` };
      }
      const { value } = read;
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return { line, text, problem: "not a JSON object; CSV is known by its name, .csv" };
      }
      if (text.includes(unreadable)) return { line, text, problem: notDecoded };
      return { line, text, row: value as Row };
    });
    yield { find: findField, columns: [], rows };
  }
}

/** `address.city` is a field of that name, else `city` inside `address`. */
function findField(column: string): Look {
  const path = column.split(".");
  return (row) => {
    const fields = row as Readonly<Record<string, unknown>>;
    if (Object.hasOwn(fields, column)) return fields[column];
    let here: unknown = fields;
    for (const name of path) {
      if (typeof here !== "object" || here === null || !Object.hasOwn(here, name)) return undefined;
      here = (here as Readonly<Record<string, unknown>>)[name];
    }
    return here;
  };
}
