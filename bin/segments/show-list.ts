import { allSegments } from "../../src/core/attributes/groups-of.ts";
import { isMember } from "../../src/core/segments/membership.ts";
import { formatTable } from "../../src/local/report/format-table.ts";
import type { Streams } from "../commands/streams.ts";
import type { Population } from "./population.ts";
import { sayCount, sayMoment, sayShare } from "./say-count.ts";

/** How far back a recorded size is looked for. */
const lookBack = 7;

/**
 * `sojourn segment list`: the segments, their titles and sizes. Of a stage, as a sweep counted last:
 * reading all customers for a list would cost more than it tells.
 */
export async function showList(population: Population, { out }: Streams): Promise<void> {
  const names = population.definitions.segments.map(({ name }) => name);
  if (names.length === 0) {
    out(`${population.name} has no segments; write segments/<name>.json\n`);
    return;
  }
  const sizes = population.lags ? await readLast(population) : await countAll(population);
  const titles = new Map(allSegments(population.set).map(({ name, title }) => [name, title]));
  const rows = names.toSorted().map((name) => {
    const members = sizes?.members[name];
    const known = sizes !== undefined && members !== undefined;
    const share = known ? sayShare(members, sizes.customers) : "";
    return [name, titles.get(name) ?? "", known ? members : "", share];
  });
  for (const line of formatTable(["Segment", "Title", "Members", "Share"], rows)) out(`${line}\n`);
  out(`\n${sizes?.told ?? "No sweep has counted them yet: sojourn segment size <name>"}\n`);
}

interface Counted {
  readonly customers: number;
  readonly members: Readonly<Record<string, number>>;
  readonly told: string;
}

async function readLast(population: Population): Promise<Counted | undefined> {
  const last = (await population.sizes(lookBack)).at(-1);
  if (last === undefined) return undefined;
  const told = `Of ${sayCount(last.customers, "customer")}, as a sweep counted on ${last.day}`;
  return { ...last, told };
}

async function countAll(population: Population): Promise<Counted> {
  const members: Record<string, number> = {};
  let customers = 0;
  await population.each((customer) => {
    customers += 1;
    for (const { name } of population.definitions.segments) {
      members[name] = (members[name] ?? 0) + (isMember(customer, name) ? 1 : 0);
    }
  });
  const told = `Of ${sayCount(customers, "customer")}, ${sayMoment(population)}`;
  return { customers, members, told };
}
