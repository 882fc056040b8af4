import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addSegmentCommands } from "../../bin/commands/segment.ts";
import type { Customer } from "../../src/core/customers/customer.ts";
import { compileDefinitions } from "../../src/core/definitions/compile-definitions.ts";
import { hashShare } from "../../src/core/hash.ts";
import { checkFiles } from "../../src/core/publishing/check-files.ts";
import { DAY, formatInstant, HOUR } from "../../src/core/time/instant.ts";
import { createPlay } from "../../src/local/play.ts";
import { readFolder } from "../../src/local/read-folder.ts";
import { createRejectsFile } from "../../src/local/replay/rejects-file.ts";
import { replayFiles } from "../../src/local/replay/replay-files.ts";
import { readFiles } from "../../src/local/segments/read-files.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sojourn-"));
  mkdirSync(at("shop/segments"), { recursive: true });
  const settings = { zone: "Asia/Shanghai", unknownZone: "use-default", purposes: { care: {} } };
  writeJson("shop/settings.json", settings);
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const writeJson = (name: string, value: object) => writeFileSync(at(name), JSON.stringify(value));
const writeSegment = (name: string, when: object, more: object = {}) =>
  writeJson(`shop/segments/${name}.json`, { name, when, ...more });

function writeLines(name: string, lines: readonly (object | string)[]): string {
  const texts = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
  writeFileSync(at(name), texts.map((text) => `${text}\n`).join(""));
  return at(name);
}

/** Runs `sojourn segment …`. */
async function segment(...words: string[]): Promise<{ code: number; out: string; error: string }> {
  const said = { out: "", error: "" };
  const program = new Command();
  addSegmentCommands(program, {
    out: (text) => (said.out += text),
    error: (text) => (said.error += text),
  });
  await program.parseAsync(["segment", ...words], { from: "user" });
  const code = Number(process.exitCode ?? 0);
  process.exitCode = undefined;
  return { code, ...said };
}

/** The same of the shop in this folder and its files. */
const ofShop = (...words: string[]) =>
  segment(...words, "--definitions", at("shop"), "--events", at("events.jsonl"), ...people());
const people = () => (existsSync(at("people.jsonl")) ? ["--customers", at("people.jsonl")] : []);

let told = 0;
const order = (customer: string, day: string, total = 100) => {
  told += 1;
  const properties = { total };
  return {
    id: `e${told}`,
    type: "order.placed",
    at: `${day}T10:00:00+08:00`,
    customer,
    properties,
  };
};
const lately = { event: "order.placed", within: "3d" };

test("the examples work as they are", async () => {
  const { code, out, error } = await segment("size", "dormant");
  expect({ code, error }).toEqual({ code: 0, error: "" });
  expect(out).toMatch(/^dormant 沉睡客户: \d of 4 customers \(\d+ %\), as of .* Asia\/Shanghai\n$/);
});

test("a size is as of a day's end, in the shop's zone", async () => {
  writeSegment("lately", lately);
  writeLines("events.jsonl", [order("C1", "2026-02-01"), order("C2", "2026-02-04")]);
  const size = async (day: string) => (await ofShop("size", "lately", "--at", day)).out;
  expect(await size("2026-02-03")).toBe(
    "lately: 1 of 1 customer (100 %), as of Tue 2026-02-03 23:59 Asia/Shanghai\n",
  );
  expect(await size("2026-02-04")).toContain("1 of 2 customers (50 %)");
  expect(await size("2026-02-07")).toContain("0 of 2 customers (0 %)");
});

test("history has each day's size, of days without an event, too", async () => {
  writeSegment("lately", lately);
  writeLines("events.jsonl", [
    order("C1", "2026-02-01"),
    order("C2", "2026-02-02"),
    order("C3", "2026-02-06"),
  ]);
  const { out } = await ofShop("history", "lately", "--days", "6");
  const rows = [...out.matchAll(/^ {2}(2026-\d\d-\d\d) +(\S+)/gm)].map(([, day, size]) => [
    day,
    size,
  ]);
  expect(rows).toEqual([
    ["2026-02-01", "1"],
    ["2026-02-02", "2"],
    ["2026-02-03", "2"],
    ["2026-02-04", "1"],
    ["2026-02-05", "·"],
    ["2026-02-06", "1"],
  ]);
});

test("who was in a segment by time alone is remembered, as a sweep would have seen it", async () => {
  const leavesTag = { onEnter: { addTags: ["was-idle"] } };
  writeSegment("idle", { not: { event: "order.placed", within: "3d" } }, leavesTag);
  writeSegment("tagged", { tag: "was-idle" });
  writeSegment("back", { all: [{ segment: "idle", wasWithin: "30d" }, lately] });
  writeLines("events.jsonl", [
    order("C1", "2026-02-01"),
    order("C1", "2026-02-10"),
    order("C2", "2026-02-09"),
    order("C2", "2026-02-10"),
  ]);
  const { out } = await ofShop("explain", "back", "C1");
  expect(out).toContain("C1 is in back");
  expect(out).toContain(
    "  ✓ was in the segment idle in the last 30 days  → from 2026-02-04 to 2026-02-10\n",
  );
  expect((await ofShop("explain", "back", "C2")).out).toContain("C2 is not in back");
  expect((await ofShop("explain", "tagged", "C1")).out).toContain("C1 is in tagged");
  expect((await ofShop("explain", "tagged", "C2")).out).toContain("C2 is not in tagged");
});

test("an explanation tells what was found, part by part", async () => {
  writeSegment("good", {
    all: [
      { attribute: "tier", is: "金卡" },
      { not: { ...lately, sum: { of: "total", below: 300 } } },
    ],
  });
  writeLines("people.jsonl", [{ id: "C1", attributes: { tier: "普通会员" } }]);
  writeLines("events.jsonl", [order("C1", "2026-02-01", 250), order("C1", "2026-02-02", 99)]);
  const { code, out } = await ofShop("explain", "good", "C1");
  expect(code).toBe(0);
  expect(out).toBe(
    [
      "C1 is not in good, as of Mon 2026-02-02 10:00 Asia/Shanghai",
      "✗ all of",
      '  ✗ tier is "金卡"  → "普通会员"',
      "  ✓ not",
      "    ✗ order.placed in the last 3 days: sum of total is below 300  → 349",
      "",
    ].join("\n"),
  );
  const nobody = await ofShop("explain", "good", "C9");
  expect([nobody.code, nobody.error]).toEqual([1, `No customer "C9" in ${at("shop")}\n`]);
});

test("an overlap is counted and drawn", async () => {
  writeSegment("a", { attribute: "n", atMost: 3 });
  writeSegment("b", { attribute: "n", atLeast: 3 });
  writeLines(
    "people.jsonl",
    [1, 2, 3, 4].map((n) => ({ id: `C${n}`, attributes: { n } })),
  );
  writeLines("events.jsonl", []);
  const { out } = await ofShop("overlap", "a", "b");
  expect(out).toMatch(/ {2}a +3 +75 %\n {2}b +2 +50 %\n/);
  expect(out).toContain(`\n  ${"█".repeat(20)}${"▓".repeat(10)}${"░".repeat(10)}\n`);
  expect(out).toContain("1 in both: 33.3 % of a, 50 % of b\n\n0 in none of 4 customers");
});

test("a sample is the same each time, another with another seed, its columns as asked", async () => {
  writeSegment("all", { attribute: "n", exists: true });
  const lines = Array.from({ length: 60 }, (_, n) => ({ id: `C${n}`, attributes: { n, x: 1 } }));
  writeLines("people.jsonl", lines);
  writeLines("events.jsonl", []);
  const sample = async (...words: string[]) => {
    const { out } = await ofShop("sample", "all", "--count", "5", ...words);
    return [...out.matchAll(/^ {2}(C\d+)/gm)].map(([, id]) => id);
  };
  const first = await sample();
  writeLines("people.jsonl", lines.toReversed());
  expect([first.length, await sample()]).toEqual([5, first]);
  expect(await sample("--seed", "b")).not.toEqual(first);
  const { out } = await ofShop("sample", "all", "--columns", "attributes.x");
  expect(out).toMatch(/ {2}id +attributes\.x\n/);
  const bad = await ofShop("sample", "all", "--columns", "x");
  expect([bad.code, bad.error]).toEqual([1, expect.stringContaining('no column "x"')]);
});

test("a file that is not published is seen beside those that are, and checked", async () => {
  writeSegment("lately", lately);
  writeLines("events.jsonl", [order("C1", "2026-02-01")]);
  writeJson("idle.json", { name: "idle", when: { not: { segment: "lately" } } });
  expect((await ofShop("size", at("idle.json"))).out).toContain("idle: 0 of 1 customer");
  writeJson("idle.json", { name: "idle", when: { not: { segment: "latly" } } });
  const { code, error } = await ofShop("size", at("idle.json"));
  expect([code, error]).toEqual([1, expect.stringContaining('did you mean "lately"?')]);
});

test("lines that can't be used are told by number, and the rest goes on", async () => {
  writeSegment("lately", lately);
  writeLines("events.jsonl", [order("C1", "2026-02-01"), "{nonsense", { id: "x", type: "login" }]);
  const { code, out, error } = await ofShop("size", "lately", "--rejects", at("rejects.jsonl"));
  expect(code).toBe(0);
  expect(out).toContain("1 of 1 customer");
  expect(error).toContain(`2 lines can't be used; all are in ${at("rejects.jsonl")}`);
  expect(error).toMatch(/line 2: not JSON[^\n]*\n[^\n]*line 3: customer/);
});

test("a customer whose line was changed after the first event is known all the same", async () => {
  writeSegment("here", { attribute: "city", is: "Hamburg" });
  writeLines("events.jsonl", [order("c1", "2026-01-10"), order("c1", "2026-03-10")]);
  const changed = "2026-02-01T09:00:00Z";
  writeLines("people.jsonl", [{ id: "c2", at: changed, attributes: { city: "Hamburg" } }]);
  const { code, out } = await ofShop("size", "here");
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining("1 of 2") });
});

test("since when a member is in a segment is the true instant, or empty", async () => {
  writeSegment("all", { attribute: "n", exists: true });
  writeSegment("lately", lately);
  writeSegment("silent", { not: lately });
  writeSegment("quiet", { not: { event: "order.placed", within: "48h" } });
  writeSegment("gold", { attribute: "tier", is: "gold" });
  writeLines("people.jsonl", [
    { id: "C1", attributes: { n: 1, tier: "gold" } },
    { id: "C2", attributes: { n: 2 } },
  ]);
  writeLines("events.jsonl", [
    order("C1", "2026-01-20"),
    order("C2", "2026-01-28"),
    order("C1", "2026-02-02"),
    { ...order("C2", "2026-02-02"), type: "login", at: "2026-02-02T11:00:00+08:00" },
    {
      id: "g",
      type: "customer.updated",
      at: "2026-02-02T12:00:00+08:00",
      customer: { id: "C2", attributes: { tier: "gold" } },
    },
  ]);
  const names = ["lately", "silent", "quiet", "gold"].map((name) => `segments.${name}`);
  const columns = ["id", ...names].join(",");
  const { code } = await ofShop("export", "all", "--columns", columns, "--out", at("out.jsonl"));
  expect(code).toBe(0);
  const rows = readFileSync(at("out.jsonl"), "utf8").trim().split("\n");
  const byId = Object.fromEntries(rows.map((row) => [JSON.parse(row).id, JSON.parse(row)]));
  // An order of Feb 2; the one of January was three days long. Gold came with a line: nobody knows when.
  expect(byId["C1"]).toEqual({ id: "C1", "segments.lately": "2026-02-02T02:00:00Z" });
  // Silent since the fourth day began; quiet since an hour that no look has hit.
  expect(byId["C2"]).toEqual({
    id: "C2",
    "segments.silent": "2026-01-30T16:00:00Z",
    "segments.gold": "2026-02-02T04:00:00Z",
  });
});

test("members are exported with chosen columns", async () => {
  writeSegment("lately", lately);
  writeLines("people.jsonl", [{ id: "C1", attributes: { city: "上海" } }]);
  writeLines("events.jsonl", [order("C1", "2026-02-01"), order("C2", "2026-01-20")]);
  const { code } = await ofShop(
    "export",
    "lately",
    "--columns",
    "id,attributes.city",
    "--out",
    at("x.jsonl"),
  );
  expect(code).toBe(0);
  expect(readFileSync(at("x.jsonl"), "utf8")).toBe('{"id":"C1","attributes.city":"上海"}\n');
});

describe("a list", () => {
  test("becomes events that give and take the tag, and then is the segment", async () => {
    writeSegment("guests", { tag: "guests" });
    const people = [
      { id: "C1", tags: ["guests"] },
      { id: "C2" },
      { id: "7", tags: ["guests"] },
      { id: "C4" },
    ];
    writeLines("people.jsonl", people);
    writeLines("events.jsonl", [order("C4", "2026-02-01")]);
    const list = writeLines("list.txt", ["C2", "7", "C2", "C9"]);
    const dry = await ofShop("load", "guests", list, "--dry-run", "--out", at("load.jsonl"));
    expect(dry.out).toBe(
      `${list}: 3 customers (and 1 again), 1 of them unknown in ${at("shop")}\n` +
        "  1 get the tag guests, 1 have it\n  1 lose it\nNothing was changed (--dry-run).\n",
    );
    expect(existsSync(at("load.jsonl"))).toBe(false);

    await ofShop("load", "guests", list, "--out", at("load.jsonl"));
    const words = ["export", "guests", "--columns", "id", "--out", at("members.csv")];
    const members = await ofShop(...words, "--events", at("load.jsonl"));
    expect(members.code).toBe(0);
    const ids = readFileSync(at("members.csv"), "utf8").trim().split("\n").slice(1);
    expect(ids.toSorted()).toEqual(["7", "C2"]);
  });

  test("that only adds takes the tag from nobody, and bad rows are told", async () => {
    writeSegment("guests", { tag: "guests" });
    writeLines("people.jsonl", [{ id: "C1", tags: ["guests"] }, { id: "C2" }]);
    writeLines("events.jsonl", []);
    const list = writeLines("list.jsonl", [{ customer: "C2" }, { name: "x" }, '{"id":']);
    const { code, out, error } = await ofShop(
      "load",
      "guests",
      list,
      "--add",
      "--out",
      at("load.jsonl"),
    );
    expect([code, out]).toEqual([1, expect.stringContaining("nobody loses it (--add)")]);
    expect(error).toMatch(/line 2: no id[^\n]*\n[^\n]*line 3: no id/);
    expect(readFileSync(`${list}.rejects`, "utf8").trim().split("\n")).toHaveLength(2);
    expect(JSON.parse(readFileSync(at("load.jsonl"), "utf8")).customer).toEqual({
      id: "C2",
      tags: ["guests"],
    });
  });
});

test("customers of files are those of the embedded runtime, late and repeated events included", async () => {
  writeSegment(
    "big",
    { ...lately, sum: { of: "total", atLeast: 250 } },
    { onEnter: { addTags: ["was-big"] } },
  );
  writeSegment("often", { event: "order.placed", within: "48h", count: { atLeast: 2 } });
  const start = Date.UTC(2026, 1, 1);
  const events = Array.from({ length: 400 }, (_, n) => {
    const late = hashShare("late", n) < 0.1 ? 3 * DAY * hashShare("by", n) : 0;
    const repeated = n > 0 && hashShare("again", n) < 0.1 ? n - 1 : n;
    const customer = `C${Math.floor(20 * hashShare("who", repeated))}`;
    const when = formatInstant(Math.round(start + repeated * HOUR - (repeated === n ? late : 0)));
    const total = Math.floor(200 * hashShare("total", repeated));
    return { id: `e${repeated}`, type: "order.placed", at: when, customer, properties: { total } };
  });
  writeLines(
    "people.jsonl",
    Array.from({ length: 22 }, (_, n) => ({ id: `C${n}`, attributes: { n } })),
  );
  writeLines("events.jsonl", events);
  const { set } = checkFiles(readFolder(at("shop")), { now: start });
  if (set === undefined) throw new Error("the shop's files are refused");

  const rejects = createRejectsFile(undefined);
  const played = createPlay({ definitions: set, start: start + HOUR });
  const today = start + 60 * DAY;
  const files = { customers: at("people.jsonl"), events: at("events.jsonl") };
  await replayFiles({ play: played, ...files, today, rejects });
  const filed = await readFiles({
    customers: [files.customers],
    events: [files.events],
    today,
    rejects,
  });
  const streamed = new Map<string, Customer>();
  filed.each({ definitions: compileDefinitions(set) }, (one) => streamed.set(one.id, one));
  filed.close();

  const expected = [...played.runtime.customers.all()];
  expect(streamed.size).toBe(22);
  for (const { id, attributes, figures } of expected) {
    expect([id, streamed.get(id)?.figures]).toEqual([id, figures]);
    expect(streamed.get(id)?.attributes).toEqual(attributes);
  }
  expect([...streamed.values()].some(({ tags }) => tags.includes("was-big"))).toBe(true);
});
