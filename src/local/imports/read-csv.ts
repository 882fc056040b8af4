import type { Readable } from "node:stream";
import { guessSign, parseRecord } from "./parse-csv.ts";

export interface CsvRow {
  /** Of its first line, from 1; the header is a line too. */
  readonly line: number;
  /** As it stands there. */
  readonly text: string;
  readonly cells: readonly string[];
  /** Why its cells are not what was meant. */
  readonly problem?: string;
}

/** Rows of CSV out of pieces of text. */
export interface CsvReader {
  /** The rows that end in what has come so far. */
  push(text: string): CsvRow[];
  /** The rows that are left. */
  end(): CsvRow[];
}

/** A cell of more lines or characters has a quote that nobody closed. */
const mostLines = 1000;
const mostCharacters = 1024 * 1024;

/**
 * A stray quote costs the row that it stands in, by its line; the next line is a row again. Whether a
 * quote that opens is stray shows behind it: it is never closed, or what its record comes to has
 * another number of columns than the first line.
 * @param sign between the cells @default what the first line has most of: `,` `;` tab or `|`
 */
export function createCsvReader(sign?: string): CsvReader {
  let delimiter = sign;
  let wanted: number | undefined;
  let rest = "";
  let isTooLong = false;
  let number = 0;
  /** Lines of a record whose quote is open. */
  let open: { number: number; text: string }[] = [];
  let openText = "";

  function take(lines: readonly { number: number; text: string }[], isEnd: boolean): CsvRow[] {
    const rows: CsvRow[] = [];
    const waiting = lines.toReversed();
    const giveUp = (column: number | undefined) => {
      const [first, ...others] = open;
      if (first !== undefined) rows.push(strayIn(first, column, delimiter ?? ","));
      waiting.push(...others.toReversed());
      open = [];
      openText = "";
    };
    for (;;) {
      const line = waiting.pop();
      if (line === undefined) {
        if (!isEnd || open.length === 0) return rows;
        giveUp(undefined);
        continue;
      }
      if (open.length === 0 && line.text.trim() === "") continue;
      const sign = (delimiter ??= guessSign(line.text));
      if (line.text.length > mostCharacters) {
        const problem = "row: the line is longer than 1 MB";
        rows.push({ ...rowOf(line), cells: [], problem });
        continue;
      }
      if (open.length === 0 && !line.text.includes('"')) {
        const cells = line.text.split(sign).map((cell) => cell.trim());
        wanted ??= cells.length;
        rows.push({ ...rowOf(line), cells });
        continue;
      }
      open.push(line);
      openText = open.length === 1 ? line.text : `${openText}\n${line.text}`;
      const isFull = open.length > mostLines || openText.length > mostCharacters;
      // Nothing but a quote ends what a quote began.
      const parsed = line.text.includes('"')
        ? parseRecord(openText, sign)
        : ({ kind: "open" } as const);
      if (parsed.kind === "cells") {
        const isOne = open.length === 1 || wanted === undefined || parsed.cells.length === wanted;
        const [first] = open;
        if (!isOne || first === undefined) {
          giveUp(undefined);
          continue;
        }
        wanted ??= parsed.cells.length;
        rows.push({ line: first.number, text: openText, cells: parsed.cells });
        open = [];
        openText = "";
      } else if (parsed.kind === "stray") giveUp(open.length === 1 ? parsed.column : undefined);
      else if (isFull) giveUp(undefined);
    }
  }

  function split(text: string): { number: number; text: string }[] {
    // A line break may be cut in two: a last \r waits for what comes.
    const parts = text.split(/\r\n|\n|\r(?!$)/);
    rest = parts.pop() ?? "";
    return parts.map((part) => {
      number += 1;
      return { number, text: number === 1 ? part.replace(/^\uFEFF/, "") : part };
    });
  }

  return {
    push(text) {
      // Of a line that is too long only its beginning is kept, and that it is so.
      if (isTooLong) {
        const end = text.search(/[\r\n]/);
        if (end === -1) return [];
        isTooLong = false;
        return take(split(rest + text.slice(end)), false);
      }
      const lines = split(rest + text);
      isTooLong = rest.length > mostCharacters;
      return take(lines, false);
    },
    end() {
      const lines = rest === "" ? [] : split(`${rest.replace(/\r$/, "")}\n`);
      return take(lines, true);
    },
  };
}

function rowOf({ number, text }: { number: number; text: string }) {
  return { line: number, text };
}

function strayIn(
  line: { number: number; text: string },
  column: number | undefined,
  delimiter: string,
): CsvRow {
  const place = column === undefined ? "that is not closed" : `in column ${column}`;
  const problem = `row: a stray quote ${place}; write "" for one, in a cell that is in quotes`;
  return { ...rowOf(line), cells: line.text.split(delimiter).map((cell) => cell.trim()), problem };
}

/** The rows of CSV, the header among them, some at a time. Memory holds a chunk, never the file. */
export async function* readCsv(
  bytes: AsyncIterable<Buffer> | Readable,
  sign?: string,
): AsyncGenerator<readonly CsvRow[]> {
  const reader = createCsvReader(sign);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  for await (const chunk of bytes) {
    const rows = reader.push(decoder.decode(chunk as Buffer, { stream: true }));
    if (rows.length > 0) yield rows;
  }
  const rows = [...reader.push(decoder.decode()), ...reader.end()];
  if (rows.length > 0) yield rows;
}
