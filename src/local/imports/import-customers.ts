import type { CustomersMap } from "../../core/imports/import-map.ts";
import { compileCustomersMap, onlyRefusals } from "../../core/imports/map-customer.ts";
import {
  type CustomerRow,
  type DuplicateKey,
  keyOfRow,
  mergeRows,
} from "../../core/imports/merge-rows.ts";
import { parseCustomerLine } from "../../core/imports/parse-customer-line.ts";
import { createPlainColumns } from "../../core/imports/plain-columns.ts";
import { withReplaced } from "../../core/imports/with-replaced.ts";
import { printReason } from "../../core/reasons/reason.ts";
import type { Instant } from "../../core/time/instant.ts";
import type { LinesFile } from "./lines-file.ts";
import {
  createRowCounts,
  type Misfit,
  mapSource,
  type RowCounts,
  type SourceOptions,
} from "./map-source.ts";
import { createSpill, type Spill } from "./spill.ts";
import { tellIds } from "./tell-ids.ts";

export interface CustomersImport extends SourceOptions {
  readonly map: CustomersMap;
  readonly out: LinesFile;
  readonly now: Instant;
  /** Told of parts of the customers that are merged, of {@link spillParts} for each key. */
  readonly merged?: (parts: number) => void;
}

export interface ImportedRows extends RowCounts {
  readonly kind: "imported";
  readonly rows: number;
  /** Lines written: customers, or events. */
  readonly written: number;
  /** Rows that went into another of the same customer; of events those that say the same. */
  readonly merged: number;
  /** Rows that were added to the first row of their event. @default 0 */
  readonly added?: number;
  /** Rows that differ from the first of their id, and how many ids have such rows. @default none */
  readonly differing?: { readonly rows: number; readonly ids: number };
  /** Columns whose cells are not all of one type, and which type they have now. */
  readonly mixed: readonly string[];
  /** The first lines written. */
  readonly samples: readonly string[];
}

/** Lines shown of what would be written. */
export const mostSamples = 3;

/**
 * Maps files of customers and writes a line per customer. Rows lie on disk while they are merged,
 * key after key, so that memory holds a 64th of them; customers come in no order of the files.
 */
export async function importCustomers(
  options: CustomersImport,
): Promise<ImportedRows | ({ readonly kind: "misfit" } & Misfit)> {
  const { map, out, now } = options;
  // A table with times is in any order: a row that stands lower is not the newer one for that.
  const usual = map.at === undefined ? ("last" as const) : ("newest" as const);
  const { by, keep } = map.duplicates ?? { by: ["id"] as const, keep: usual };
  const counts = createRowCounts();
  const plain = createPlainColumns(map.attributes ?? {}, "attributes.");
  const samples: string[] = [];
  const [first, ...others] = by;
  let spill = createSpill();
  let taken = 0;
  try {
    const read = await mapSource(
      map,
      (form) => compileCustomersMap(map, form),
      ({ mapped: customer, file, source }) => {
        const parsed = parseCustomerLine(customer, now, now);
        if (parsed.kind === "refused") {
          const { reason } = parsed;
          const refusals = onlyRefusals(customer);
          if (refusals === undefined || parsed.refusals === undefined)
            return { reason, about: reason };
          put(spill, { place: taken, customer: refusals }, first ?? "id");
          taken += 1;
          return { reason, about: reason, keepsRefusals: true };
        }
        for (const part of parsed.leftOut) {
          counts.leftOut.add(printReason(part), `${file} line ${source.line}`);
        }
        plain.note(customer.attributes ?? {}, `${file} line ${source.line}`);
        tellIds(counts.told, { id: customer.id });
        put(spill, { place: taken, customer }, first ?? "id");
        taken += 1;
        return undefined;
      },
      options,
      counts,
    );
    if ("problems" in read) return { kind: "misfit", ...read };
    let parts = 0;
    for (const key of others) {
      const next = createSpill();
      for (const row of mergeSpill(spill, keep, () => options.merged?.(++parts))) {
        put(next, row, key);
      }
      spill.remove();
      spill = next;
    }
    let written = 0;
    for (const { customer } of mergeSpill(spill, keep, () => options.merged?.(++parts))) {
      const { attributes } = customer;
      const typed = attributes && { attributes: plain.settle(attributes) };
      const replaced = withReplaced({ ...customer, ...typed }, map.replaceAddresses ?? []);
      const text = JSON.stringify(replaced);
      out.add(text);
      if (samples.length < mostSamples) samples.push(text);
      written += 1;
    }
    const merged = taken - written;
    const mixed = plain.mixed();
    return { kind: "imported", ...read, ...counts, written, merged, mixed, samples };
  } finally {
    spill.remove();
  }
}

/** A row that says nothing of the key is like no other. */
function put(spill: Spill, row: CustomerRow, by: DuplicateKey): void {
  spill.add(keyOfRow(row, by) ?? `row ${row.place}`, JSON.stringify(row));
}

function* mergeSpill(
  spill: Spill,
  keep: "last" | "newest",
  partDone: () => void,
): Generator<CustomerRow> {
  for (const group of spill.read()) {
    for (const texts of group.values()) {
      yield mergeRows(
        texts.map((text) => JSON.parse(text) as CustomerRow),
        keep,
      );
    }
    partDone();
  }
}
