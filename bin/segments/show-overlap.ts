import { createOverlap } from "../../src/core/segments/overlap.ts";
import { formatTable } from "../../src/local/report/format-table.ts";
import type { Streams } from "../commands/streams.ts";
import type { AskedSegment, Population } from "./population.ts";
import { sayCount, sayMoment, sayNumber, sayShare } from "./say-count.ts";

/** Characters of a pair's picture. */
const width = 40;

/** `sojourn segment overlap`: sizes, and of each two how many are in both. */
export async function showOverlap(
  population: Population,
  segments: readonly AskedSegment[],
  { out }: Streams,
): Promise<void> {
  const overlap = createOverlap(segments.length);
  await population.each((customer) => overlap.take(segments.map(({ holds }) => holds(customer))));
  const say = (line = "") => out(`${line}\n`);
  const rows = segments.map(({ label }, index) => {
    return [label, overlap.size(index), sayShare(overlap.size(index), overlap.customers)];
  });
  for (const line of formatTable(["Segment", "Members", "Share"], rows)) say(line);
  for (const [one, { name }] of segments.entries()) {
    for (const [other, { name: second }] of segments.entries()) {
      if (other <= one) continue;
      const both = overlap.both(one, other);
      const sizes = [overlap.size(one), overlap.size(other)] as const;
      say();
      say(`${name} █  both ▓  ${second} ░`);
      say(`  ${drawPair(sizes[0] - both, both, sizes[1] - both)}`);
      const shares = [
        `${sayShare(both, sizes[0])} of ${name}`,
        `${sayShare(both, sizes[1])} of ${second}`,
      ];
      say(`  ${sayNumber(both)} in both: ${shares.join(", ")}`);
    }
  }
  say();
  const { all, none, customers } = overlap;
  const inAll = segments.length > 2 ? `${sayNumber(all)} in all, ` : "";
  say(
    `${inAll}${sayNumber(none)} in none of ${sayCount(customers, "customer")}, ${sayMoment(population)}`,
  );
  for (const caveat of population.caveats) say(caveat);
}

/** Those in the first alone, in both, in the second alone: as long as they are many. */
function drawPair(first: number, both: number, second: number): string {
  const whole = first + both + second;
  if (whole === 0) return "nobody";
  const parts = [
    ["█", first],
    ["▓", both],
    ["░", second],
  ] as const;
  // Who is there is seen, however few.
  const length = (count: number) =>
    count === 0 ? 0 : Math.max(1, Math.round((width * count) / whole));
  return parts.map(([mark, count]) => mark.repeat(length(count))).join("");
}
