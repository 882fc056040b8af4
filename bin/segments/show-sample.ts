import type { AttributeValue, Customer } from "../../src/core/customers/customer.ts";
import {
  compileColumns,
  type ExportColumn,
  exportRow,
  segmentsAsked,
} from "../../src/core/exports/export-row.ts";
import { createSample } from "../../src/core/segments/sample.ts";
import { formatTable } from "../../src/local/report/format-table.ts";
import type { Streams } from "../commands/streams.ts";
import { type AskedSegment, type Population, subjectOf } from "./population.ts";
import { sayMoment, sayNumber } from "./say-count.ts";

export interface SampleOptions {
  readonly count: number;
  /** Another one shows others. */
  readonly seed: string;
  /** As an export has them. @default the attributes that the sample has most often, and tags */
  readonly columns?: readonly string[];
}

/** A screen holds these beside the id. */
const usualColumns = 5;

/** `sojourn segment sample`: a few members, the same each time. @returns the exit code */
export async function showSample(
  population: Population,
  { label, holds }: AskedSegment,
  { count, seed, columns: names }: SampleOptions,
  { out, error }: Streams,
): Promise<number> {
  const asked = names && compileColumns(["id", ...names], population.definitions);
  if (asked?.kind === "refused") {
    for (const problem of asked.problems) error(`${problem}\n`);
    return 1;
  }
  const sample = createSample(count, seed);
  let members = 0;
  await population.each(
    (customer) => {
      if (!holds(customer)) return;
      members += 1;
      sample.take(customer);
    },
    segmentsAsked(names ?? []),
  );
  const chosen = sample.list();
  const of = `${sayNumber(chosen.length)} of ${sayNumber(members)}`;
  out(`${of} in ${label}, ${sayMoment(population)}\n`);
  const columns = asked?.columns ?? usualColumnsOf(chosen, population);
  for (const line of tableOf(chosen, columns, population)) out(`${line}\n`);
  for (const caveat of population.caveats) out(`${caveat}\n`);
  return 0;
}

function tableOf(
  customers: readonly Customer[],
  columns: readonly ExportColumn[],
  population: Population,
): string[] {
  if (customers.length === 0) return [];
  const rows = customers.map((customer) => {
    return exportRow(subjectOf(population, customer), columns).map(sayValue);
  });
  return formatTable(
    columns.map(({ name }) => name),
    rows,
  );
}

function usualColumnsOf(
  customers: readonly Customer[],
  { definitions }: Population,
): readonly ExportColumn[] {
  const counts = new Map<string, number>();
  for (const { attributes } of customers) {
    for (const name of Object.keys(attributes)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const most = [...counts].sort(([, one], [, other]) => other - one).slice(0, usualColumns);
  const names = ["id", ...most.map(([name]) => `attributes.${name}`), "tags"];
  const compiled = compileColumns(names, definitions);
  return compiled.kind === "columns" ? compiled.columns : [];
}

function sayValue(value: AttributeValue | undefined): string | number {
  if (value === undefined) return "";
  if (typeof value === "object") return value.join(" ");
  return typeof value === "boolean" ? String(value) : value;
}
