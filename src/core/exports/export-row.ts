import { channels } from "../channels/channels.ts";
import type { ComputedValue, Subject } from "../conditions/subject.ts";
import type { AttributeValue } from "../customers/customer.ts";
import { nearestOrKnown, nearestWord } from "../publishing/nearest-word.ts";
import { isMember, sinceUnknown } from "../segments/membership.ts";
import { formatInstant } from "../time/instant.ts";

/** One column of an export. */
export interface ExportColumn {
  /** As it was asked for: the name of the column, too. */
  readonly name: string;
  readonly value: (subject: Subject) => AttributeValue | undefined;
}

/** What columns hang on beside the customer; `Definitions` has it. */
export interface ExportContext {
  readonly computed: ReadonlyMap<string, { readonly value: ComputedValue }>;
  readonly segments: readonly { readonly name: string }[];
}

export type CompiledColumns =
  | { readonly kind: "columns"; readonly columns: readonly ExportColumn[] }
  /** A plain sentence for each column that there is not. */
  | { readonly kind: "refused"; readonly problems: readonly string[] };

const person = ["zone", "locale", "country"] as const;
const forms =
  "id, tags, zone, locale, country, attributes.<name>, addresses.<channel>, consents.<scope>, computed.<name>, segments.<name>";

/** Reads names such as id, attributes.tier, addresses.email, consents.email:*, computed.spend-90d. */
export function compileColumns(names: readonly string[], context: ExportContext): CompiledColumns {
  const read = names.map((name) => {
    const value = compileColumn(name, context);
    return typeof value === "string" ? value : { name, value };
  });
  const problems = read.filter((one) => typeof one === "string");
  if (problems.length > 0) return { kind: "refused", problems };
  return { kind: "columns", columns: read.filter((one) => typeof one !== "string") };
}

/** Segments of which columns ask since when a customer is in them. */
export function segmentsAsked(names: readonly string[]): string[] {
  return names.flatMap((name) => (name.startsWith("segments.") ? [name.slice(9)] : []));
}

/** The values of one customer, a column each; undefined where nothing is known. */
export function exportRow(
  subject: Subject,
  columns: readonly ExportColumn[],
): readonly (AttributeValue | undefined)[] {
  return columns.map(({ value }) => value(subject));
}

/** @returns a sentence when there is no such column */
function compileColumn(name: string, context: ExportContext): ExportColumn["value"] | string {
  if (name === "id") return ({ customer }) => customer.id;
  if (name === "tags") return ({ customer }) => customer.tags;
  const own = person.find((one) => one === name);
  if (own !== undefined) return ({ customer }) => customer[own];
  const dot = name.indexOf(".");
  const [group, rest] = dot === -1 ? [name, ""] : [name.slice(0, dot), name.slice(dot + 1)];
  if (rest === "") return `no column "${name}"; there are ${forms}`;
  switch (group) {
    case "attributes":
      return ({ customer }) =>
        Object.hasOwn(customer.attributes, rest) ? customer.attributes[rest] : undefined;
    case "addresses":
      return compileAddress(name, rest);
    case "consents":
      return ({ customer }) => {
        const consent = Object.hasOwn(customer.consents, rest)
          ? customer.consents[rest]
          : undefined;
        return consent && (consent.given ? "given" : "refused");
      };
    case "computed": {
      const { computed } = context;
      const value = computed.get(rest)?.value;
      if (value === undefined) return unknown(name, rest, "computed", [...computed.keys()]);
      return (subject) => inShort(value(subject));
    }
    case "segments": {
      const known = context.segments.map((segment) => segment.name);
      if (!known.includes(rest)) return unknown(name, rest, "segments", known);
      return ({ customer }) => {
        const membership = customer.segments[rest];
        if (membership === undefined || !isMember(customer, rest)) return undefined;
        return membership[0] === sinceUnknown ? undefined : formatInstant(membership[0]);
      };
    }
    default:
      return `no column "${name}"; there are ${forms}`;
  }
}

/** With at most 6 decimals: what a mean or a ratio has beyond says nothing. */
function inShort(value: AttributeValue | undefined): AttributeValue | undefined {
  return typeof value === "number" ? Number(value.toFixed(6)) : value;
}

/** The address that would be written to. */
function compileAddress(name: string, rest: string): ExportColumn["value"] | string {
  const channel = channels.find((one) => one === rest);
  if (channel === undefined) return unknown(name, rest, "addresses", channels);
  return ({ customer }) =>
    customer.addresses[channel]?.find(({ suppressed }) => suppressed === undefined)?.to;
}

function unknown(name: string, rest: string, group: string, known: readonly string[]): string {
  const nearest = nearestWord(rest, known);
  const label = `known ${group}`;
  const hint = nearest === undefined ? undefined : `${group}.${nearest}`;
  return `no column "${name}"${nearestOrKnown(hint, known, label)}`;
}
