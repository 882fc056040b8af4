import { compileColumns, exportRow, segmentsAsked } from "../../src/core/exports/export-row.ts";
import { createRowsFile } from "../../src/local/exports/rows-file.ts";
import type { Streams } from "../commands/streams.ts";
import { type AskedSegment, type Population, subjectOf } from "./population.ts";
import { sayCount, sayMoment } from "./say-count.ts";

export interface ExportOptions {
  readonly columns: readonly string[];
  readonly out: string;
}

/** `sojourn segment export`: every member, with the columns asked for. @returns the exit code */
export async function exportSegment(
  population: Population,
  { label, holds }: AskedSegment,
  { columns: names, out: path }: ExportOptions,
  { out, error }: Streams,
): Promise<number> {
  const compiled = compileColumns(names, population.definitions);
  if (compiled.kind === "refused") {
    for (const problem of compiled.problems) error(`${problem}\n`);
    return 1;
  }
  const file = createRowsFile(path, names);
  let members = 0;
  try {
    await population.each((customer) => {
      if (!holds(customer)) return;
      members += 1;
      file.add(exportRow(subjectOf(population, customer), compiled.columns));
    }, segmentsAsked(names));
  } catch (thrown) {
    file.drop();
    throw thrown;
  }
  file.keep();
  out(`Wrote ${path}: ${sayCount(members, "customer")} in ${label}, ${sayMoment(population)}\n`);
  for (const caveat of population.caveats) out(`${caveat}\n`);
  return 0;
}
