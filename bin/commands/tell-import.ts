import type { ImportedRows } from "../../src/local/imports/import-customers.ts";
import type { Imported } from "../../src/local/imports/import-endpoints.ts";
import type { ImportedList } from "../../src/local/imports/import-list.ts";
import type { Counted, Tally } from "../../src/local/imports/tally.ts";
import type { RejectsFile } from "../../src/local/replay/rejects-file.ts";

type Say = (line: string) => void;

const number = (count: number) => count.toLocaleString("en-US");
/** "1 row", "2,000 rows". */
export const many = (count: number, word: string) =>
  `${number(count)} ${word}${count === 1 ? "" : "s"}`;

/** Reasons shown of each kind; a file of nothing but mistakes has as many as lines. */
const mostReasons = 20;

/** What maps, what does not and why, each with its count. */
export function tellImported(
  { rows, customers, carried, leftOut }: Imported,
  files: number,
  say: Say,
): void {
  say(`${many(rows, "row")} of ${many(files, "file")}: ${many(customers, "customer")}`);
  for (const { what, count } of carried.list()) say(`  ${number(count)} ${what}`);
  tellLeftOut(leftOut, say);
}

export function tellLeftOut(leftOut: Tally, say: Say): void {
  const without = leftOut.list();
  if (without.length > 0) say("Left out, the rest of the row being kept:");
  for (const counted of without.slice(0, mostReasons)) say(lineOf(counted));
  if (without.length > mostReasons) say(`  and ${without.length - mostReasons} other reasons`);
}

/** `2 × no such time zone (first: members.csv line 3, members.csv line 7)`. */
function lineOf({ what, count, places }: Counted): string {
  return `  ${number(count)} × ${what} (first: ${places.join(", ")})`;
}

/** The counts, before anything is used: written, merged, filled, left out, rejected by reason. */
export function tellMapped(
  {
    rows,
    written,
    merged,
    added = 0,
    differing = { rows: 0, ids: 0 },
    told,
    mixed,
    filled,
    leftOut,
    lost,
    rejected,
    samples,
  }: ImportedRows,
  what: "customers" | "events",
  files: number,
  say: Say,
): void {
  const one = what === "customers" ? "customer" : "event";
  say(`${many(rows, "row")} of ${many(files, "file")}: ${many(written, one)}`);
  if (merged > 0) {
    const likeness = what === "events" ? ", of which it says the same" : "";
    say(`  ${many(merged, "row")} merged into another of the same ${one}${likeness}`);
  }
  if (added > 0) say(`  ${many(added, "row")} added to the first row of the same event`);
  tellDiffering(differing, '"lines" in the mapping adds them up', say);
  for (const { what: did, count } of told.list()) say(`  ${number(count)} × ${did}`);
  tellMixed(mixed, say);
  const list = (title: string, counted: readonly Counted[]) => {
    if (counted.length > 0) say(title);
    for (const one of counted.slice(0, mostReasons)) say(lineOf(one));
    if (counted.length > mostReasons) say(`  and ${counted.length - mostReasons} other reasons`);
  };
  list("Filled with a default:", filled.list());
  list("Cells left out, the rest of the row being kept:", leftOut.list());
  list("Rows that can't be used:", rejected.list());
  list("To be mended before the customers are used:", lost.list());
  if (samples.length > 0) say("Such as:");
  for (const sample of samples) say(`  ${sample}`);
}

/** Columns that are text though some of their cells are numbers. */
export function tellMixed(mixed: readonly string[], say: Say): void {
  for (const one of mixed) say(`  ${one}`);
}

/** Counts rows that say something else than the first row of their id, by what became of them. */
export function tellDiffering(
  { rows, ids }: { readonly rows: number; readonly ids: number },
  how: string,
  say: Say,
): void {
  if (rows === 0) return;
  const which = `${many(rows, "row")} of ${many(ids, "id")} ${rows === 1 ? "differs" : "differ"}`;
  const fate = `${rows === 1 ? "is" : "are"} rejected`;
  say(`  ${which} from the first row of the same id and ${fate}: ${how},`);
  say("  and without an id each row is an event of its own");
}

export function tellList(done: ImportedList, say: Say): void {
  const { listed, found, customers, refusals, removed, undated } = done;
  say(`${number(listed)} listed, ${number(found)} of them known: ${many(customers, "customer")}`);
  say(`  ${many(refusals, "refusal")}`);
  say(`  ${number(removed)} dead addresses left out`);
  if (undated > 0) say(`  ${number(undated)} without a time that can be read: as of the import`);
}

/** The rejects: where they all are, and the first. */
export function tellRejects(rejects: RejectsFile, say: Say): void {
  if (rejects.count === 0) return;
  const where = rejects.path === undefined ? "the first are" : `all are in ${rejects.path}`;
  say(`${many(rejects.count, "row")} can't be used; ${where}:`);
  for (const { file, line, reason } of rejects.first) say(`  ${file} line ${line}: ${reason}`);
}

export function tellWritten(path: string | undefined, say: Say): void {
  say(path === undefined ? "Nothing was written (--dry-run)." : `Wrote ${path}`);
}
