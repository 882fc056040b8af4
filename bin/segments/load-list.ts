import type { CustomerEvent } from "../../src/core/events/event.ts";
import { hashId } from "../../src/core/hash.ts";
import { createRejectsFile } from "../../src/local/replay/rejects-file.ts";
import { readIds } from "../../src/local/segments/read-ids.ts";
import type { Streams } from "../commands/streams.ts";
import type { AskedSegment, Population } from "./population.ts";
import { sayCount, sayNumber } from "./say-count.ts";

export interface LoadOptions {
  /** Nobody loses the tag. */
  readonly add?: true;
  /** Only counts. */
  readonly dryRun?: true;
}

/** Takes what the load makes of customers: to a file, or to the bus of a stage. */
export type SendEvents = (events: readonly CustomerEvent[]) => Promise<void> | void;

/**
 * `sojourn segment load`: who is on the list gets the tag that the segment asks for, who is not on it
 * loses it. What was broken off is done by the same command again: it looks at what there is.
 * @returns the exit code
 */
export async function loadList(
  population: Population,
  segment: AskedSegment,
  list: string,
  { add, dryRun }: LoadOptions,
  send: SendEvents,
  { out, error }: Streams,
): Promise<number> {
  const tag = tagOf(population, segment.name);
  if (tag === undefined) {
    error(`${segment.name} is no list: that is a segment whose "when" is {"tag": "…"}\n`);
    return 1;
  }
  const rejects = createRejectsFile(dryRun ? undefined : `${list}.rejects`);
  const { ids, again } = await readIds(list, rejects);
  rejects.close();
  const changes = await compare(population, ids, tag, add ?? false);
  const { give, take, known, have } = changes;
  const twice = again === 0 ? "" : ` (and ${sayNumber(again)} again)`;
  out(
    `${list}: ${sayCount(ids.size, "customer")}${twice}, ${sayNumber(ids.size - known)} of them unknown in ${population.name}\n`,
  );
  out(`  ${sayNumber(give.length)} get the tag ${tag}, ${sayNumber(have)} have it\n`);
  if (add) out("  nobody loses it (--add)\n");
  else out(`  ${sayNumber(take.length)} lose it\n`);
  for (const { line, reason } of rejects.first) error(`  ${list} line ${line}: ${reason}\n`);
  if (rejects.count > 0) {
    const where = rejects.path === undefined ? "" : `, all of them in ${rejects.path}`;
    error(`${sayCount(rejects.count, "row")} can't be used${where}\n`);
  }
  if (dryRun) out("Nothing was changed (--dry-run).\n");
  else await send(eventsOf(changes, tag, segment.name, population.now));
  return rejects.count === 0 ? 0 : 1;
}

/** The tag that a static segment is; undefined of any other. */
function tagOf({ set }: Population, name: string): string | undefined {
  const when = set.segments.find((one) => one.name === name)?.when;
  return when !== undefined && "tag" in when ? when.tag : undefined;
}

interface Changes {
  readonly give: readonly string[];
  readonly take: readonly string[];
  /** How many on the list are known customers, and how many have the tag. */
  readonly known: number;
  readonly have: number;
}

async function compare(
  population: Population,
  ids: ReadonlySet<string>,
  tag: string,
  add: boolean,
): Promise<Changes> {
  const give: string[] = [];
  const take: string[] = [];
  let known = 0;
  let have = 0;
  await population.each(({ id, tags }) => {
    const tagged = tags.includes(tag);
    if (ids.has(id)) {
      known += 1;
      if (tagged) have += 1;
      else give.push(id);
    } else if (tagged && !add) take.push(id);
  });
  return { give, take, known, have };
}

function eventsOf(
  { give, take }: Changes,
  tag: string,
  segment: string,
  at: number,
): CustomerEvent[] {
  const event = (customer: string, profile: CustomerEvent["profile"]): CustomerEvent => ({
    id: `load-${segment}-${hashId(segment, at, customer)}`,
    type: "customer.updated",
    customer,
    at,
    properties: {},
    ...(profile && { profile }),
  });
  return [
    ...give.map((id) => event(id, { tags: [tag] })),
    ...take.map((id) => event(id, { removeTags: [tag] })),
  ];
}
