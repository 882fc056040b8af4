import { text as readText } from "node:stream/consumers";
import { nestColumns } from "../../core/imports/nest-columns.ts";
import { exactValueOf } from "../../core/read-exact-json.ts";
import { openUnpacked } from "./open-unpacked.ts";
import { createCsvReader } from "./read-csv.ts";

export interface ListRow {
  /** Line of the file, or the entry's place in the document; from 1. */
  readonly line: number;
  readonly value: unknown;
}

/** Where the answers of ListSuppressedDestinations, DescribeOptedOutNumbers and SNS hold their rows. */
const lists = ["SuppressedDestinationSummaries", "OptedOutNumbers", "phoneNumbers"] as const;

/**
 * The rows of a list, in whichever form it was saved: the answer of the AWS command line, a JSON
 * array, JSON Lines, CSV with a first line of the same names, or an address per line. The whole
 * list is held in memory.
 * @throws what Node throws when a file can't be read to its end
 */
export async function readList(path: string): Promise<readonly ListRow[]> {
  const text = (await readText(openUnpacked(path).bytes)).replace(/^\uFEFF/, "");
  const whole = exactValueOf(text);
  if (whole !== undefined) return rowsOf(whole).map(toRow);
  if (/^\s*[{["]/.test(text) && !/^\s*"[^"]*"\s*,/.test(text)) {
    return text.split("\n").flatMap((raw, index) => {
      const line = raw.trim();
      return line === "" ? [] : [{ line: index + 1, value: exactValueOf(line) ?? line }];
    });
  }
  return readTable(text);
}

function rowsOf(whole: unknown): readonly unknown[] {
  if (Array.isArray(whole)) return whole;
  // A list of one number without its quotes: 12065550182 is JSON too.
  if (typeof whole !== "object" || whole === null) return [String(whole)];
  const name = lists.find((one) => one in whole);
  const inside = name === undefined ? undefined : (whole as Record<string, unknown>)[name];
  return Array.isArray(inside) ? inside : [whole];
}

function toRow(value: unknown, index: number): ListRow {
  return { line: index + 1, value };
}

function readTable(text: string): readonly ListRow[] {
  const reader = createCsvReader();
  const rows = [...reader.push(text), ...reader.end()];
  const [first] = rows;
  const named = first?.cells.some((cell) => /^(EmailAddress|OptedOutNumber)$/.test(cell)) ?? false;
  const nest = nestColumns(first?.cells ?? []);
  return (named ? rows.slice(1) : rows).map(({ line, cells, text: row, problem }) => {
    // Of a row that can't be read the reason is told by whoever finds no address in it.
    if (problem !== undefined) return { line, value: row };
    return { line, value: named ? nest(cells) : cells[0] };
  });
}
