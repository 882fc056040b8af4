import { readCsv } from "../imports/read-csv.ts";
import { readLines } from "../replay/read-lines.ts";
import { openUtf8 } from "../require-utf8.ts";

/** "auto" looks at the first line; "space" splits at any run of blanks. */
export const delimiters = ["auto", "comma", "semicolon", "tab", "pipe", "space"] as const;
export type Delimiter = (typeof delimiters)[number];

export interface TableRow {
  /** Line of the file, from 1; the header is a line too. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Why its cells are not what was meant. */
  readonly problem?: string;
}

const signs = { comma: ",", semicolon: ";", tab: "\t", pipe: "|" } as const;

/** The sign that the first line has most of; blanks when it has none of them. */
export function guessDelimiter(line: string): Exclude<Delimiter, "auto"> {
  let best: keyof typeof signs | "space" = "space";
  let most = 0;
  for (const [name, sign] of Object.entries(signs) as [keyof typeof signs, string][]) {
    const count = line.split(sign).length - 1;
    if (count > most) [best, most] = [name, count];
  }
  return best;
}

/** The rows of a table as text, one after the other; nothing is guessed about what they mean. */
export async function* readTable(path: string, delimiter: Delimiter): AsyncGenerator<TableRow> {
  const kind = delimiter === "auto" ? guessDelimiter(await firstLine(path)) : delimiter;
  if (kind === "space") {
    for await (const batch of readLines(path)) {
      for (const { number, text } of batch) yield { line: number, cells: text.split(/\s+/) };
    }
    return;
  }
  for await (const rows of readCsv(openUtf8(path), signs[kind])) yield* rows;
}

async function firstLine(path: string): Promise<string> {
  for await (const [line] of readLines(path)) if (line !== undefined) return line.text;
  return "";
}
