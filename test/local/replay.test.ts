import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPlay, type Play } from "../../src/local/play.ts";
import { readLines } from "../../src/local/replay/read-lines.ts";
import { createRejectsFile } from "../../src/local/replay/rejects-file.ts";
import { findStart, type Replayed, replayFiles } from "../../src/local/replay/replay-files.ts";
import { byMail, exampleSet, shanghai } from "./example-play.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sojourn-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const line = (id: string, at: string, more: object = {}) =>
  JSON.stringify({ id, type: "order.placed", at, customer: "C1", ...more });

interface Done {
  readonly play: Play;
  readonly replayed: Replayed;
  readonly rejects: { line: number; reason: string }[];
}

async function replay(
  events: string,
  more: { customers?: string; from?: string; to?: string; today?: string } = {},
): Promise<Done> {
  const path = write("events.jsonl", events);
  const customers = more.customers && write("customers.jsonl", more.customers);
  const from = more.from === undefined ? undefined : shanghai(more.from);
  const to = more.to === undefined ? undefined : shanghai(more.to);
  const today = shanghai(more.today ?? "2026-06-01 00:00");
  const start = from ?? (await findStart(path)) ?? today;
  const play = createPlay({ definitions: exampleSet, start });
  const rejects = createRejectsFile(join(folder, "rejects.jsonl"));
  const replayed = await replayFiles({ play, events: path, customers, from, to, today, rejects });
  rejects.close();
  const lines = rejects.count === 0 ? "" : readFileSync(join(folder, "rejects.jsonl"), "utf8");
  const told = lines.trim().split("\n");
  return { play, replayed, rejects: told.filter(Boolean).map((text) => JSON.parse(text)) };
}

test("plays the events in their own time, and lets it run on to the end", async () => {
  const { play, replayed } = await replay(line("e1", "2026-03-02T10:00:00+08:00"), {
    customers: JSON.stringify({ id: "C1", ...byMail }),
    to: "2026-04-15 00:00",
  });
  expect(replayed).toMatchObject({ events: 1, customers: 1 });
  // Neither the customer's line nor what the journey itself does is an event that was told.
  expect(play.report()).toMatchObject({ events: 1, duplicates: 0, customers: 1 });
  expect(play.report().channels.email?.states).toMatchObject({ sent: 2 });
  expect(play.report().to).toBe("2026-04-14T16:00:00Z");
});

/** As deep as ended the stack of what walked through it. */
const deep = "[".repeat(12_000) + "]".repeat(12_000);

test("a line that can't be used is rejected with its number and reason; the rest goes on", async () => {
  const good = (id: string) => line(id, "2026-03-02T10:00:00Z");
  const bad = [
    '{"id":"e1","type":"order',
    line("", "2026-03-02T10:00:00Z"),
    JSON.stringify({ id: "e3", type: "order.placed", at: "2026-03-02T10:00:00Z" }),
    line("e4", "9999-01-01T00:00:00Z"),
    line("e5", "2026-03-02 10:00"),
    JSON.stringify({ id: "e6", type: "order.placed", customer: "C1" }),
    line("e9", "2026-03-02T10:00:00Z", { properties: { note: "x".repeat(2_000_000) } }),
    "[]",
    line("e11", "2026-02-30T10:00:00Z"),
    `{"id":"e12","type":"t","at":"2026-03-02T10:00:00Z","customer":"C1","properties":{"a":${deep}}}`,
    line("cut \ud83d", "2026-03-02T10:00:00Z"),
  ];
  const text = bad.flatMap((one, n) => [good(`good-${n}`), one]).join("\n");
  const { replayed, rejects, play } = await replay(text);
  expect(replayed.events).toBe(bad.length);
  expect(play.report().events).toBe(bad.length);
  expect(rejects.map((reject) => reject.line)).toEqual(bad.map((_, n) => 2 * n + 2));
  const reasons = rejects.map(({ reason }) => reason).join("\n");
  for (const word of [
    "not JSON",
    "id:",
    "customer:",
    "in the future",
    '"2026-03-02 10:00" is no time with a zone',
    "at: missing",
    "longer than 1 MB",
    "nested more than 64 levels deep",
    "id: half a character",
  ]) {
    expect(reasons).toContain(word);
  }
});

test("bad customers are told as customers, by their own line", async () => {
  const { rejects } = await replay(line("e1", "2026-03-02T10:00:00Z"), {
    customers: `{"id":"C1"}\n{"zone":"Asia/Shanghai"}\nC3\n42\n{"id":"C5","attributes":${deep}}`,
  });
  expect(rejects.map((one) => one.line)).toEqual([2, 3, 4, 5]);
  expect(rejects[0]?.reason).toContain("customer.id: found nothing");
  expect(rejects[1]?.reason).toContain("not JSON");
  expect(rejects[2]?.reason).toContain("not a JSON object");
  expect(rejects[3]?.reason).toContain("nested more than 64 levels deep");
});

test("what can't be read of lines that count is listed in the report", async () => {
  const { rejects, play } = await replay(
    [
      line("e1", "2026-03-02T10:00:00Z", { properties: { note: "x".repeat(3000) } }),
      `{"id":"e2","type":"t","at":"2026-03-02T10:00:00Z","customer":"C1","properties":{"__proto__":{"a":1}}}`,
    ].join("\n"),
    { customers: `{"id":"C1","adresses":{}}\n{"id":"C2","zone":"Asia/Beijing"}` },
  );
  expect(rejects).toEqual([]);
  expect(Object.keys(play.report().leftOut).toSorted()).toEqual([
    "customer.adresses is left out: no such field; did you mean addresses?",
    "customer.zone is left out: wanted a time zone such as Asia/Shanghai, found Asia/Beijing",
    "properties.__proto__ is left out: its name is reserved, empty or longer than 64 characters",
    "properties.note is left out: wanted a text of at most 1024 characters, found 3000",
  ]);
});

test("leaves out what lies outside the time that was asked for", async () => {
  const days = ["01", "02", "03", "04"].map((day) => line(`e${day}`, `2026-03-${day}T04:00:00Z`));
  const { replayed, play } = await replay(days.join("\n"), {
    from: "2026-03-02 00:00",
    to: "2026-03-04 00:00",
  });
  expect(replayed).toMatchObject({ events: 2, leftOut: 2 });
  expect(play.report().events).toBe(2);
});

test("events of customers who are not in the file of customers are counted", async () => {
  const of = (id: string, customer: string) => line(id, "2026-03-02T10:00:00Z", { customer });
  const events = [of("e1", "C1"), of("e2", "C1.0"), of("e3", "C1.0"), of("e4", "C2")].join("\n");
  const { replayed } = await replay(events, { customers: JSON.stringify({ id: "C1", ...byMail }) });
  expect(replayed.unknown).toEqual({ events: 3, customers: 2 });
  const alone = await replay(events);
  expect(alone.replayed.unknown).toEqual({ events: 0, customers: 0 });
});

test("customers whose line says a later time than the start are counted", async () => {
  const { replayed } = await replay(line("e1", "2026-03-02T04:00:00Z"), {
    customers: [
      '{"id":"C1","at":"2026-03-05T00:00:00Z"}',
      '{"id":"C2","at":"2026-03-01T00:00:00Z"}',
      '{"id":"C3"}',
    ].join("\n"),
  });
  expect(replayed).toMatchObject({ customers: 3, antedated: 1 });
});

test("an event older than the clock is late, not lost, and is counted", async () => {
  const { replayed, play } = await replay(
    [line("e1", "2026-03-09T04:00:00Z"), line("e2", "2026-03-02T04:00:00Z")].join("\n"),
  );
  expect(replayed).toMatchObject({ events: 2, late: 1, latest: 7 * 24 * 3_600_000 });
  expect(play.report().events).toBe(2);
});

test("reads lines across chunks, with any line break, and says how far it is", async () => {
  const texts = Array.from({ length: 20_000 }, (_, n) => `第${n}行 ${"x".repeat(n % 50)}`);
  const path = write("lines.txt", `\uFEFF${texts.join("\r\n")}`);
  const read: string[] = [];
  let bytes = 0;
  for await (const batch of readLines(path, (count) => (bytes = count))) {
    read.push(...batch.map(({ text }) => text));
  }
  expect(read).toEqual(texts.map((text) => text.trim()));
  expect(bytes).toBe(readFileSync(path).length);
});

test("empty lines are left out, their numbers are not", async () => {
  const path = write("lines.txt", "a\n\n  \nb\n");
  const lines = [];
  for await (const batch of readLines(path)) lines.push(...batch);
  expect(lines).toEqual([
    { number: 1, text: "a" },
    { number: 4, text: "b" },
  ]);
});

test("memory: what ended long ago is let go", async () => {
  const days = Array.from({ length: 300 }, (_, n) =>
    line(`e${n}`, new Date(shanghai("2026-01-20 00:00") + n * 36e5).toISOString(), {
      customer: `C${n % 5}`,
    }),
  );
  const path = write("events.jsonl", days.join("\n"));
  const start = shanghai("2026-01-20 00:00");
  const keepFor = 24 * 36e5;
  const play = createPlay({ definitions: exampleSet, start, keepFor });
  const rejects = createRejectsFile(undefined);
  const today = shanghai("2026-06-01 00:00");
  const files = { play, events: path, customers: undefined, from: undefined, to: undefined };
  await replayFiles({ ...files, today, rejects });
  expect(play.report().events).toBe(300);
  // A day's worth, and what the five running enrollments still stand on.
  expect(play.runtime.timeline.kept.enrollments.size).toBeLessThan(40);
  expect(play.runtime.timeline.kept.events.size).toBeLessThan(40);
});
