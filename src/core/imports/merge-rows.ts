import type { Channel } from "../channels/channels.ts";
import { channels } from "../channels/channels.ts";
import { type Consents, mergeConsents } from "../customers/merge-consents.ts";
import { mostAddresses } from "../events/read-addresses.ts";
import type { ImportedConsent, ImportedCustomer } from "./imported-customer.ts";
import { addressKey } from "./judge-address.ts";
import { atTheImport, momentOf, readLineConsents, writeLineConsents } from "./line-consents.ts";

/** One row of a file as a customer. */
export interface CustomerRow {
  /** Its place among all rows. */
  readonly place: number;
  readonly customer: ImportedCustomer;
}

/** What rows may be known by as one customer. */
export type DuplicateKey = "id" | Channel;

/** What a row is the same by; undefined where it says nothing of it, and is like no other. */
export function keyOfRow({ customer }: CustomerRow, by: DuplicateKey): string | undefined {
  if (by === "id") return customer.id;
  const [to] = customer.addresses?.[by] ?? [];
  return to === undefined ? undefined : addressKey(by, to);
}

/**
 * Rows of one customer as one: the winner's word counts, what it does not say is taken from the
 * next. Addresses and tags are put together, the winner's first. Consents follow the one merge rule;
 * where nobody says when, a refusal counts. Who refused profiling in any row, did.
 * @param rows at least one
 * @param keep last: the later row wins; newest: the newer by its own time, then the later
 */
export function mergeRows(rows: readonly CustomerRow[], keep: "last" | "newest"): CustomerRow {
  const ordered = rows.toSorted((a, b) =>
    keep === "last" ? a.place - b.place : timeOf(a) - timeOf(b) || a.place - b.place,
  );
  const winner = ordered.at(-1);
  if (winner === undefined) throw new TypeError("no rows to merge");
  if (ordered.length === 1) return winner;
  const all = ordered.map(({ customer }) => customer);
  const said = <Part>(parts: readonly (Part | undefined)[]): Part[] =>
    parts.filter((part) => part !== undefined);
  const attributes = said(all.map((one) => one.attributes));
  const addresses = mergeAddresses(said(all.map((one) => one.addresses)).toReversed());
  const consents = mergeRowConsents(ordered);
  const refused = all.some(({ profiling }) => profiling === "refused");
  const tags = [...new Set(all.toReversed().flatMap((one) => one.tags ?? []))];
  const customer: ImportedCustomer = {
    ...Object.assign({}, ...all),
    ...(attributes.length > 0 && { attributes: Object.assign({}, ...attributes) }),
    ...(Object.keys(addresses).length > 0 && { addresses }),
    ...(Object.keys(consents).length > 0 && { consents }),
    ...(tags.length > 0 && { tags }),
    ...(refused && { profiling: "refused" as const }),
  };
  return { place: winner.place, customer };
}

function timeOf({ customer: { at } }: CustomerRow): number {
  return momentOf(at) ?? Number.NEGATIVE_INFINITY;
}

function mergeAddresses(
  lists: readonly NonNullable<ImportedCustomer["addresses"]>[],
): Partial<Record<Channel, readonly string[]>> {
  const merged: Partial<Record<Channel, readonly string[]>> = {};
  for (const channel of channels) {
    const known = new Map<string, string>();
    for (const to of lists.flatMap((one) => one[channel] ?? [])) {
      const key = addressKey(channel, to);
      if (!known.has(key)) known.set(key, to);
    }
    if (known.size > 0) merged[channel] = [...known.values()].slice(0, mostAddresses);
  }
  return merged;
}

/** A word without a time of its own was said when its row was changed. */
function mergeRowConsents(rows: readonly CustomerRow[]): Record<string, ImportedConsent> {
  const merged = rows
    .map(({ customer }) => readLineConsents(customer))
    .reduce<Consents>((known, said) => mergeConsents(known, said, atTheImport), {});
  return writeLineConsents(merged);
}
