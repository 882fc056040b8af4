import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createPublications } from "../../../src/aws/catalog/publications.ts";
import { createSizes } from "../../../src/aws/catalog/sizes.ts";
import { createCustomers } from "../../../src/aws/customers.ts";
import type { TableConfig } from "../../../src/aws/table.ts";
import { type Customer, newCustomer } from "../../../src/core/customers/customer.ts";
import type { Segment } from "../../../src/core/definitions/segment.ts";
import { keyedHash } from "../../../src/core/hash.ts";
import { DAY } from "../../../src/core/time/instant.ts";
import { formatDay } from "../../../src/core/time/zone.ts";
import { isWithoutDynamo, useDynamo } from "../../contract/dynamo-emulator.ts";
import { journey, settings } from "../../core/given.ts";
import { useFakeStage } from "./fake-stage.ts";
import { runCli } from "./run-cli.ts";

const segments: readonly Segment[] = [
  { name: "spenders", title: "大客户", when: { attribute: "spent", atLeast: 100 } },
  { name: "vip-dinner", when: { tag: "vip-dinner" } },
];

const segment = (...words: string[]) => runCli("segment", ...words, "--stage", "prod");

describe.skipIf(isWithoutDynamo())("segments of a stage", () => {
  const aws = useFakeStage();
  const dynamo = useDynamo();
  let folder = "";
  let tables: Readonly<Record<"customers" | "catalog", TableConfig>>;

  beforeAll(async () => {
    const { client } = await dynamo.catalog();
    const { hostname, port } = (await client.config.endpoint?.()) ?? {};
    process.env.AWS_ENDPOINT_URL_DYNAMODB = `http://${hostname}:${port}`;
  });
  afterAll(() => {
    delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
  });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "sojourn-"));
    tables = { customers: await dynamo.customers(), catalog: await dynamo.catalog() };
    aws.stacks.set("sojourn-prod", {
      CustomersTable: tables.customers.table,
      CatalogTable: tables.catalog.table,
      TimelineTable: "timeline",
      CustomerKeyArn: "arn:key",
      BusName: "bus",
    });
    aws.answers.set("GetSecretValue", () => ({ SecretString: '{"customerKey":"k"}' }));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function publish(): Promise<void> {
    const set = { rev: 1, settings: settings(), journeys: [], segments, templates: [] };
    await createPublications(tables.catalog).goLive(0, set);
  }

  async function add(id: string, change: Partial<Customer>): Promise<void> {
    const fresh = newCustomer(keyedHash("k", id), id);
    await createCustomers(tables.customers).commit(fresh, { ...fresh, ...change });
  }

  async function addThree(): Promise<void> {
    await publish();
    await add("C1", {
      attributes: { spent: 500 },
      tags: ["vip-dinner"],
      segments: { spenders: [DAY], "vip-dinner": [DAY] },
    });
    // Time, or a tag, changed these since they were settled.
    await add("C2", { attributes: { spent: 100 } });
    await add("C3", { attributes: { spent: 5 }, segments: { spenders: [DAY] } });
  }

  it("are counted by condition, beside what items say until the next sweep", async () => {
    await addThree();
    const { code, out, error } = await segment("size", "spenders", "vip-dinner");
    expect(code).toBe(0);
    expect(out).toMatch(/^spenders 大客户: 2 of 3 customers \(66\.7 %\), as of /);
    expect(out).toContain("\n  2 as last settled: at the next sweep 1 enter and 1 leave\n");
    expect(out).toMatch(/\nvip-dinner: 1 of 3 customers \(33\.3 %\), as of [^\n]*\n$/);
    expect(error).toMatch(/Read 3 customers, [\d.]+ read units in [\d.]+ s, at most 500 a second/);
  });

  it("leave out who was joined into another customer", async () => {
    await addThree();
    await add("anonymous", {
      attributes: { spent: 900 },
      joinedInto: { key: keyedHash("k", "C1"), by: "e1", at: DAY },
    });
    expect((await segment("size", "spenders")).out).toContain("2 of 3 customers");
  });

  it("explain a customer, read by key", async () => {
    await addThree();
    const { code, out } = await segment("explain", "spenders", "C3");
    expect(code).toBe(0);
    expect(out).toMatch(
      /^C3 is not in spenders 大客户, as of [^\n]*\n✗ spent is at least 100 {2}→ 5\n/,
    );
    expect(out).toContain("As last settled it is in it: the next sweep or event changes that.");
    const nobody = await segment("explain", "spenders", "C9");
    expect(nobody).toEqual({ code: 1, out: "", error: 'No customer "C9" in sojourn-prod\n' });
  });

  it("have sizes by day, as sweeps counted them", async () => {
    await publish();
    expect((await segment("list")).out).toContain("No sweep has counted them yet");
    const today = Math.floor(Date.now() / DAY);
    const sizes = createSizes(tables.catalog);
    const record = (day: number, spenders: number) =>
      sizes.record({ day: formatDay(day), at: day * DAY, customers: 200, members: { spenders } });
    await record(today - 1, 40);
    await record(today, 50);
    const history = await segment("history", "spenders", "--days", "2");
    expect(history.out).toMatch(/\d {7}40 {3}20 %/);
    expect(history.out).toMatch(/ 50 {3}25 % {2}\+10/);
    const list = await segment("list");
    expect(list.out).toMatch(/spenders +大客户 +50 +25 %/);
    expect(list.out).toContain(`Of 200 customers, as a sweep counted on ${formatDay(today)}`);
  });

  it("are seen before they are published, with what nobody has counted yet", async () => {
    await addThree();
    const draft = join(folder, "rich.json");
    const when = {
      all: [{ segment: "spenders" }, { not: { event: "order.placed", within: "30d" } }],
    };
    writeFileSync(draft, JSON.stringify({ name: "rich", when }));
    const { code, out } = await segment("size", draft);
    expect(code).toBe(0);
    expect(out).toContain("rich: 2 of 3 customers");
    expect(out).toContain("Not counted yet as this asks: order.placed.");

    writeFileSync(draft, JSON.stringify({ name: "rich", when: { segment: "spender" } }));
    const bad = await segment("size", draft);
    expect(bad.code).toBe(1);
    expect(bad.error).toContain('did you mean "spenders"?');
  });

  it("take a list in by events on the bus, counted first", async () => {
    await addThree();
    const list = join(folder, "guests.csv");
    writeFileSync(list, "name,id\nA,C2\nB,C9\nB,C2\nC,\n");
    const dry = await segment("load", "vip-dinner", list, "--dry-run");
    expect(dry.code).toBe(1);
    expect(dry.out).toContain("2 customers (and 1 again), 1 of them unknown in sojourn-prod");
    expect(dry.error).toContain("line 5: no id: write");
    expect(aws.calls.filter(({ operation }) => operation === "PutEvents")).toEqual([]);

    aws.answers.set("PutEvents", () => ({ FailedEntryCount: 0, Entries: [] }));
    const { out } = await segment("load", "vip-dinner", list);
    expect(out).toContain("  1 get the tag vip-dinner, 0 have it\n  1 lose it\n");
    const [put] = aws.calls.filter(({ operation }) => operation === "PutEvents");
    const entries = put?.input.Entries as { Detail: string; DetailType: string }[];
    const told = entries.map(({ Detail, DetailType }) => [DetailType, JSON.parse(Detail).customer]);
    expect(told).toEqual([
      ["customer.updated", { id: "C2", tags: ["vip-dinner"] }],
      ["customer.updated", { id: "C1", removeTags: ["vip-dinner"] }],
    ]);
  });

  it("that a bus did not take whole are put again", { timeout: 10_000 }, async () => {
    await addThree();
    const list = join(folder, "ids.txt");
    writeFileSync(list, "C2\nC3\n");
    let calls = 0;
    aws.answers.set("PutEvents", ({ Entries }) => {
      calls += 1;
      const failed = { ErrorCode: "ThrottlingException", ErrorMessage: "slow down" };
      return {
        Entries: (Entries as unknown[]).map((_, at) => (calls === 1 && at > 0 ? failed : {})),
      };
    });
    expect((await segment("load", "vip-dinner", list, "--add")).code).toBe(0);
    const sizes = aws.calls
      .filter(({ operation }) => operation === "PutEvents")
      .map(({ input }) => (input.Entries as unknown[]).length);
    expect(sizes).toEqual([2, 1]);
  });

  it("are counted and shown before a journey that takes members in goes live", async () => {
    await addThree();
    await add("C4", { attributes: { spent: 700 }, entries: { dinner: { "": [1, DAY] } } });
    const files: Readonly<Record<string, unknown>> = {
      "settings.json": settings(),
      "segments/spenders.json": segments[0],
      "journeys/dinner.json": journey({
        name: "dinner",
        entry: { on: "segment.entered", segment: "spenders", members: true },
        steps: [{ do: "wait", id: "rest", for: "1d" }],
      }),
    };
    for (const [path, value] of Object.entries(files)) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), JSON.stringify(value));
    }
    const { code, out, error } = await runCli("publish", folder, "--stage", "prod");
    expect(code).toBe(1);
    expect(out).toMatch(
      /\njourneys\/dinner: the next sweep looks at 2 members of spenders 大客户, such as C[12], C[12]\n/,
    );
    expect(error).toContain("Nothing was saved. If these are the right people, add --yes");
  });

  it("are refused where they are no list, or nothing is published", async () => {
    const nothing = await segment("size", "spenders");
    expect([nothing.code, nothing.error]).toEqual([1, expect.stringContaining("sojourn publish")]);
    await publish();
    const list = join(folder, "ids.txt");
    writeFileSync(list, "C2\n");
    const { code, error } = await segment("load", "spenders", list);
    expect([code, error]).toEqual([1, expect.stringContaining("spenders is no list")]);
    const unknown = await segment("size", "spender");
    expect(unknown.error).toBe('No segment "spender" in sojourn-prod; did you mean "spenders"?\n');
  });
});
