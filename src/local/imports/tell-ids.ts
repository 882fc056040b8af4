import type { Tally } from "./tally.ts";

/** A whole number as pandas and spreadsheets write it where a column has gaps: 17850.0. */
const decimalId = /^-?\d+\.0+$/;

/** Whether an id looks like one that lost its form on the way. */
export function isDecimalId(id: string | undefined): boolean {
  return id !== undefined && decimalId.test(id);
}

/** Counts ids that look like 17850.0, by their place in the mapping. */
export function tellIds(told: Tally, ids: Readonly<Record<string, string | undefined>>): void {
  for (const [place, id] of Object.entries(ids)) {
    if (!isDecimalId(id)) continue;
    told.add(`${place} looks like 17850.0; { "column": …, "type": "id" } makes 17850 of it`, "");
  }
}
