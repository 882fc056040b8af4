import { plural } from "../../src/core/reasons/plural.ts";
import type { SweepLease } from "../../src/core/sweep/sweep-lease.ts";
import { formatInstant, MINUTE } from "../../src/core/time/instant.ts";

/** The pass over all customers that is under way or broke off, and the last one that ended. */
export function tellSweep({ pass, last }: SweepLease): string[] {
  const lines: string[] = [];
  if (pass !== undefined) {
    const done = pass.slices.filter((slice) => slice.done).length;
    const seen = pass.slices.reduce((sum, slice) => sum + slice.seen, 0);
    const what = pass.evaluate ? "Evaluating sweep" : "Sweep";
    lines.push(
      `${what} since ${formatInstant(pass.began)}: ${plural(seen, "customer")} seen, ` +
        `${done} of ${pass.slices.length} slices done`,
    );
  }
  if (last === undefined) return lines.length > 0 ? lines : ["No sweep has ended yet."];
  const what = last.evaluate ? "Last sweep, evaluating," : "Last sweep";
  const minutes = Math.ceil((last.ended - last.began) / MINUTE);
  const busy = last.busy === 0 ? "" : `, ${count(last.busy)} too busy`;
  const aside = (last.setAside ?? 0) === 0 ? "" : `, ${count(last.setAside ?? 0)} set aside`;
  lines.push(
    `${what} ${formatInstant(last.began)}, ${count(minutes)} min: ${plural(last.seen, "customer")} ` +
      `seen, ${count(last.changed)} changed${busy}${aside}, ${count(last.carriedOut)} overdue carried out`,
  );
  return lines;
}

function count(many: number): string {
  return many.toLocaleString("en-US");
}
