import { checkCustomer } from "../../core/imports/check-customer.ts";
import type { AnonymousRule } from "../../core/imports/identify-endpoint.ts";
import type { ImportedCustomer } from "../../core/imports/imported-customer.ts";
import { type Listed, type ListKind, parseListed } from "../../core/imports/parse-listed.ts";
import { strikeListed } from "../../core/imports/strike-listed.ts";
import type { Instant } from "../../core/time/instant.ts";
import type { RejectsFile } from "../replay/rejects-file.ts";
import type { LinesFile } from "./lines-file.ts";
import { readList } from "./read-list.ts";
import { readRows } from "./read-rows.ts";

export interface ListImport {
  readonly kind: ListKind;
  readonly files: readonly string[];
  /**
   * File of the customers who have these addresses; it is written again with what the list says of
   * them.
   */
  readonly customers: string | undefined;
  /** What becomes of a listed address that no customer has. */
  readonly anonymous: AnonymousRule;
  readonly out: LinesFile;
  readonly rejects: RejectsFile;
  readonly now: Instant;
  /** Told of bytes read of the customers. */
  readonly read?: (bytes: number) => void;
}

export interface ImportedList {
  /** Different addresses. */
  readonly listed: number;
  /** Listed addresses that a customer has. */
  readonly found: number;
  /** Lines written. */
  readonly customers: number;
  readonly refusals: number;
  /** Addresses left out, for they are dead. */
  readonly removed: number;
  /** Listed addresses whose time can't be read: refused as of the import. */
  readonly undated: number;
}

/** Holds the list in memory, and never the customers. */
export async function importList(options: ListImport): Promise<ImportedList> {
  const { customers: path, anonymous, out, rejects, now, read = () => undefined } = options;
  const listed = await readListed(options);
  const found = new Set<string>();
  const done = { customers: 0, refusals: 0, removed: 0 };
  if (path !== undefined) {
    for await (const batch of readRows(path, read)) {
      for (const row of batch) {
        const { line, text } = row;
        const reason = "problem" in row ? row.problem : checkCustomer(row.value, now);
        if (reason !== undefined || "problem" in row) {
          rejects.add({ file: path, line, reason: reason ?? "not JSON", text });
          continue;
        }
        const struck = strikeListed(row.value as ImportedCustomer, (key) => listed.get(key));
        out.add(JSON.stringify(struck.customer));
        done.customers += 1;
        done.refusals += struck.refusals;
        done.removed += struck.removed;
        for (const key of struck.found) found.add(key);
      }
    }
  }
  if (anonymous === "address") {
    for (const { key, channel, to, refused, word } of listed.values()) {
      if (found.has(key)) continue;
      const consents = { [`${channel}:*`]: word };
      // Beside its refusal the address is named, so that it holds for everyone who has it.
      const addresses = refused ? { addresses: { [channel]: [to] } } : {};
      out.add(JSON.stringify({ id: to.toLowerCase(), ...addresses, consents }));
      done.customers += 1;
      done.refusals += 1;
    }
  }
  const undated = [...listed.values()].filter((one) => one.undated).length;
  return { listed: listed.size, found: found.size, undated, ...done };
}

/**
 * Reads the listed addresses. Where one is listed twice, a refusal counts before a dead address.
 */
async function readListed({ kind, files, rejects }: ListImport): Promise<Map<string, Listed>> {
  const listed = new Map<string, Listed>();
  for (const file of files) {
    for (const { line, value } of await readList(file)) {
      const parsed = parseListed(kind, value);
      if (parsed.kind === "refused") {
        const text = typeof value === "string" ? value : JSON.stringify(value);
        rejects.add({ file, line, reason: parsed.reason, text });
        continue;
      }
      const before = listed.get(parsed.listed.key);
      if (before === undefined || !before.refused) listed.set(parsed.listed.key, parsed.listed);
    }
  }
  return listed;
}
