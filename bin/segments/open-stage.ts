import { setTimeout as sleep } from "node:timers/promises";
import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { createPublications } from "../../src/aws/catalog/publications.ts";
import { createSizes } from "../../src/aws/catalog/sizes.ts";
import { createCustomerKeys } from "../../src/aws/customer-keys.ts";
import { createCustomers } from "../../src/aws/customers.ts";
import type { TableConfig } from "../../src/aws/table.ts";
import type { Customer } from "../../src/core/customers/customer.ts";
import { compileDefinitions } from "../../src/core/definitions/compile-definitions.ts";
import type { DefinitionSet, Definitions } from "../../src/core/definitions/definitions.ts";
import type { Customers } from "../../src/core/ports.ts";
import { checkFiles } from "../../src/core/publishing/check-files.ts";
import { describeProblem, isBlocking } from "../../src/core/publishing/problem.ts";
import { plural } from "../../src/core/reasons/plural.ts";
import { restAfter } from "../../src/core/sweep/rest-after.ts";
import { sweepSettingsOf } from "../../src/core/sweep/sweep-settings.ts";
import { formatDay } from "../../src/core/time/zone.ts";
import { createProgress } from "../../src/local/report/progress.ts";
import type { Streams } from "../commands/streams.ts";
import type { Stage } from "../stage/stage.ts";
import { readStageClock } from "../stage/stage-clock.ts";
import { openTables } from "../stage/stage-tables.ts";
import { findStranger, type Population, type Wanted } from "./population.ts";

export interface ReadOptions {
  /** DynamoDB read units a second. @default what the sweep may take */
  readonly readRate?: number;
}

/** Read side by side: a page is some 100 ms, so one slice alone would take 10 pages a second at most. */
const slices = 8;
/** Customers to a page. At some 1 KB each a page is as large as DynamoDB lets it be, 1 MB. */
const pageSize = 1_000;

/**
 * The customers of a deployed stage, by what is live there.
 * @returns undefined where something stands against it; it has been said
 */
export async function openStage(
  stage: Stage,
  { readRate }: ReadOptions,
  { names, drafts }: Wanted,
  streams: Streams,
): Promise<Population | undefined> {
  const tables = openTables(stage);
  const clock = await readStageClock(tables.catalog);
  const live = await createPublications(tables.catalog).live();
  if (live === undefined) {
    streams.error(`Nothing is published in ${stage.name} yet: sojourn publish <folder>\n`);
    return undefined;
  }
  const now = clock.now();
  const set = drafts.size === 0 ? live : withDrafts(live, drafts, now, streams);
  if (set === undefined) return undefined;
  const definitions = compileDefinitions(set);
  const stranger = findStranger(definitions, names, stage.name);
  if (stranger !== undefined) {
    streams.error(`${stranger}\n`);
    return undefined;
  }
  const customers = createCustomers({ ...tables.customers, pageSize });
  const perSecond = readRate ?? sweepSettingsOf(set.settings).readUnitsPerSecond;
  return {
    name: stage.name,
    set,
    definitions,
    now,
    lags: true,
    caveats: set === live ? [] : tellUncounted(compileDefinitions(live), definitions),
    async each(visit) {
      const whole = await countRoughly(tables.customers);
      await readAll({ customers, perSecond, whole }, visit, streams);
    },
    async find(id) {
      const client = new SecretsManagerClient(stage.aws);
      const keys = createCustomerKeys({ client, secretId: stage.output("CustomerKeyArn") });
      return customers.find(await keys.keyOf(id));
    },
    async sizes(days) {
      const last = definitions.today(now);
      return createSizes(tables.catalog).between(formatDay(last - days + 1), formatDay(last));
    },
    close: () => undefined,
  };
}

function withDrafts(
  live: DefinitionSet,
  drafts: Wanted["drafts"],
  now: number,
  { error }: Streams,
): DefinitionSet | undefined {
  const { set, problems } = checkFiles(drafts, { now, live });
  for (const problem of problems.filter(isBlocking)) error(`${describeProblem(problem)}\n`);
  return set;
}

/** What a draft asks for and nobody has counted yet. */
function tellUncounted(live: Definitions, drafted: Definitions): string[] {
  const uncounted = [...drafted.tracks].flatMap(([event, wanted]) => {
    const known = new Map((live.tracks.get(event) ?? []).map((track) => [track.id, track]));
    const isThere = wanted.every(({ id, days, recent }) => {
      const track = known.get(id);
      return track !== undefined && track.days >= days && (track.recent || !recent);
    });
    return isThere ? [] : [event];
  });
  if (uncounted.length === 0) return [];
  return [
    `Not counted yet as this asks: ${uncounted.join(", ")}. The size is only of what is known now.`,
  ];
}

/** As of some hours ago: enough for a bar. */
async function countRoughly({ client, table }: TableConfig): Promise<number> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
  return Table?.ItemCount ?? 0;
}

interface Reading {
  readonly customers: Customers;
  readonly perSecond: number;
  readonly whole: number;
}

/** Parallel slices, throttled together: with each page its slice rests for what it took. */
async function readAll(
  { customers, perSecond, whole }: Reading,
  visit: (customer: Customer) => void,
  { error }: Streams,
): Promise<void> {
  const progress = createProgress("Reading", whole, error);
  const began = performance.now();
  const done = { customers: 0, units: 0 };
  const readSlice = async (slice: number) => {
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const asked = performance.now();
      const page = await customers.page({ slice, slices, cursor });
      for (const customer of page.customers) {
        // Somebody else by now, who is read there.
        if (customer.joinedInto === undefined) visit(customer);
      }
      done.customers += page.customers.length;
      done.units += page.readUnits;
      progress.tell(done.customers, tellRate(done.units, began));
      cursor = page.cursor;
      const rest = restAfter(page.readUnits, perSecond / slices, performance.now() - asked);
      if (cursor !== undefined && rest > 0) await sleep(rest);
    }
  };
  await Promise.all(Array.from({ length: slices }, (_, slice) => readSlice(slice)));
  progress.stop();
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const read = `${plural(done.customers, "customer")}, ${plural(Math.round(done.units), "read unit")}`;
  error(`Read ${read} in ${seconds} s, at most ${perSecond} a second\n`);
}

function tellRate(units: number, began: number): string {
  const seconds = Math.max(0.001, (performance.now() - began) / 1000);
  return `${Math.round(units / seconds)} read units/s`;
}
