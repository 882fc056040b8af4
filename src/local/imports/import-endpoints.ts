import { checkCustomer } from "../../core/imports/check-customer.ts";
import type { Endpoint } from "../../core/imports/endpoint.ts";
import { type AnonymousRule, identifyEndpoint } from "../../core/imports/identify-endpoint.ts";
import { mergeEndpoints } from "../../core/imports/merge-endpoints.ts";
import { parseEndpoint } from "../../core/imports/parse-endpoint.ts";
import type { Instant } from "../../core/time/instant.ts";
import type { RejectsFile } from "../replay/rejects-file.ts";
import type { LinesFile } from "./lines-file.ts";
import { type Row, readRows } from "./read-rows.ts";
import { createSpill, type Spill } from "./spill.ts";
import { createTally, type Tally } from "./tally.ts";

export interface EndpointsImport {
  readonly files: readonly string[];
  readonly anonymous: AnonymousRule;
  /** Scopes that are given to whoever can be reached and refused nothing. */
  readonly consents: readonly string[];
  readonly out: LinesFile;
  readonly rejects: RejectsFile;
  readonly now: Instant;
  /** Told of bytes read, of all files together. */
  readonly read?: (bytes: number) => void;
  /** Told of parts of the customers that are merged, of {@link spillParts}. */
  readonly merged?: (parts: number) => void;
}

export interface Imported {
  readonly rows: number;
  readonly customers: number;
  /** What the customers carry: addresses by channel, refusals and consents by scope. */
  readonly carried: Tally;
  readonly leftOut: Tally;
}

/**
 * Reads endpoint exports and writes a line per customer. Rows lie on disk between the two, so that
 * memory holds a 64th of them at a time; customers come in no order of the files.
 */
export async function importEndpoints(options: EndpointsImport): Promise<Imported> {
  const { files, read } = options;
  const spill = createSpill();
  const leftOut = createTally();
  let rows = 0;
  try {
    let before = 0;
    for (const path of files) {
      let bytes = 0;
      const tell = (done: number) => {
        bytes = done;
        read?.(before + done);
      };
      for await (const batch of readRows(path, tell)) {
        rows += batch.length;
        for (const row of batch) takeRow(path, row, spill, leftOut, options);
      }
      before += bytes;
    }
    return { rows, leftOut, ...writeCustomers(spill, leftOut, options) };
  } finally {
    spill.remove();
  }
}

const lostOptOut =
  "a row that can't be used though it says ALL, as opt-outs do: mend it before the customers are used";

function takeRow(
  file: string,
  row: Row,
  spill: Spill,
  leftOut: Tally,
  { rejects, anonymous }: EndpointsImport,
): void {
  const { line, text } = row;
  const where = `${file} line ${line}`;
  const parsed =
    "problem" in row
      ? ({ kind: "refused", reason: row.problem } as const)
      : parseEndpoint(row.value);
  if (parsed.kind === "refused") {
    rejects.add({ file, line, reason: parsed.reason, text });
    // Lost, it would be a person who is written to against their word.
    if (/\bALL\b/.test(text)) leftOut.add(lostOptOut, where);
    return;
  }
  for (const what of parsed.leftOut) leftOut.add(what, where);
  const who = identifyEndpoint(parsed.endpoint, anonymous);
  if (who !== undefined) spill.add(who, JSON.stringify(parsed.endpoint));
  else {
    const optedOut = parsed.endpoint.optedOut ? ", opted out," : "";
    leftOut.add(
      `an endpoint of nobody${optedOut}: no User.UserId, and no address to know it by`,
      where,
    );
  }
}

function writeCustomers(
  spill: Spill,
  leftOut: Tally,
  { consents, out, rejects, now, merged }: EndpointsImport,
): Pick<Imported, "customers" | "carried"> {
  const carried = createTally();
  let customers = 0;
  let parts = 0;
  for (const group of spill.read()) {
    for (const [id, texts] of group) {
      const endpoints = texts.map((text) => JSON.parse(text) as Endpoint);
      const { customer, leftOut: more } = mergeEndpoints(id, endpoints, consents);
      const text = JSON.stringify(customer);
      const reason = checkCustomer(customer, now);
      if (reason !== undefined) {
        rejects.add({ file: "merged", line: customers + 1, reason, text });
        continue;
      }
      for (const what of more) leftOut.add(what, `customer ${id}`);
      countCarried(customer, carried);
      out.add(text);
      customers += 1;
    }
    parts += 1;
    merged?.(parts);
  }
  return { customers, carried };
}

/** What a customer's line carries, to be told before anything is used. */
function countCarried(
  customer: ReturnType<typeof mergeEndpoints>["customer"],
  carried: Tally,
): void {
  const { id } = customer;
  for (const [channel, list] of Object.entries(customer.addresses ?? {})) {
    for (const _ of list) carried.add(`${channel} addresses`, id);
  }
  for (const [scope, { given, text }] of Object.entries(customer.consents ?? {})) {
    carried.add(given ? `consents to ${scope}` : `refusals of ${scope} (${text})`, id);
  }
  if (customer.attributes !== undefined) carried.add("customers with attributes", id);
  if (customer.zone !== undefined) carried.add("time zones", id);
  if (customer.locale !== undefined) carried.add("locales", id);
  if (customer.country !== undefined) carried.add("countries", id);
}
