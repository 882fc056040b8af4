import { describe, expect, it } from "vitest";
import { createPublications } from "../../src/aws/catalog/publications.ts";
import { createSizes } from "../../src/aws/catalog/sizes.ts";
import { createSweepLeases } from "../../src/aws/catalog/sweep-leases.ts";
import { DAY, SECOND } from "../../src/core/time/instant.ts";
import { createLocalSizes } from "../../src/local/sizes.ts";
import { createLocalSweepLeases } from "../../src/local/sweep-leases.ts";
import { isWithoutDynamo, useDynamo } from "./dynamo-emulator.ts";
import { recordRequests } from "./recorded-requests.ts";
import { definitionSet, now } from "./records.ts";
import { sizesContract } from "./sizes-contract.ts";
import { sweepLeasesContract } from "./sweep-leases-contract.ts";

describe("in memory", () => {
  sweepLeasesContract(async () => {
    const leases = createLocalSweepLeases();
    return () => leases;
  });
  sizesContract(async () => createLocalSizes());
});

describe.skipIf(isWithoutDynamo())("on DynamoDB", () => {
  const dynamo = useDynamo();

  sweepLeasesContract(async () => {
    const table = await dynamo.catalog();
    return () => createSweepLeases(table);
  });
  sizesContract(async () => createSizes(await dynamo.catalog()));

  it("the lease and sizes leave what is published alone", async () => {
    const config = await dynamo.catalog();
    const publications = createPublications(config);
    await publications.goLive(0, definitionSet(1));
    await createSweepLeases(config).replace({ token: 0 }, { looked: now });
    await createSizes(config).record({ day: "2026-01-05", at: now, customers: 1, members: {} });
    expect(await publications.goLive(1, definitionSet(2))).toBe(true);
    expect(await publications.files()).toEqual([]);
    expect(await createSweepLeases(config).read()).toEqual({ token: 1, looked: now });
  });

  it("sizes are to be deleted after 400 days", async () => {
    const config = await dynamo.catalog();
    const requests = recordRequests(config.client);
    await createSizes(config).record({ day: "2026-01-05", at: now, customers: 1, members: {} });
    const ttl = String((now + 400 * DAY) / SECOND);
    expect(requests).toMatchObject([{ input: { Item: { ttl: { N: ttl } } } }]);
  });
});
