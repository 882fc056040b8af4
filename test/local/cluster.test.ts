import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addClusterCommand } from "../../bin/commands/cluster.ts";
import { irisClusters, irisFeatures, irisRows } from "../core/models/iris.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sojourn-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (...names: string[]) => join(folder, ...names);

/** Runs `sojourn cluster` over iris.json and customers.jsonl, into out/. */
async function cluster(...more: string[]): Promise<{ code: number; out: string; error: string }> {
  const said = { out: "", error: "" };
  const program = new Command();
  addClusterCommand(program, {
    out: (text) => (said.out += text),
    error: (text) => (said.error += text),
  });
  const words = [at("iris.json"), "--customers", at("customers.jsonl"), "--out", at("out")];
  await program.parseAsync(["cluster", ...words, ...more], { from: "user" });
  const code = Number(process.exitCode ?? 0);
  process.exitCode = undefined;
  return { code, ...said };
}

const irisCustomers = irisRows.map((row, i) => ({
  id: `I${i + 1}`,
  attributes: Object.fromEntries(irisFeatures.map((name, feature) => [name, row[feature]])),
}));

function writeCustomers(lines: readonly (object | string)[]): void {
  const texts = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
  writeFileSync(at("customers.jsonl"), texts.map((text) => `${text}\n`).join(""));
}

function writeDefinition(change: object = {}): void {
  writeFileSync(at("iris.json"), JSON.stringify({ ...irisClusters(), ...change }));
}

interface AssignedLine {
  readonly customer: string;
  readonly cluster: string;
  readonly name?: string;
}

function readAssigned(): AssignedLine[] {
  const text = readFileSync(at("out/iris.jsonl"), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const readModel = () => JSON.parse(readFileSync(at("out/iris.model.json"), "utf8"));

beforeEach(() => {
  writeDefinition();
  writeCustomers(irisCustomers);
});

test("every customer gets a line, and the table shows the centroids in their own units", async () => {
  const { code, out } = await cluster();
  expect(code).toBe(0);
  expect(out).toContain("Inertia 78.8514 over 150 customers");
  expect(out).toMatch(/petalLength +4\.394 +1\.462 +5\.742 +3\.758/);
  expect(out).toContain("c2: petalLength much lower (1.462, all 3.758)");
  expect(out).toContain('write "names": {"c1": "…", "c2": "…", "c3": "…"}');
  const assigned = readAssigned();
  expect(assigned.map(({ customer }) => customer)).toEqual(irisCustomers.map(({ id }) => id));
  expect(new Set(assigned.slice(0, 50).map((one) => one.cluster))).toEqual(new Set(["c2"]));
  expect(readModel()).toMatchObject({ name: "iris", customers: 150, nextId: 4 });
});

test("the next run knows the clusters again: a name stays with its group", async () => {
  await cluster();
  writeDefinition({ names: { c2: "small-petals", c9: "nobody" }, seed: 77, scale: "z-score" });
  // Most of the small ones left, so by size the order would be another.
  writeCustomers(irisCustomers.slice(30).toReversed());
  const { out } = await cluster();
  expect(out).toContain("3 of 3 clusters are those of the run before.");
  expect(out).toContain("Named, but not there: c9.");
  const small = readAssigned().filter(({ name }) => name === "small-petals");
  expect(small.map(({ customer }) => Number(customer.slice(1))).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 20 }, (_, i) => i + 31),
  );
  expect(new Set(small.map((one) => one.cluster))).toEqual(new Set(["c2"]));
});

test("--before takes the model from elsewhere", async () => {
  await cluster();
  writeCustomers(irisCustomers.slice(30));
  const { out } = await cluster("--out", at("other"), "--before", at("out/iris.model.json"));
  expect(out).toContain("3 of 3 clusters are those of the run before.");
  const anew = await cluster("--out", at("third"));
  expect(anew.out).not.toContain("run before");
});

test("the same files give the same files, byte by byte", async () => {
  await cluster();
  const files = ["out/iris.jsonl", "out/iris.model.json"].map((name) => readFileSync(at(name)));
  await cluster("--out", at("again"));
  expect(readFileSync(at("again/iris.jsonl"))).toEqual(files[0]);
  expect(readFileSync(at("again/iris.model.json"))).toEqual(files[1]);
});

describe("who is not looked at", () => {
  test("refusing profiling keeps a customer out, on whichever of their lines it stands", async () => {
    writeCustomers([
      { id: "I1", profiling: "refused" },
      ...irisCustomers,
      { id: "I2", attributes: { profiling: "refused" } },
    ]);
    const { code, out } = await cluster();
    expect(code).toBe(0);
    expect(out).toContain("Left out: 2 customers who refuse profiling");
    expect(readAssigned().map(({ customer }) => customer)).toEqual(
      irisCustomers.slice(2).map(({ id }) => id),
    );
    expect(readModel().customers).toBe(148);
    for (const name of ["out/iris.jsonl", "out/iris.model.json"]) {
      expect(readFileSync(at(name), "utf8")).not.toMatch(/"I[12]"/);
    }
  });

  test("a line that can't be used is told by its number, the rest goes on", async () => {
    const { attributes } = irisCustomers[0]!;
    writeCustomers([
      "not json",
      { id: "A", attributes: { ...attributes, petalWidth: undefined } },
      ...irisCustomers,
      { id: "I7", attributes },
      { id: "B", profiling: "refusd", attributes },
      { attributes },
    ]);
    const { code, out } = await cluster();
    expect(code).toBe(1);
    expect(out).toContain("Rejected: 5 lines");
    const rejects = readFileSync(at("out/iris.rejects.jsonl"), "utf8").trim().split("\n");
    expect(
      rejects.map((line) => JSON.parse(line)).map(({ line, reason }) => `${line} ${reason}`),
    ).toEqual([
      "1 not a JSON object",
      '2 no attribute "petalWidth"',
      '153 "I7" stands on line 9, too',
      '154 profiling: write "refused" or "allowed"',
      "155 id: write a text of 1 to 256 characters, or a whole number below 2^53",
    ]);
    expect(readAssigned()).toHaveLength(150);
  });
});

describe("what is refused", () => {
  test("fewer customers than clusters, and nothing is written", async () => {
    writeCustomers(irisCustomers.slice(0, 2));
    const { code, error } = await cluster();
    expect(code).toBe(1);
    expect(error).toContain("3 clusters need at least 3 customers who differ in their features");
    expect(existsSync(at("out"))).toBe(false);
  });

  test.each([
    [{ scale: undefined, scal: "none" }, 'no key "scal"; did you mean "scale"?'],
    [{ k: 1 }, "k: 1 does not fit; write at least 2"],
    [{ features: ["a", "a"] }, 'features[1]: "a" stands there twice'],
    [{ names: { first: "one" } }, "write the id of a cluster, such as c1"],
    [{ name: "tulips" }, 'name: "tulips" belongs into tulips.json'],
  ])("a definition with %j, with the place and what to write", async (change, hint) => {
    writeDefinition(change);
    const { code, error } = await cluster();
    expect(code).toBe(1);
    expect(error).toContain(hint);
  });

  test("a model of something else, or one that is broken, is not overwritten", async () => {
    await cluster();
    const other = JSON.stringify({ ...readModel(), name: "tulips" });
    for (const [text, why] of [
      [other, 'is of "tulips", not of "iris"'],
      ["{", "line 1, column 2"],
    ] as const) {
      writeFileSync(at("out/iris.model.json"), text);
      const { code, error } = await cluster();
      expect(code).toBe(1);
      expect(error).toContain(why);
      expect(readFileSync(at("out/iris.model.json"), "utf8")).toBe(text);
    }
  });
});

describe("features that are computed of events", () => {
  const write = (name: string, value: object) => {
    mkdirSync(dirname(at(name)), { recursive: true });
    writeFileSync(at(name), JSON.stringify(value));
  };
  const orders = (id: string, count: number) =>
    Array.from({ length: count }, (_, n) => ({
      id: `${id}-${n}`,
      type: "order.placed",
      at: "2026-03-02T10:00:00Z",
      customer: id,
    }));

  async function run(...more: string[]) {
    const said = { out: "", error: "" };
    const program = new Command();
    addClusterCommand(program, {
      out: (text) => (said.out += text),
      error: (text) => (said.error += text),
    });
    const words = ["cluster", at("shop/attributes/buyers.json"), "--out", at("out"), ...more];
    await program.parseAsync(words, { from: "user" });
    const code = Number(process.exitCode ?? 0);
    process.exitCode = undefined;
    return { code, ...said };
  }

  beforeEach(() => {
    const settings = { zone: "UTC", unknownZone: "use-default", purposes: { care: {} } };
    write("shop/settings.json", settings);
    const value = { event: "order.placed" };
    write("shop/attributes/orders.json", { kind: "computed", name: "orders", value });
    const features = [{ computed: "orders" }, "age"];
    write("shop/attributes/buyers.json", { kind: "clusters", name: "buyers", k: 2, features });
    const people = ["A", "B", "C", "D"].map((id) => ({ id, attributes: { age: 30 } }));
    writeCustomers([...people, { id: "E" }, { id: "F", profiling: "refused" }]);
    const lines = [...orders("A", 1), ...orders("B", 2), ...orders("C", 30), ...orders("D", 31)];
    const texts = [...lines, ...orders("E", 1)].map((line) => `${JSON.stringify(line)}\n`);
    writeFileSync(at("events.jsonl"), texts.join(""));
  });

  test("are read of the events that are given", async () => {
    const files = ["--customers", at("customers.jsonl"), "--events", at("events.jsonl")];
    const { code, out, error } = await run(...files);
    expect({ code, error }).toEqual({ code: 0, error: "" });
    const text = readFileSync(at("out/buyers.jsonl"), "utf8").trim();
    const of = new Map(
      text.split("\n").map((line) => [JSON.parse(line).customer, JSON.parse(line)]),
    );
    expect([...of.keys()]).toEqual(["A", "B", "C", "D"]);
    expect(of.get("A").cluster).toBe(of.get("B").cluster);
    expect(of.get("C").cluster).toBe(of.get("D").cluster);
    expect(of.get("A").cluster).not.toBe(of.get("C").cluster);
    expect(out).toContain('Left out: 1 customer: no attribute "age" (first: E)');
    expect(out).toContain("Left out: 1 customer who refuses profiling");
  });

  test("are refused where no events are given, or nothing computes them", async () => {
    const alone = await run("--customers", at("customers.jsonl"));
    expect([alone.code, alone.error]).toEqual([1, expect.stringContaining("add --events")]);
    rmSync(at("shop/attributes/orders.json"));
    const lost = await run("--events", at("events.jsonl"));
    expect([lost.code, lost.error]).toEqual([1, expect.stringContaining("orders")]);
    expect((await run()).code).toBe(1);
  });
});
