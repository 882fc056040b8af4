import { identification } from "../customers/join-customers.ts";
import { parseEventBody } from "../events/parse-event.ts";
import { mostJsonLevels, readExactJson } from "../read-exact-json.ts";
import type { Reason } from "../reasons/reason.ts";
import type { Instant } from "../time/instant.ts";
import type { ImportRow } from "./apply-import.ts";
import { type CustomerLine, parseCustomerLine } from "./parse-customer-line.ts";

/** What the lines of a file are. */
export const rowKinds = ["customers", "events"] as const;
export type RowKind = (typeof rowKinds)[number];

/** A line of an uploaded part: a line of the file, with its number there. */
export type ParsedImportLine =
  | (RowOfCustomer & {
      readonly kind: "row";
      /** Line of the file that was uploaded. */
      readonly line: number;
    })
  | {
      readonly kind: "refused";
      readonly line: number;
      readonly reason: string;
      /** What the line refuses all the same. */
      readonly refusals?: RowOfCustomer;
    };

export interface RowOfCustomer {
  /** The shop's id of the customer. */
  readonly customer: string;
  readonly row: ImportRow;
  /** Parts of the line that could not be read; the line counts all the same. */
  readonly leftOut: readonly Reason[];
}

function rowOf({ kind: _, id: customer, leftOut, ...said }: CustomerLine): RowOfCustomer {
  const unread = leftOut.length === 0 ? {} : { leftOut };
  return { customer, row: { kind: "profile", ...said, ...unread }, leftOut };
}

/** `{"line":17,"row":{…}}`, as {@link parseImportLine} reads it. @param text the file's line, JSON */
export function writeImportLine(line: number, text: string): string {
  return `{"line":${line},"row":${text}}`;
}

/** Its number, where the rest can't be read. */
function lineOf(text: string): number {
  return Number(/^\{"line":(\d+)/.exec(text)?.[1] ?? 0);
}

/**
 * @param asOf own time of a line of a customer that says none: the same however often it is loaded
 * @param now past events are at most 5 years older
 */
export function parseImportLine(
  text: string,
  kind: RowKind,
  asOf: Instant,
  now: Instant,
): ParsedImportLine {
  // The line of the file is one level inside.
  const read = readExactJson(text, mostJsonLevels + 1);
  if ("problem" in read) return { kind: "refused", line: lineOf(text), reason: read.problem };
  const { line, row } = (read.value ?? {}) as { line?: unknown; row?: unknown };
  if (typeof line !== "number") return { kind: "refused", line: 0, reason: "not an uploaded line" };
  if (kind === "customers") {
    const parsed = parseCustomerLine(row, asOf, now);
    if (parsed.kind === "customer") return { kind: "row", line, ...rowOf(parsed) };
    const { reason, refusals } = parsed;
    return { kind: "refused", line, reason, ...(refusals && { refusals: rowOf(refusals) }) };
  }
  const said = typeof row === "object" && row !== null && "at" in row;
  if (!said) return { kind: "refused", line, reason: "at: missing; a past event has to say when" };
  const parsed = parseEventBody(row, now);
  if (parsed.kind === "refused") return { ...parsed, line };
  const { event } = parsed;
  if (event.type === identification) {
    const reason = `type: "${event.type}" joins customers: send it as an event`;
    return { kind: "refused", line, reason };
  }
  const { customer, leftOut = [] } = event;
  return { kind: "row", line, customer, row: { kind: "event", event }, leftOut };
}
