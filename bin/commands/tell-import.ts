import type { Imported } from "../../src/local/imports/import-endpoints.ts";
import type { ImportedList } from "../../src/local/imports/import-list.ts";
import type { RejectsFile } from "../../src/local/replay/rejects-file.ts";

type Say = (line: string) => void;

const number = (count: number) => count.toLocaleString("en-US");
const many = (count: number, word: string) => `${number(count)} ${word}${count === 1 ? "" : "s"}`;

/** What maps, what does not and why, each with its count. */
export function tellImported(
  { rows, customers, carried, leftOut }: Imported,
  files: number,
  say: Say,
): void {
  say(`${many(rows, "row")} of ${many(files, "file")}: ${many(customers, "customer")}`);
  for (const { what, count } of carried.list()) say(`  ${number(count)} ${what}`);
  const without = leftOut.list();
  if (without.length === 0) return;
  say("Left out, the rest of the row being kept:");
  for (const { what, count, first } of without)
    say(`  ${number(count)} × ${what} (first: ${first})`);
}

export function tellList(done: ImportedList, say: Say): void {
  const { listed, found, customers, refusals, removed } = done;
  say(`${number(listed)} listed, ${number(found)} of them known: ${many(customers, "customer")}`);
  say(`  ${many(refusals, "refusal")}`);
  say(`  ${number(removed)} dead addresses left out`);
}

export function tellRejects(rejects: RejectsFile, say: Say): void {
  if (rejects.count === 0) return;
  const where = rejects.path === undefined ? "the first are" : `all are in ${rejects.path}`;
  say(`${many(rejects.count, "row")} can't be used; ${where}:`);
  for (const { file, line, reason } of rejects.first) say(`  ${file} line ${line}: ${reason}`);
}

export function tellWritten(path: string | undefined, say: Say): void {
  say(path === undefined ? "Nothing was written (--dry-run)." : `Wrote ${path}`);
}
