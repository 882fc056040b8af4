import { exactValueOf } from "../../core/read-exact-json.ts";
import { parseListedId } from "../../core/segments/parse-listed-id.ts";
import { readRows } from "../imports/read-rows.ts";
import { readLines } from "../replay/read-lines.ts";
import type { RejectsFile } from "../replay/rejects-file.ts";

export interface ReadIds {
  readonly ids: ReadonlySet<string>;
  /** Rows that say an id again. */
  readonly again: number;
}

/**
 * The ids of a list: CSV by its name, else a line each, a plain id or JSON. The list is held in
 * memory. A row that can't be used goes to the rejects with its number; the rest goes on.
 */
export async function readIds(path: string, rejects: RejectsFile): Promise<ReadIds> {
  const ids = new Set<string>();
  let again = 0;
  const take = (value: unknown, line: number, text: string) => {
    const parsed = parseListedId(value);
    if (parsed.kind === "refused") rejects.add({ file: path, line, reason: parsed.reason, text });
    else if (ids.has(parsed.id)) again += 1;
    else ids.add(parsed.id);
  };
  if (/\.csv(\.gz)?$/i.test(path)) {
    for await (const rows of readRows(path, () => undefined)) {
      for (const row of rows) {
        const { line, text } = row;
        if ("problem" in row) rejects.add({ file: path, line, reason: row.problem, text });
        else take(row.value, line, text);
      }
    }
    return { ids, again };
  }
  for await (const batch of readLines(path)) {
    for (const { number, text } of batch) take(readLine(text), number, text);
  }
  return { ids, again };
}

/** What begins as JSON is JSON; all else is an id as it stands, 007 among them. */
function readLine(text: string): unknown {
  const line = text.replace(/^\uFEFF/, "");
  return /^[{"[]/.test(line) ? exactValueOf(line) : line;
}
