import { operationalError } from "../core/errors.ts";
import type { ImportRow } from "../core/imports/apply-import.ts";
import { importPaths, type PartOutcome } from "../core/imports/import-paths.ts";
import { parseImportLine, type RowKind } from "../core/imports/parse-import-line.ts";
import type { Ports } from "../core/ports.ts";
import { printReason } from "../core/reasons/reason.ts";
import { assertFew, type SetAside } from "../core/set-aside/set-aside.ts";
import { ownText } from "../core/text/decode-utf8.ts";
import type { Instant } from "../core/time/instant.ts";
import {
  createImportCustomer,
  type ImportCustomerPorts,
  type ImportedCustomerRows,
} from "./import-customer.ts";
import { createOrSetAside } from "./or-set-aside.ts";
import { createRefuseNewId } from "./refuse-new-id.ts";

export interface ImportPartPorts extends ImportCustomerPorts {
  readonly setAsides: Ports["setAsides"];
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
 * is left alone; one that broke off is taken in again, which counts nothing twice. A customer who can't
 * take their lines in for good is set aside, and the others are done.
 * @returns what came of it; undefined where it was taken in before
 * @throws RecordMissing when there is no such part, TooManySetAside
 */
export function createImportPart(ports: ImportPartPorts) {
  const { importFiles: files, clock } = ports;
  const importCustomer = createImportCustomer(ports);
  const refuseNewId = createRefuseNewId(ports);
  const orSetAside = createOrSetAside(ports, "import");

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
    const uploaded = await readUpload(id, part, files);
    const { customers, lines, leftOut, rejects } = readPart(uploaded, rows, asOf, clock.now());
    const done = { events: 0, known: 0 };
    const groups = [...customers];
    let aside = 0;
    for (let from = 0; from < groups.length; from += customersAtOnce) {
      const some = groups.slice(from, from + customersAtOnce);
      const taken = await Promise.all(
        some.map(async ([who, group]) => {
          const { lines: own } = group;
          const place = { upload: id, rows, asOf, part, lines: own };
          const instead = () => ({ events: 0, known: 0, rejects: own.map(rejectAside) });
          return orSetAside(await ports.keys.keyOf(who), place, instead, () => takeIn(who, group));
        }),
      );
      for (const { events, known, rejects: refused } of taken) {
        done.events += events;
        done.known += known;
        rejects.push(...refused);
        if (refused[0]?.reason === asideReason) aside += 1;
      }
      assertFew(aside, groups.length);
    }
    const counts = { lines, customers: groups.length, ...done };
    const outcome = {
      ...counts,
      ...(aside > 0 && { setAside: aside }),
      ...(leftOut > 0 && { leftOut }),
      rejects,
    };
    await files.write(paths.outcome(part), JSON.stringify(outcome));
    return outcome;
  };
}

/**
 * Takes in the lines of a customer whom a part set aside. What was taken in before counts nothing twice.
 * @throws RecordMissing when the upload is gone
 */
export async function importAside(
  { upload = "", part = 0, rows = "customers", asOf = 0, lines = [] }: SetAside,
  ports: ImportPartPorts,
): Promise<void> {
  const importCustomer = createImportCustomer(ports);
  const text = await readUpload(upload, part, ports.importFiles);
  const own = new Set(lines);
  for (const [id, group] of readPart(text, rows, asOf, ports.clock.now()).customers) {
    if (group.lines.some((line) => own.has(line))) await importCustomer(id, group.rows);
  }
}

/** @throws RecordMissing when there is no such part */
async function readUpload(id: string, part: number, files: Ports["files"]): Promise<string> {
  const path = importPaths(id).part(part);
  const text = await files.read(path);
  if (text !== undefined) return ownText(text, path);
  const wanted = "uploads are kept for 7 days: load the file again";
  throw operationalError("RecordMissing", `no part ${part} of the upload ${id}; ${wanted}`);
}

/** Told beside each line of a customer that was set aside. */
const asideReason = "set aside, since its customer can't take it in: see sojourn attention";

function rejectAside(line: number): Reject {
  return { line, reason: asideReason };
}

/** The rows of one customer in a part. */
interface Group {
  readonly rows: ImportRow[];
  /** Their lines in the file, in the same order. */
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
