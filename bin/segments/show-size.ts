import { allSegments } from "../../src/core/attributes/groups-of.ts";
import { isMember } from "../../src/core/segments/membership.ts";
import type { Streams } from "../commands/streams.ts";
import type { AskedSegment, Population } from "./population.ts";
import { sayCount, sayMoment, sayNumber, sayShare } from "./say-count.ts";

/** `sojourn segment size`: how many are in each, and where items say otherwise until the next sweep. */
export async function showSizes(
  population: Population,
  segments: readonly AskedSegment[],
  { out }: Pick<Streams, "out">,
): Promise<void> {
  const counts = segments.map(() => ({ inside: 0, enter: 0, leave: 0 }));
  let customers = 0;
  await population.each((customer) => {
    customers += 1;
    for (const [index, { name, holds }] of segments.entries()) {
      const count = counts[index];
      if (count === undefined) continue;
      const inside = holds(customer);
      const was = isMember(customer, name);
      if (inside) count.inside += 1;
      if (inside && !was) count.enter += 1;
      if (!inside && was) count.leave += 1;
    }
  });
  for (const [index, { name, label }] of segments.entries()) {
    const { inside = 0, enter = 0, leave = 0 } = counts[index] ?? {};
    const share = sayShare(inside, customers);
    const of = `${sayNumber(inside)} of ${sayCount(customers, "customer")} (${share})`;
    out(`${label}: ${of}, ${sayMoment(population)}\n`);
    const isLive = allSegments(population.set).some((one) => one.name === name);
    if (!population.lags || !isLive || enter + leave === 0) continue;
    const settled = inside - enter + leave;
    out(`  ${sayNumber(settled)} as last settled: at the next sweep ${sayMoves(enter, leave)}\n`);
  }
  for (const caveat of population.caveats) out(`${caveat}\n`);
}

function sayMoves(enter: number, leave: number): string {
  const moves = [
    ...(enter > 0 ? [`${sayNumber(enter)} enter`] : []),
    ...(leave > 0 ? [`${sayNumber(leave)} leave`] : []),
  ];
  return moves.join(" and ");
}
