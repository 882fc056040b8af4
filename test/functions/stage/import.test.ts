import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createHandler } from "../../../functions/import.ts";
import { importPaths } from "../../../src/core/imports/import-paths.ts";
import type { Ports } from "../../../src/core/ports.ts";
import { DAY, formatInstant } from "../../../src/core/time/instant.ts";
import { createLocalRuntime, keyOfCustomer } from "../../../src/local/runtime.ts";
import { settings } from "../../core/given.ts";
import { context } from "../given.ts";
import { useFakeStage } from "./fake-stage.ts";
import { runCli } from "./run-cli.ts";

const stage = useFakeStage();
const now = Date.now();
let folder = "";
let runtime: ReturnType<typeof createLocalRuntime>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sojourn-"));
  stage.stacks.set("sojourn-dev", { ImportsBucket: "uploads", ImportCustomersArn: "arn:machine" });
  runtime = createLocalRuntime({
    start: now,
    definitions: { rev: 1, settings: settings(), journeys: [], segments: [], templates: [] },
  });
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Started {
  readonly id: string;
  readonly rows: "customers" | "events";
  readonly asOf: number;
  readonly parts: number;
  readonly left: readonly number[];
}

/** The state machine: the function of the stage on every part, but those that a test breaks. */
function runMachine(broken: readonly number[] = []): void {
  const importFiles: Ports["files"] = {
    read: async (path) => stage.files.get(`uploads/${path}`),
    write: async (path, text) => void stage.files.set(`uploads/${path}`, text),
  };
  const handler = createHandler({ ...runtime.ports, importFiles });
  let status = "FAILED";
  let running: Promise<void> | undefined;
  stage.answers.set("StartExecution", ({ input }) => {
    const { id, rows, asOf, parts, left } = JSON.parse(String(input)) as Started;
    status = "RUNNING";
    const run = async () => {
      for (const part of left) {
        if (!broken.includes(part)) {
          await handler({ do: "part", id, rows, asOf, part }, context());
        }
      }
      const finished = await handler({ do: "finish", id, parts }, context());
      status = finished.kind === "finished" ? "SUCCEEDED" : "FAILED";
    };
    running = run();
    return { executionArn: "arn:execution", startDate: 0 };
  });
  stage.answers.set("DescribeExecution", () => {
    // Broken, it would be a test's own fault: told as the machine tells it.
    running?.catch(() => {
      status = "FAILED";
    });
    return { status };
  });
}

const order = (n: number, customer: string) => ({
  id: `e${n}`,
  type: "order.placed",
  at: formatInstant(now - DAY),
  customer,
  properties: { total: n },
});

function write(lines: readonly unknown[]): string {
  const path = join(folder, "lines.jsonl");
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  return path;
}

const starts = () => stage.calls.filter(({ operation }) => operation === "StartExecution");
const load = (path: string, kind: string, ...more: string[]) =>
  runCli("import", path, "--from", kind, "--stage", "dev", ...more);

describe("import --stage", () => {
  test("takes every line in, and what can't be used is told by its line in the file", async () => {
    runMachine();
    const lines = [
      { id: "c1", attributes: { tier: "gold" } },
      { id: "c2", at: "soon", zone: "Mars/Olympus" },
      { id: "c3", addresses: { email: ["c3@shop.example", ""] } },
    ];
    const path = write(lines);
    const said = await load(path, "customers");
    expect(said).toMatchObject({ code: 1 });
    expect(said.out).toContain("2 lines of 2 customers to load");
    expect(said.out).toContain("Loaded 2 lines");
    expect(said.out).toContain(`${path} line 2: at: wanted a time`);
    expect(said.out).toContain("1 × customer.addresses.email.1 is left out");
    const c3 = await runtime.ports.customers.find(keyOfCustomer("c3"));
    expect(c3?.addresses).toEqual({ email: [{ to: "c3@shop.example" }] });
    expect(await runtime.ports.customers.find(keyOfCustomer("c2"))).toBeUndefined();
  });

  test("what only the stage can tell is fetched, with the line of the file", async () => {
    runMachine();
    const path = write([order(1, "c1"), order(2, "c2")]);
    const broken = { customers: 0, events: 0, known: 0, lines: 2 };
    stage.answers.set("StartExecution", ({ input }) => {
      const { id } = JSON.parse(String(input)) as Started;
      const rejects = [{ line: 2, reason: "at: is over 5 years back" }];
      const outcome = JSON.stringify({ ...broken, events: 1, rejects });
      stage.files.set(`uploads/${importPaths(id).outcome(1)}`, outcome);
      return { executionArn: "arn:execution", startDate: 0 };
    });
    stage.answers.set("DescribeExecution", () => ({ status: "SUCCEEDED" }));
    const said = await load(path, "events");
    expect(said.code).toBe(1);
    const rejects = readFileSync(`${path}.stage-rejects`, "utf8").trim();
    expect(JSON.parse(rejects)).toMatchObject({ line: 2, reason: "at: is over 5 years back" });
  });

  test("what came from Pinpoint goes in as it is written", async () => {
    runMachine();
    const endpoint = {
      ChannelType: "EMAIL",
      Address: "mei@shop.example",
      OptOut: "ALL",
      EffectiveDate: "2025-02-01T00:00:00Z",
      User: { UserId: "u-1", UserAttributes: { tier: ["gold"] } },
    };
    const out = join(folder, "people.jsonl");
    const from = ["--from", "pinpoint-endpoints", "--out", out, "--stage", "dev"];
    const said = await runCli("import", write([endpoint]), ...from);
    expect(said).toMatchObject({ code: 0 });
    expect(await runtime.ports.customers.find(keyOfCustomer("u-1"))).toMatchObject({
      attributes: { tier: "gold" },
      consents: { "email:*": { given: false, at: Date.parse("2025-02-01T00:00:00Z") } },
    });
  });

  test("the lines of one customer lie in one part, whatever their order in the file", async () => {
    runMachine();
    const lines = Array.from({ length: 1500 }, (_, n) => order(n, `c${n % 7}`));
    const said = await load(write(lines), "events");
    expect(said).toMatchObject({ code: 0 });
    expect(said.out).toContain("1,500 new events, 0 known events");
    const parts = [...stage.files].filter(([path]) => path.includes("/parts/"));
    const whose = parts.map(([, text]) =>
      text
        .split("\n")
        .map((line) => (JSON.parse(line) as { row: { customer: string } }).row.customer),
    );
    const sizes = whose.map((ids) => ids.length);
    expect(sizes.toSorted((a, b) => b - a)).toEqual([1000, 500]);
    const shared = new Set(whose[0]).intersection(new Set(whose[1]));
    expect(shared.size).toBeLessThanOrEqual(1);
  });

  test("the same file again is known, starts nothing and counts nothing twice", async () => {
    runMachine();
    const path = write([order(1, "c1"), order(2, "c1")]);
    await load(path, "events");
    const again = await load(path, "events");
    expect(again.out).toContain("This file was loaded before.");
    expect(starts()).toHaveLength(1);
  });

  test("where a part was not taken in it says so, and the next run takes in what is left", async () => {
    runMachine([2]);
    const path = write(Array.from({ length: 1500 }, (_, n) => order(n, `c${n}`)));
    const said = await load(path, "events");
    expect(said.code).toBe(1);
    expect(said.out).toContain("1 part of 2 not taken in (FAILED)");
    const uploads = [...stage.files].filter(([name]) => name.includes("/parts/"));
    runMachine();
    const again = await load(path, "events");
    expect(again).toMatchObject({ code: 0 });
    expect(again.out).toContain("Loaded 1,500 lines: 1,500 new events, 0 known events");
    const asOfs = starts().map(({ input }) => (JSON.parse(String(input.input)) as Started).asOf);
    expect(new Set(asOfs).size).toBe(1);
    const lefts = starts().map(({ input }) => (JSON.parse(String(input.input)) as Started).left);
    expect(lefts).toEqual([[1, 2], [2]]);
    expect([...stage.files].filter(([name]) => name.includes("/parts/"))).toEqual(uploads);
  });

  test("an import that is under way is followed, not started again", async () => {
    runMachine();
    const path = write([order(1, "c1")]);
    const { StartExecution } = Object.fromEntries(stage.answers);
    stage.answers.set("StartExecution", () => ({ executionArn: "arn:execution", startDate: 0 }));
    stage.answers.set("DescribeExecution", () => ({ status: "ABORTED" }));
    await load(path, "events");
    const [manifest] = [...stage.files.keys()].filter((name) => name.endsWith("manifest.json"));
    expect(JSON.parse(stage.files.get(manifest ?? "") ?? "")).toMatchObject({
      execution: "arn:execution",
    });
    stage.calls.length = 0;
    const id = manifest?.split("/")[2] ?? "";
    let asked = 0;
    stage.answers.set("DescribeExecution", () => {
      asked += 1;
      if (asked === 2) StartExecution?.({ input: inputOf(id) });
      return { status: asked < 3 ? "RUNNING" : "SUCCEEDED" };
    });
    const said = await load(path, "events");
    expect(said).toMatchObject({ code: 0 });
    expect(starts()).toHaveLength(0);
  });

  test("a packed file is taken as it is, and one that is cut off loads nothing", async () => {
    runMachine();
    const packed = gzipSync(`${JSON.stringify(order(1, "c1"))}\n`.repeat(50));
    const path = join(folder, "events.jsonl.gz");
    writeFileSync(path, packed.subarray(0, packed.length - 20));
    const cut = await load(path, "events");
    expect(cut.code).toBe(1);
    expect(cut.error).toContain("can't be read to its end");
    expect(stage.files.size).toBe(0);
    writeFileSync(path, packed);
    expect((await load(path, "events")).out).toContain("1 new event, 49 known events");
  });

  test("a dry run counts without a stage", async () => {
    stage.stacks.clear();
    const said = await load(write([order(1, "c1"), { id: 7 }]), "events", "--dry-run");
    expect(said.code).toBe(1);
    expect(said.out).toContain("1 line of 1 customer to load");
    expect(said.out).toContain("Nothing was loaded (--dry-run).");
    expect(stage.files.size).toBe(0);
  });
});

function inputOf(id: string): string {
  const started: Started = { id, rows: "events", asOf: now, parts: 1, left: [1] };
  return JSON.stringify(started);
}
