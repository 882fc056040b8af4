import { plural } from "../../src/core/reasons/plural.ts";
import { formatTable } from "../../src/local/report/format-table.ts";
import type { Streams } from "../commands/streams.ts";
import type { AskedSegment, Population } from "./population.ts";
import { sayNumber, sayShare } from "./say-count.ts";

/** Characters of the longest bar. */
const width = 30;

/** `sojourn segment history`: sizes by day, with what changed from one to the next. @returns the exit code */
export async function showHistory(
  population: Population,
  { name, label }: AskedSegment,
  days: number,
  { out }: Streams,
): Promise<number> {
  const sizes = (await population.sizes(days)).flatMap(({ day, customers, members }) => {
    const size = members[name];
    return size === undefined ? [] : [{ day, size, customers }];
  });
  out(`${label}\n`);
  if (sizes.length === 0) {
    out(
      `Nobody has counted it in the last ${plural(days, "day")}; a sweep does so where it evaluates.\n`,
    );
    return 1;
  }
  const most = Math.max(1, ...sizes.map(({ size }) => size));
  const rows = sizes.map(({ day, size, customers }, index) => {
    const before = sizes[index - 1]?.size;
    const bar = "█".repeat(Math.round((width * size) / most));
    return [
      day,
      size,
      sayShare(size, customers),
      before === undefined ? "" : sayChange(size - before),
      bar,
    ];
  });
  for (const line of formatTable(["Day", "Members", "Share", "Change", ""], rows)) out(`${line}\n`);
  return 0;
}

function sayChange(change: number): string {
  return change === 0 ? "" : `${change > 0 ? "+" : "−"}${sayNumber(Math.abs(change))}`;
}
