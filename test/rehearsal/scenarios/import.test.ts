import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { isMember } from "../../../src/core/segments/membership.ts";
import { DAY, formatInstant, MINUTE } from "../../../src/core/time/instant.ts";
import { plainMail } from "../stage/go-live.ts";
import { openStage } from "../stage/stage.ts";
import { until } from "../stage/until.ts";

/** Customers and past events from files: taken in whole, once, and quietly. */
const stage = openStage();
const folder = mkdtempSync(join(tmpdir(), "sojourn-import-"));
const buyers = "import-buyers";

beforeAll(async () => {
  // Its figure is filled in from the history first, of which there is none.
  await stage.files.publishSet({
    ...plainMail("import-thanks", "Thank you"),
    [`segments/${buyers}.json`]: {
      name: buyers,
      when: { event: "import.ordered", sum: { of: "total", atLeast: 100 } },
      onEnter: { addTags: ["import-buyer"] },
    },
    "journeys/import-thanks.json": {
      name: "import-thanks",
      owner: "crm@shop.example.com",
      purpose: "onboarding",
      status: "live",
      entry: { on: "import.ordered" },
      reentry: "always",
      steps: [{ do: "send", id: "mail", template: "import-thanks", channels: ["email"] }],
    },
    "journeys/import-welcome.json": {
      name: "import-welcome",
      owner: "crm@shop.example.com",
      purpose: "onboarding",
      status: "live",
      entry: { on: "segment.entered", segment: buyers },
      reentry: "never",
      steps: [{ do: "send", id: "mail", template: "import-thanks", channels: ["email"] }],
    },
  });
  const welcome = "journeys/import-welcome.json";
  await until(
    "the figure to be filled in",
    async () => (await stage.files.report(welcome))?.verdict === "live" || undefined,
    90,
  );
  // Functions keep the definitions for 30 s.
  await stage.clock.advance(MINUTE);
}, 120_000);
afterEach(() => stage.faults.clear());
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, lines: readonly object[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  return path;
}

test("a file of customers and one of past events come in, though a function dies half-way, and start nothing", async () => {
  const mei = stage.customers.create("import");
  const other = stage.customers.create("import");
  const people = write("people.jsonl", [
    {
      id: mei.id,
      addresses: { email: [mei.email] },
      consents: { "email:onboarding": true },
      attributes: { tier: "gold" },
    },
    { addresses: { email: [other.email] } },
  ]);
  const brought = await stage.cli("import", people, "--from", "customers");
  expect(brought).toMatchObject({ code: 1 });
  expect(brought.out).toContain("line 2: ");
  expect(brought.out).toContain("Loaded 1 line");
  expect(await stage.customers.find(mei.id)).toMatchObject({ attributes: { tier: "gold" } });
  expect(await stage.customers.find(other.id)).toBeUndefined();

  const now = await stage.clock.now();
  const order = (n: number) => ({
    id: `${mei.id}-${n}`,
    type: "import.ordered",
    at: formatInstant(Math.min(now, Date.now()) - n * DAY),
    customer: mei.id,
    properties: { total: 1 },
  });
  const orders = write(
    "orders.jsonl",
    Array.from({ length: 1100 }, (_, n) => order(n)),
  );
  const key = await stage.customers.keyOf(mei.id);
  const fault = { function: "import", service: "dynamodb", match: key } as const;
  await stage.faults.add({
    ...fault,
    action: "UpdateItem",
    skip: 1,
    times: 1,
    when: "after",
    do: "kill",
  });
  const loaded = await stage.cli("import", orders, "--from", "events");
  expect(loaded).toMatchObject({ code: 0 });
  expect(loaded.out).toContain("Loaded 1,100 lines");
  expect((await stage.faults.list())[0]?.struck).toBe(1);

  const found = await stage.customers.find(mei.id);
  const sums = Object.values(found?.figures ?? {}).map(({ sum, count }) => [count, sum]);
  expect(sums).toContainEqual([1100, 1100]);
  expect(found && isMember(found, buyers)).toBe(true);
  expect(found).toMatchObject({ tags: ["import-buyer"], enrollments: {} });
  expect(await stage.customers.records(mei.id, "event#")).toHaveLength(1100);
  expect(stage.outbox(mei.email)).toEqual([]);

  const again = await stage.cli("import", orders, "--from", "events");
  expect(again).toMatchObject({ code: 0, out: expect.stringContaining("was loaded before") });
  const more = write("more.jsonl", [order(0), order(1)]);
  expect((await stage.cli("import", more, "--from", "events")).out).toContain("2 known events");
  const figures = (await stage.customers.find(mei.id))?.figures;
  expect(figures).toEqual(found?.figures);
});
