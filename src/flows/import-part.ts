import { operationalError } from "../core/errors.ts";
import type { ImportRow } from "../core/imports/apply-import.ts";
import { importPaths, type PartOutcome } from "../core/imports/import-paths.ts";
import { parseImportLine, type RowKind } from "../core/imports/parse-import-line.ts";
import type { Ports } from "../core/ports.ts";
import { printReason } from "../core/reasons/reason.ts";
import { ownText } from "../core/text/decode-utf8.ts";
import type { Instant } from "../core/time/instant.ts";
import {
  createImportCustomer,
  type ImportCustomerPorts,
  type ImportedCustomerRows,
} from "./import-customer.ts";
import { createRefuseNewId } from "./refuse-new-id.ts";

export interface ImportPartPorts extends ImportCustomerPorts {
  /** The bucket of uploads. */
  readonly importFiles: Ports["files"];
}

/** One part of an upload. */
export interface ImportPart {
  /** The upload. */
  readonly id: string;
  readonly rows: RowKind;
  readonly asOf: Instant;
  /** From 1. */
  readonly part: number;
}

/** Customers at a time: each waits for its own reads and writes, some 15 ms. */
const customersAtOnce = 8;

/**
 * Takes one uploaded part in and writes what came of it beside it. A part whose outcome stands there
 * is left alone; one that broke off is taken in again, which counts nothing twice.
 * @returns what came of it; undefined where it was taken in before
 * @throws RecordMissing when there is no such part
 */
export function createImportPart(ports: ImportPartPorts) {
  const { importFiles: files, clock } = ports;
  const importCustomer = createImportCustomer(ports);
  const refuseNewId = createRefuseNewId(ports);

  /** @returns what came of the events; the lines that were refused, of a new customer of a bad id */
  async function takeIn(id: string, { rows, lines }: Group): Promise<Taken> {
    const problem = await refuseNewId(id);
    if (problem === undefined) return { ...(await importCustomer(id, rows)), rejects: [] };
    const reason = printReason(problem);
    return { events: 0, known: 0, rejects: lines.map((line) => ({ line, reason })) };
  }

  return async function importPart({
    id,
    rows,
    asOf,
    part,
  }: ImportPart): Promise<PartOutcome | undefined> {
    const paths = importPaths(id);
    if ((await files.read(paths.outcome(part))) !== undefined) return undefined;
    const text = await files.read(paths.part(part));
    if (text === undefined) {
      const wanted = "uploads are kept for 7 days: load the file again";
      throw operationalError("RecordMissing", `no part ${part} of the upload ${id}; ${wanted}`);
    }
    const uploaded = ownText(text, paths.part(part));
    const { customers, lines, leftOut, rejects } = readPart(uploaded, rows, asOf, clock.now());
    const done = { events: 0, known: 0 };
    const groups = [...customers];
    for (let from = 0; from < groups.length; from += customersAtOnce) {
      const some = groups.slice(from, from + customersAtOnce);
      const taken = await Promise.all(some.map(([who, group]) => takeIn(who, group)));
      for (const { events, known, rejects: refused } of taken) {
        done.events += events;
        done.known += known;
        rejects.push(...refused);
      }
    }
    const counts = { lines, customers: groups.length, ...done };
    const outcome = { ...counts, ...(leftOut > 0 && { leftOut }), rejects };
    await files.write(paths.outcome(part), JSON.stringify(outcome));
    return outcome;
  };
}

/** What a part says of one customer. */
interface Group {
  readonly rows: ImportRow[];
  /** Where that stands in the file. */
  readonly lines: number[];
}

type Reject = PartOutcome["rejects"][number];
type Taken = ImportedCustomerRows & { readonly rejects: readonly Reject[] };

function readPart(text: string, rows: RowKind, asOf: Instant, now: Instant) {
  const customers = new Map<string, Group>();
  const rejects: Reject[] = [];
  const lines = text.split("\n").filter((line) => line !== "");
  let leftOut = 0;
  for (const each of lines) {
    const parsed = parseImportLine(each, rows, asOf, now);
    if (parsed.kind === "refused") rejects.push({ line: parsed.line, reason: parsed.reason });
    // Lost with its line, a refusal would be a person who is written to against their word.
    const taken = parsed.kind === "refused" ? parsed.refusals : parsed;
    if (taken === undefined) continue;
    leftOut += taken.leftOut.length;
    const own = customers.get(taken.customer) ?? { rows: [], lines: [] };
    own.rows.push(taken.row);
    if (parsed.kind === "row") own.lines.push(parsed.line);
    customers.set(taken.customer, own);
  }
  return { customers, lines: lines.length, leftOut, rejects };
}
