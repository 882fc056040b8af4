import type { Channel } from "../channels/channels.ts";
import type { AttributeValue } from "../customers/customer.ts";
import { formatInstant } from "../time/instant.ts";
import {
  compileCell,
  compileSaid,
  type FileForm,
  type Notes,
  type ReadCell,
  type Row,
  refuse,
} from "./compile-cell.ts";
import { compileTime } from "./compile-time.ts";
import type { ConsentRule, CustomersMap } from "./import-map.ts";
import { type ImportedConsent, type ImportedCustomer, proof } from "./imported-customer.ts";
import { judgeAddress } from "./judge-address.ts";
import { textOf } from "./read-value.ts";

/**
 * What a row says of a customer. Where `notes.refused` says why the row can't be used, only what the
 * customer refuses in it, and undefined where that is nothing, or nobody knows whose it is.
 */
export type MapCustomer = (row: Row, notes: Notes) => ImportedCustomer | undefined;

type Part = (row: Row, notes: Notes) => Partial<Omit<ImportedCustomer, "id">>;

export function compileCustomersMap(map: CustomersMap, form: FileForm): MapCustomer {
  const readId = compileCell("id", map.id, form, true);
  const parts: Part[] = [
    compileOwnTime(map, form),
    compileAttributes(map, form),
    compileAddresses(map.addresses ?? {}, form),
    compileConsents(map.consents ?? {}, form),
    compileTags(map, form),
    compileProfiling(map, form),
    compilePerson(map, form),
  ];
  return (row, notes) => {
    const customer: ImportedCustomer = { id: String(readId(row, notes) ?? "") };
    // All of them, also of a row that can't be used: what it refuses is kept.
    for (const part of parts) Object.assign(customer, part(row, notes));
    return notes.refused === undefined ? customer : onlyRefusals(customer);
  };
}

/** Undefined where a customer refuses nothing, or nobody knows who it is. */
export function onlyRefusals({
  id,
  consents = {},
  profiling,
}: ImportedCustomer): ImportedCustomer | undefined {
  const refusals = Object.entries(consents).filter(([, { given }]) => !given);
  const refused = profiling === "refused" ? { profiling } : {};
  if (id === "" || (refusals.length === 0 && profiling !== "refused")) return undefined;
  return { id, ...(refusals.length > 0 && { consents: Object.fromEntries(refusals) }), ...refused };
}

function compileOwnTime({ at }: CustomersMap, form: FileForm): Part {
  const read = at === undefined ? undefined : compileTime("at", at, form, false);
  return (row, notes) => {
    const time = read?.(row, notes);
    return time === undefined ? {} : { at: formatInstant(time.at) };
  };
}

function compileAttributes({ attributes = {} }: CustomersMap, form: FileForm): Part {
  const cells = Object.entries(attributes).map(
    ([name, rule]) => [name, compileCell(`attributes.${name}`, rule, form, false)] as const,
  );
  return (row, notes) => {
    const read: Record<string, AttributeValue> = {};
    for (const [name, cell] of cells) {
      const value = cell(row, notes);
      if (value !== undefined) read[name] = value;
    }
    return Object.keys(read).length === 0 ? {} : { attributes: read };
  };
}

/** A word that is neither may be a refusal, misspelt, and is taken for one. */
function compileProfiling({ profiling }: CustomersMap, form: FileForm): Part {
  if (profiling === undefined) return () => ({});
  const { column, refused, allowed = [] } = profiling;
  const say = compileSaid("profiling", column, form);
  return (row, notes) => {
    const said = say(row);
    if (said === undefined) return {};
    if (allowed.includes(textOf(said))) return { profiling: "allowed" };
    notes.refusal = true;
    if (!refused.includes(textOf(said))) {
      const known = [...refused, ...allowed].join(", ");
      notes.leftOut.push(`profiling: taken as refused, since it is none of ${known}`);
    }
    return { profiling: "refused" };
  };
}

function compileAddresses(addresses: NonNullable<CustomersMap["addresses"]>, form: FileForm): Part {
  const channels = Object.entries(addresses).map(([channel, rules]) => {
    const place = `addresses.${channel}`;
    const cells = [rules].flat().map((rule) => {
      const leaveOut = typeof rule === "string" || rule.wrong !== "reject";
      return { read: compileCell(place, rule, form, false), leaveOut };
    });
    return { channel: channel as Channel, place, cells };
  });
  return (row, notes) => {
    const read: Partial<Record<Channel, string[]>> = {};
    for (const { channel, place, cells } of channels) {
      const list: string[] = [];
      for (const { read: cell, leaveOut } of cells) {
        for (const said of [cell(row, notes) ?? []].flat()) {
          const judged = judgeAddress(channel, String(said));
          if ("to" in judged) list.push(judged.to);
          else if (leaveOut) notes.leftOut.push(`${place}: ${judged.problem}`);
          else refuse(notes, place, `is ${judged.problem}`, said);
        }
      }
      if (list.length > 0) read[channel] = [...new Set(list)];
    }
    return Object.keys(read).length === 0 ? {} : { addresses: read };
  };
}

function compileConsents(consents: NonNullable<CustomersMap["consents"]>, form: FileForm): Part {
  const scopes = Object.entries(consents).map(
    ([scope, rule]) => [scope, compileConsent(`consents.${scope}`, rule, form)] as const,
  );
  return (row, notes) => {
    const read: Record<string, ImportedConsent> = {};
    for (const [scope, consent] of scopes) {
      const word = consent(row, notes);
      if (word !== undefined) read[scope] = word;
    }
    return Object.keys(read).length === 0 ? {} : { consents: read };
  };
}

function compileConsent(
  place: string,
  { column, given = [], refused = [], at, source = proof, text }: ConsentRule,
  form: FileForm,
): (row: Row, notes: Notes) => ImportedConsent | undefined {
  const say = compileSaid(place, column, form);
  const readTime = at === undefined ? undefined : compileTime(`${place}.at`, at, form, false);
  const proved = { source, ...(text !== undefined && { text }) };
  return (row, notes) => {
    const said = say(row);
    if (said === undefined) return undefined;
    const word = textOf(said);
    const isGiven = given.includes(word) && !refused.includes(word);
    if (!isGiven && !refused.includes(word)) {
      const known = [...given, ...refused].join(", ");
      notes.leftOut.push(`${place}: taken as refused, since it is none of ${known}`);
    }
    if (!isGiven) notes.refusal = true;
    const dating: Notes = { filled: [], leftOut: [] };
    const time = readTime?.(row, dating);
    if (dating.refused !== undefined) {
      const as = isGiven ? "it is not taken as given" : "the refusal counts as of the import";
      notes.leftOut.push(`${dating.refused.about}; ${as}`);
      if (isGiven) return undefined;
    }
    const consent = { given: isGiven, ...proved };
    return time === undefined ? consent : { ...consent, at: formatInstant(time.at) };
  };
}

function compileTags({ tags = [] }: CustomersMap, form: FileForm): Part {
  const cells = tags.map((rule, index) => compileCell(`tags[${index}]`, rule, form, false));
  return (row, notes) => {
    const read = cells.flatMap((cell) => cell(row, notes) ?? []).map(String);
    return read.length === 0 ? {} : { tags: [...new Set(read)] };
  };
}

function compilePerson({ timeZone, locale, country }: CustomersMap, form: FileForm): Part {
  const cell = (place: string, rule: CustomersMap["id"] | undefined): ReadCell | undefined =>
    rule === undefined ? undefined : compileCell(place, rule, form, false);
  const cells = {
    zone: cell("timeZone", timeZone),
    locale: cell("locale", locale),
    country: cell("country", country),
  };
  return (row, notes) => {
    const zone = cells.zone?.(row, notes);
    const language = cells.locale?.(row, notes);
    const land = cells.country?.(row, notes);
    return {
      ...(zone !== undefined && { zone: String(zone) }),
      ...(language !== undefined && { locale: String(language).replaceAll("_", "-") }),
      ...(land !== undefined && { country: String(land).toUpperCase() }),
    };
  };
}
