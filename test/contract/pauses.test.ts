import { describe, expect, it } from "vitest";
import { createPauses } from "../../src/aws/catalog/pauses.ts";
import { createPublications } from "../../src/aws/catalog/publications.ts";
import { nothingPaused } from "../../src/core/definitions/pause.ts";
import { SECOND } from "../../src/core/time/instant.ts";
import { createLocalPauses } from "../../src/local/pauses.ts";
import { isWithoutDynamo, useDynamo } from "./dynamo-emulator.ts";
import { pausesContract } from "./pauses-contract.ts";
import { recordRequests } from "./recorded-requests.ts";
import { definitionSet, manualClock, now } from "./records.ts";

describe("pause flags in memory", () => {
  pausesContract(async () => {
    const pauses = createLocalPauses();
    return () => pauses;
  });
});

describe.skipIf(isWithoutDynamo())("pause flags on DynamoDB", () => {
  const dynamo = useDynamo();

  pausesContract(async () => {
    const table = await dynamo.catalog();
    return (clock) => createPauses({ ...table, clock });
  });

  async function open() {
    const clock = manualClock();
    const config = await dynamo.catalog();
    return { clock, config, client: config.client, pauses: createPauses({ ...config, clock }) };
  }

  it("are asked for at most every 30 s, and once by all who ask at the same moment", async () => {
    const { clock, client, pauses } = await open();
    const requests = recordRequests(client);
    await Promise.all(Array.from({ length: 25 }, () => pauses.read()));
    clock.at += 30 * SECOND - 1;
    await pauses.read();
    expect(requests).toMatchObject([{ operation: "GetItem", input: { ConsistentRead: true } }]);
    clock.at += 1;
    await pauses.read();
    expect(requests).toHaveLength(2);
  });

  it("that are older than 30 s are not handed out while the table is away", async () => {
    const { clock, client, pauses } = await open();
    await pauses.read();
    clock.at += 30 * SECOND;
    recordRequests(client, () => {
      throw Object.assign(new Error("no route"), { code: "ECONNRESET" });
    });
    await expect(pauses.read()).rejects.toMatchObject({ name: "CatalogUnavailable" });
    recordRequests(client);
    expect(await pauses.read()).toEqual(nothingPaused);
  });

  it("know their own change at once, however fresh what was read before", async () => {
    const { pauses } = await open();
    await pauses.read();
    const flags = await pauses.pause({ kind: "all" }, { since: now });
    expect(await pauses.read()).toEqual(flags);
  });

  it("leave what is published alone", async () => {
    const { config, pauses } = await open();
    const publications = createPublications(config);
    await publications.goLive(0, definitionSet(1));
    await pauses.pause({ kind: "all" }, { since: now });
    expect(await publications.goLive(1, definitionSet(2))).toBe(true);
    expect(await publications.files()).toEqual([]);
    expect((await pauses.read()).all).toEqual({ since: now });
  });
});
