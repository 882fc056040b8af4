import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { plural } from "../../src/core/reasons/plural.ts";
import { formatDay, localDay } from "../../src/core/time/zone.ts";
import type { Converted } from "../../src/local/history/convert-table.ts";
import type { RejectsFile } from "../../src/local/replay/rejects-file.ts";
import { tellDiffering, tellMixed } from "./tell-import.ts";

/** What nobody but the caller can say of the customers of a table. */
export interface AssumedCustomer {
  /** Patterns with {id}. */
  readonly addresses: readonly { readonly channel: string; readonly pattern: string }[];
  /** Scopes such as email:repurchase. */
  readonly consents: readonly string[];
  readonly zone: string;
  readonly locale?: string | undefined;
  readonly country?: string | undefined;
}

type Say = (line: string) => void;

/** The counts, before anything is used (D4). */
export function tellConverted(
  { rows, events, customers, repeats, differing, mixed, decimal, local }: Converted,
  rejects: RejectsFile,
  { zone, isAssumed }: { readonly zone: string; readonly isAssumed: boolean },
  say: Say,
): void {
  const day = (at: number) => formatDay(localDay(at, zone));
  const [first] = events;
  const last = events.at(-1);
  const span = first && last ? `, ${day(first.at)} to ${day(last.at)}` : "";
  const whose = `${plural(events.length, "event")} of ${plural(customers.size, "customer")}`;
  say(`${plural(rows, "row")}: ${whose}${span}`);
  if (repeats > 0) say(`  ${plural(repeats, "row")} of an id said before, with the same words`);
  const lines = 'sojourn import --map with "lines" adds them up';
  tellDiffering(differing, lines, say);
  tellMixed(mixed, say);
  if (local > 0 && isAssumed) {
    say(
      `  ${plural(local, "row")} with a time without a zone, taken as ${zone}: --zone says another`,
    );
  }
  for (const { name, count } of decimal) {
    say(`  ${plural(count, "row")} with a ${name} like 17850.0: --whole ${name} makes 17850 of it`);
  }
  if (rejects.count === 0) return;
  const where = rejects.path === undefined ? "the first are" : `all are in ${rejects.path}`;
  say(`${plural(rejects.count, "row")} can't be used; ${where}:`);
  for (const { file, line, reason } of rejects.first) say(`  ${file} line ${line}: ${reason}`);
}

export function showFirstEvents({ events }: Converted, say: Say): void {
  for (const { text } of events.slice(0, 3)) say(text);
  say("Nothing was written (--dry-run).");
}

export function writeEvents({ events }: Converted, path: string, say: Say): void {
  writeLines(
    path,
    events.map(({ text }) => text),
    say,
  );
}

/** A line for each customer, for `run --customers`; what was assumed can be read there. */
export function writeCustomers(
  { customers }: Converted,
  path: string,
  { addresses, consents, ...more }: AssumedCustomer,
  say: Say,
): void {
  const word = { given: true, source: "convert --consent" };
  const given = Object.fromEntries(consents.map((scope) => [scope, word]));
  writeLines(
    path,
    [...customers].map((id) => {
      const own: Record<string, string[]> = {};
      for (const { channel, pattern } of addresses) {
        own[channel] = [...(own[channel] ?? []), pattern.replaceAll("{id}", id)];
      }
      return JSON.stringify({ id, addresses: own, consents: given, ...more });
    }),
    say,
  );
}

function writeLines(path: string, lines: readonly string[], say: Say): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
  say(`Wrote ${path}`);
}
