import { describe, expect, it } from "vitest";
import { createCatalog } from "../../src/aws/catalog/catalog.ts";
import { createPublications } from "../../src/aws/catalog/publications.ts";
import { createTable } from "../../src/aws/table.ts";
import { SECOND } from "../../src/core/time/instant.ts";
import { isWithoutDynamo, useDynamo } from "./dynamo-emulator.ts";
import { type RecordedRequest, recordRequests } from "./recorded-requests.ts";
import { definitionSet, journeyOf, manualClock } from "./records.ts";

describe.skipIf(isWithoutDynamo())("the catalog table", () => {
  const dynamo = useDynamo();

  async function open() {
    const clock = manualClock();
    const config = await dynamo.catalog();
    return {
      clock,
      client: config.client,
      table: createTable(config),
      catalog: createCatalog({ ...config, clock }),
      publications: createPublications(config),
    };
  }

  it("is asked at most every 30 s, and for new definitions only", async () => {
    const { clock, client, catalog, publications } = await open();
    await publications.goLive(0, definitionSet(1));
    const requests = recordRequests(client);
    const first = await catalog.definitions();
    expect(operations(requests)).toEqual(["GetItem", "BatchGetItem"]);
    clock.at += 30 * SECOND - 1;
    expect(await catalog.definitions()).toBe(first);
    expect(requests).toHaveLength(2);
    clock.at += 1;
    expect(await catalog.definitions()).toBe(first);
    expect(operations(requests.slice(2))).toEqual(["GetItem"]);

    const segments = [{ name: "new", when: { tag: "vip" } }];
    await publications.goLive(1, definitionSet(2, { segments }));
    clock.at += 30 * SECOND;
    requests.length = 0;
    expect((await catalog.definitions()).rev).toBe(2);
    expect(operations(requests)).toEqual(["GetItem", "BatchGetItem"]);
    const asked = requests[1]?.input.RequestItems as Record<string, { Keys: unknown[] }>;
    expect(Object.values(asked).flatMap(({ Keys }) => Keys)).toHaveLength(1);
  });

  it("is asked once by all who ask at the same moment", async () => {
    const { client, catalog, publications } = await open();
    await publications.goLive(0, definitionSet(1));
    const requests = recordRequests(client);
    const all = await Promise.all(Array.from({ length: 25 }, () => catalog.definitions()));
    expect(new Set(all).size).toBe(1);
    expect(operations(requests)).toEqual(["GetItem", "BatchGetItem"]);
  });

  it("is asked again after a failure, and nothing older than 30 s is handed out meanwhile", async () => {
    const { clock, client, catalog, publications } = await open();
    await publications.goLive(0, definitionSet(1));
    await catalog.definitions();
    clock.at += 30 * SECOND;
    recordRequests(client, () => {
      throw Object.assign(new Error("no route"), { code: "ECONNRESET" });
    });
    await expect(catalog.definitions()).rejects.toMatchObject({ name: "CatalogUnavailable" });
    recordRequests(client);
    expect((await catalog.definitions()).rev).toBe(1);
  });

  it("goes live with everything or nothing, wherever a publish breaks off", async () => {
    const { client, publications } = await open();
    const before = definitionSet(1);
    await publications.goLive(0, before);
    const next = definitionSet(2, {
      journeys: [{ journey: journeyOf("winback", { priority: 1 }), version: 2, live: true }],
      segments: [{ name: "new", when: { tag: "vip" } }],
      templates: [{ name: "winback-offer", header: {}, parts: { "sms.txt": "new" } }],
    });
    for (let writes = 0; writes < 4; writes++) {
      let left = writes;
      recordRequests(client, ({ operation }) => {
        if (operation === "PutItem" && left-- === 0) throw new Error("the function died");
      });
      await expect(publications.goLive(1, next)).rejects.toThrow("the function died");
      recordRequests(client);
      expect(await publications.live()).toEqual(before);
    }
    expect(await publications.goLive(1, next)).toBe(true);
    expect(await publications.live()).toEqual(next);
  });

  it("reads versions that were stored without rules, as 0.2.0 did, by the first rules", async () => {
    const { publications, table } = await open();
    await publications.goLive(0, definitionSet(1));
    const key = { kind: "manifest", name: "live" };
    const { journeys, ...stored } = (await table.get(key)) as { journeys: object[] };
    expect(journeys).toMatchObject([{ rules: 2 }]);
    const older = journeys.map((one) => ({ ...one, rules: undefined }));
    await table.put({ ...stored, journeys: older });
    const live = await publications.live();
    expect(live?.journeys).toMatchObject([{ rules: 1 }]);
    await publications.goLive(1, { ...definitionSet(2), journeys: live?.journeys ?? [] });
    expect(await table.get(key)).toMatchObject({ rev: 2, journeys: [{ rules: 1 }] });
  });

  it("writes a definition once, however many publishes name it", async () => {
    const { client, publications } = await open();
    await publications.goLive(0, definitionSet(1));
    const requests = recordRequests(client);
    await publications.goLive(1, definitionSet(2));
    const written = requests.filter(({ operation }) => operation === "PutItem");
    expect(written.map(({ input }) => input.Item)).toMatchObject([{ kind: { S: "manifest" } }]);
  });

  it.each([
    ["100 definitions", 230, 100],
    ["16 MB", 60, 300_000],
  ])("holds more than an answer brings at most: %s", async (_, count, characters) => {
    const { client, publications } = await open();
    const templates = Array.from({ length: count }, (_nothing, nth) => ({
      name: `template-${nth}`,
      header: {},
      parts: { "email.html": `<p>${nth} ${"x".repeat(characters)}</p>` },
    }));
    const set = definitionSet(1, { templates });
    expect(await publications.goLive(0, set)).toBe(true);
    const requests = recordRequests(client);
    expect(await publications.live()).toEqual(set);
    expect(operations(requests).filter((name) => name === "BatchGetItem").length).toBeGreaterThan(
      1,
    );
  });

  it("takes texts up to 350 KB and refuses larger ones before anything is written", async () => {
    const { client, publications } = await open();
    const path = "templates/big/email.html";
    const file = { path, sequence: "01", text: "长".repeat((350 * 1024) / 3) };
    expect(await publications.keep(file)).toBe(true);
    const requests = recordRequests(client);
    const refused = {
      name: "ConfigurationInvalid",
      message: expect.stringMatching(/^templates\/big\/email\.html has 351 KB and the catalog/),
    };
    const larger = { path, sequence: "02", text: `${file.text}${"x".repeat(1024)}` };
    await expect(publications.keep(larger)).rejects.toMatchObject(refused);
    const parts = { "email.html": larger.text };
    const set = definitionSet(1, { templates: [{ name: "big", header: {}, parts }] });
    await expect(publications.goLive(0, set)).rejects.toMatchObject({
      name: "ConfigurationInvalid",
      message: expect.stringContaining("template big has 352 KB"),
    });
    expect(requests).toEqual([]);
  });
});

function operations(requests: readonly RecordedRequest[]): string[] {
  return requests.map(({ operation }) => operation);
}
