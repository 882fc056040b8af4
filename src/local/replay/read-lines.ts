import { openUtf8 } from "../require-utf8.ts";

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** The line is longer than is read; `text` is its beginning. */
  readonly cut?: true;
}

/** 16 times what an event may have: enough to quote in a report, never enough to fill memory. */
const longestLine = 1024 * 1024;

/**
 * The lines of a file, a batch per chunk read, so that a million lines are not a million waits.
 * Memory holds a chunk and a line, never the file. Empty lines are left out, not their numbers.
 * @param read told how many bytes have been read so far
 * @param source what is read in the file's place, such as what it unpacks to
 */
export async function* readLines(
  path: string,
  read: (bytes: number) => void = () => undefined,
  source?: AsyncIterable<Buffer>,
): AsyncGenerator<Line[]> {
  const decoder = new TextDecoder("utf-8");
  let bytes = 0;
  let number = 0;
  let rest = "";
  let cut = false;
  const take = (text: string): Line | undefined => {
    number += 1;
    const line: Line = cut ? { number, text, cut } : { number, text: text.trim() };
    cut = false;
    return line.text === "" ? undefined : line;
  };

  for await (const chunk of source ?? openUtf8(path)) {
    bytes += (chunk as Buffer).length;
    read(bytes);
    const parts = decoder.decode(chunk as Buffer, { stream: true }).split("\n");
    const last = parts.pop() ?? "";
    const batch: Line[] = [];
    for (const part of parts) {
      const line = take(cut ? rest : rest + part);
      rest = "";
      if (line !== undefined) batch.push(line);
    }
    if (!cut) rest += last;
    if (rest.length > longestLine) {
      rest = rest.slice(0, longestLine);
      cut = true;
    }
    if (batch.length > 0) yield batch;
  }
  const line = rest === "" ? undefined : take(rest);
  if (line !== undefined) yield [line];
}
