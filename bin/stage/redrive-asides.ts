import { createBackfills } from "../../src/aws/catalog/backfills.ts";
import { createCatalog } from "../../src/aws/catalog/catalog.ts";
import { createPublications } from "../../src/aws/catalog/publications.ts";
import { createCustomerKeys } from "../../src/aws/customer-keys.ts";
import { createSetAsides } from "../../src/aws/timeline/set-asides.ts";
import type { SetAside } from "../../src/core/set-aside/set-aside.ts";
import { createRedriveAside } from "../../src/flows/redrive-aside.ts";
import type { Streams } from "../commands/streams.ts";
import { type ListedItem, listAttention } from "./attention-list.ts";
import { explainFailure } from "./explain-failure.ts";
import { openBucket } from "./open-bucket.ts";
import { openResumePorts } from "./resume-ports.ts";
import type { Stage } from "./stage.ts";
import { openAddresses, stageSecret } from "./stage-addresses.ts";
import { openTables } from "./stage-tables.ts";

/** More than these are no single customers: see the runbook, items-set-aside. */
const mostListed = 1_000;

/**
 * `sojourn redrive aside`: does for each customer who was set aside what the pass could not.
 * @returns the exit code: 1 when one of them could not be taken in again
 */
export async function redriveAsides(
  stage: Stage,
  { dryRun }: { readonly dryRun?: true },
  { out, error }: Streams,
): Promise<number> {
  const { items } = await listAttention(openTables(stage).timeline, "set-aside", mostListed);
  out(`${items.length === 0 ? "Nobody was" : `${items.length} were`} set aside\n`);
  if (dryRun || items.length === 0) {
    for (const item of items) {
      const { error: name, reason } = asideOf(item);
      out(`  ${item.id}: ${name}, ${reason}\n`);
    }
    if (dryRun) out("Nothing was moved (--dry-run).\n");
    return 0;
  }
  const redriveAside = createRedriveAside(await openAsidePorts(stage));
  let left = 0;
  for (const item of items) {
    try {
      await redriveAside(asideOf(item));
      out(`  ${item.id}: taken in\n`);
    } catch (thrown) {
      // One that breaks again is told and stays on the list; the others go on.
      left += 1;
      error(`  ${item.id}: not taken in, ${explainFailure(thrown) ?? String(thrown)}\n`);
    }
  }
  return left === 0 ? 0 : 1;
}

/** The record as the pass wrote it. */
function asideOf({ record }: ListedItem): SetAside {
  const { key: customer, attention: _, ...said } = record;
  return { ...said, customer } as SetAside;
}

async function openAsidePorts(stage: Stage) {
  const tables = openTables(stage);
  const ports = await openResumePorts(stage);
  const { clock } = ports;
  return {
    ...ports,
    addresses: openAddresses(stage),
    backfills: createBackfills(tables.catalog),
    catalog: createCatalog({ ...tables.catalog, clock }),
    importFiles: openBucket(stage, stage.output("ImportsBucket")),
    keys: createCustomerKeys(stageSecret(stage)),
    publications: createPublications(tables.catalog),
    setAsides: createSetAsides({ ...tables.timeline, clock }),
  };
}
