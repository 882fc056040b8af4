import { describe, expect, test } from "vitest";
import { newCustomer } from "../../src/core/customers/customer.ts";
import type { Journey } from "../../src/core/definitions/journey.ts";
import { segment } from "../../src/core/definitions/segment.ts";
import { importPaths, type PartOutcome } from "../../src/core/imports/import-paths.ts";
import { type RowKind, writeImportLine } from "../../src/core/imports/parse-import-line.ts";
import type { Customers, Ports } from "../../src/core/ports.ts";
import { DAY, formatInstant, type Instant, MINUTE } from "../../src/core/time/instant.ts";
import { createImportPart } from "../../src/flows/import-part.ts";
import { createLocalRuntime, keyOfCustomer } from "../../src/local/runtime.ts";
import { at, journey, settings } from "../core/given.ts";

const now = at("03-02 10:00");
const buyers = segment.parse({
  name: "buyers",
  owner: "crm@example.com",
  when: { event: "order.placed", within: "30d", sum: { of: "total", atLeast: 100 } },
  onEnter: { addTags: ["buyer"] },
});

/** Everything that an order or a segment could start, end or wake. */
const journeys: Journey[] = [
  journey({
    name: "thanks",
    entry: { on: "order.placed" },
    steps: [{ do: "wait", id: "w", for: "1d" }],
  }),
  journey({
    name: "welcome-buyers",
    entry: { on: "segment.entered", segment: "buyers" },
    steps: [{ do: "wait", id: "w", for: "1d" }],
  }),
  journey({
    name: "cart",
    entry: { on: "cart.added" },
    exitWhen: [{ event: "order.placed" }],
    steps: [{ do: "wait", id: "w", for: "5d" }],
  }),
];

function setUp() {
  const told: string[] = [];
  const runtime = createLocalRuntime({
    start: now,
    definitions: {
      rev: 1,
      settings: settings(),
      journeys: journeys.map((one) => ({ journey: one, version: 1, live: true })),
      segments: [buyers],
      templates: [],
    },
    noticed: (event) => told.push(event.type),
  });
  const files = new Map<string, string>();
  const importFiles: Ports["files"] = {
    read: async (path) => files.get(path),
    write: async (path, text) => void files.set(path, text),
  };
  const paths = importPaths("i1");
  const load = async (
    rows: RowKind,
    lines: readonly object[],
    { ports = runtime.ports, asOf = now }: { ports?: Ports; asOf?: Instant } = {},
  ): Promise<PartOutcome> => {
    const numbered = lines.map((line, index) => writeImportLine(index + 1, JSON.stringify(line)));
    files.set(paths.part(1), numbered.join("\n"));
    const importPart = createImportPart({ ...ports, importFiles });
    await importPart({ id: "i1", rows, asOf, part: 1 });
    return JSON.parse(files.get(paths.outcome(1)) ?? "") as PartOutcome;
  };
  const again = () => files.delete(paths.outcome(1));
  const find = async (id: string) => runtime.ports.customers.find(keyOfCustomer(id));
  return { runtime, told, load, again, find };
}

const order = (id: string, when: Instant, total = 60, customer = "c1") => ({
  id,
  type: "order.placed",
  at: formatInstant(when),
  customer,
  properties: { total },
});

describe("imported events", () => {
  test("count in figures, membership, tags and the timeline, with their own time", async () => {
    const { load, find, runtime } = setUp();
    const outcome = await load("events", [order("e1", now - 3 * DAY), order("e2", now - DAY)]);
    expect(outcome).toEqual({ lines: 2, customers: 1, events: 2, known: 0, rejects: [] });
    const who = await find("c1");
    expect(who).toMatchObject({ id: "c1", tags: ["buyer"], segments: { buyers: [now] } });
    const record = await runtime.ports.events.find(keyOfCustomer("c1"), "e1");
    expect(record).toMatchObject({ at: now - 3 * DAY, accepted: now, properties: { total: 60 } });
  });

  test("start, end and wake nothing, and tell nobody", async () => {
    const { load, find, runtime, told } = setUp();
    runtime.offer(JSON.stringify({ ...order("cart-1", now), type: "cart.added" }));
    await runtime.agenda.advanceTo(now + MINUTE);
    const before = await find("c1");
    expect(Object.keys(before?.enrollments ?? {})).toHaveLength(1);
    await load("events", [order("e1", now - DAY, 200), order("e2", now, 200)]);
    const after = await find("c1");
    expect(after?.enrollments).toEqual(before?.enrollments);
    expect(after?.said).toEqual(before?.said);
    expect(after?.tags).toEqual(["buyer"]);
    await runtime.agenda.advanceTo(now + DAY);
    expect(Object.keys((await find("c1"))?.enrollments ?? {})).toHaveLength(1);
    expect(told).toEqual([]);
  });

  test("count once though the part comes again, or another file says them", async () => {
    const { load, find, again } = setUp();
    const lines = [order("e1", now - 3 * DAY), order("e1", now - 3 * DAY), order("e2", now - DAY)];
    expect(await load("events", lines)).toMatchObject({ events: 2, known: 1 });
    const before = await find("c1");
    again();
    expect(await load("events", lines)).toMatchObject({ events: 0, known: 3 });
    expect(await find("c1")).toEqual(before);
  });

  test("count once where the import died between a commit and its records", async () => {
    const { load, find, runtime } = setUp();
    const lines = [order("e1", now - 3 * DAY), order("e2", now - DAY)];
    const dying: Ports = {
      ...runtime.ports,
      events: {
        ...runtime.ports.events,
        record: async () => {
          throw new Error("killed");
        },
      },
    };
    await expect(load("events", lines, { ports: dying })).rejects.toThrow("killed");
    const before = await find("c1");
    await load("events", lines);
    expect((await find("c1"))?.figures).toEqual(before?.figures);
    const recorded = await runtime.ports.events.list(keyOfCustomer("c1"));
    expect(recorded.map(({ id }) => id).toSorted()).toEqual(["e1", "e2"]);
  });

  test("count once though they are more than the item remembers", async () => {
    const { load, find, again } = setUp();
    const lines = Array.from({ length: 700 }, (_, n) => order(`e${n}`, now - n * MINUTE, 1));
    expect(await load("events", lines)).toMatchObject({ events: 700 });
    again();
    expect(await load("events", lines)).toMatchObject({ events: 0, known: 700 });
    const sums = Object.values((await find("c1"))?.figures ?? {}).map(({ sum }) => sum);
    expect(Math.max(...sums)).toBe(700);
  });

  test("count once though the store says that others were faster", async () => {
    const { load, find, runtime } = setUp();
    const { customers } = runtime.ports;
    let refused = 0;
    const racing: Customers = {
      ...customers,
      commit: async (before, after) => {
        refused += 1;
        return refused <= 2 ? false : customers.commit(before, after);
      },
    };
    await load("events", [order("e1", now - DAY)], {
      ports: { ...runtime.ports, customers: racing },
    });
    const counts = Object.values((await find("c1"))?.figures ?? {}).map(({ count }) => count);
    expect(counts.every((count) => count === 1)).toBe(true);
  });

  test("older than 5 years, derived or joining are rejected by line with the reason", async () => {
    const { load, find } = setUp();
    const lines = [
      order("e1", now - 6 * 366 * DAY),
      { ...order("e2", now), type: "segment.entered" },
      { ...order("e3", now), type: "customer.identified", properties: { anonymous: "a" } },
      { ...order("e4", now), at: undefined },
      order("e5", now, 1, "c2"),
    ];
    const { rejects, events } = await load("events", lines);
    expect(rejects.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      expect.stringMatching(/^1 at: .* is over 5 years back$/),
      expect.stringMatching(/^2 type: "segment.entered" is what Sojourn says itself/),
      expect.stringMatching(/^3 type: "customer.identified" joins customers/),
      "4 at: missing; a past event has to say when",
    ]);
    expect(events).toBe(1);
    expect(await find("c1")).toBeUndefined();
  });
});

describe("imported customers", () => {
  test("count without what can't be read of them, and how much that is stands in the outcome", async () => {
    const { load, find } = setUp();
    const addresses = { email: ["nobody", "a@b.example"], sms: ["123"] };
    const outcome = await load("customers", [
      { id: "c1", addresses, country: "ZZ", tags: ["vip"] },
    ]);
    expect(outcome).toMatchObject({ lines: 1, leftOut: 3, rejects: [] });
    expect(await find("c1")).toMatchObject({
      addresses: { email: [{ to: "a@b.example" }] },
      tags: ["vip"],
    });
    expect((await find("c1"))?.country).toBeUndefined();
  });

  test("replace the addresses where a line says so, unless those were said later", async () => {
    const { load, find, again } = setUp();
    const emails = async () => (await find("c1"))?.addresses.email?.map(({ to }) => to);
    const line = (day: number, said: object) => ({
      id: "c1",
      at: formatInstant(now - day * DAY),
      ...said,
    });
    const email = (to: string) => ({ email: [to] });
    await load("customers", [line(9, { addresses: email("old@b.example") })]);
    again();
    await load("customers", [line(8, { addresses: email("more@b.example") })]);
    expect(await emails()).toEqual(["old@b.example", "more@b.example"]);
    again();
    await load("customers", [line(5, { replaceAddresses: email("new@b.example") })]);
    expect(await emails()).toEqual(["new@b.example"]);
    again();
    await load("customers", [line(6, { replaceAddresses: email("late@b.example") })]);
    expect(await emails()).toEqual(["new@b.example"]);
  });

  const line = {
    id: "c1",
    at: formatInstant(now - 10 * DAY),
    attributes: { tier: "gold", city: "Lima" },
    addresses: { email: ["c1@example.com"] },
    consents: { "email:*": { given: false, source: "imported" } },
  };

  test("are there with what is known of them", async () => {
    const { load, find } = setUp();
    await load("customers", [line]);
    expect(await find("c1")).toMatchObject({
      attributes: { tier: "gold", city: "Lima" },
      addresses: { email: [{ to: "c1@example.com" }] },
      consents: { "email:*": { given: false, at: now - 10 * DAY, source: "imported" } },
    });
  });

  test("undo nothing that is newer than their row", async () => {
    const { load, find, runtime } = setUp();
    const profile = {
      id: "c1",
      attributes: { tier: "platinum" },
      consents: { "email:*": { given: true, source: "form" } },
    };
    const at = formatInstant(now - DAY);
    runtime.offer(JSON.stringify({ id: "e", type: "customer.updated", at, customer: profile }));
    await runtime.agenda.advanceTo(now);
    await load("customers", [line]);
    const who = await find("c1");
    expect(who?.attributes).toEqual({ tier: "platinum", city: "Lima" });
    expect(who?.consents["email:*"]?.given).toBe(true);
  });

  test("that come again as they are cost no write", async () => {
    const { load, find, again } = setUp();
    const { at: _, ...undated } = line;
    await load("customers", [line, { ...undated, id: "c2" }]);
    const before = [await find("c1"), await find("c2")];
    again();
    await load("customers", [line, { ...undated, id: "c2" }]);
    expect([await find("c1"), await find("c2")]).toEqual(before);
  });

  test("a part that was taken in is left alone", async () => {
    const { load, find } = setUp();
    await load("customers", [line]);
    await load("customers", [{ ...line, id: "other" }]);
    expect(await find("other")).toBeUndefined();
  });
});

describe("ids", () => {
  test("no new customer gets an id with blanks around it; one who is there goes on", async () => {
    const { load, find, runtime } = setUp();
    const key = keyOfCustomer("c2 ");
    await runtime.ports.customers.commit(newCustomer(key, "c2 "), newCustomer(key, "c2 "));
    const lines = [" c1", "c2 ", "c3", "1.23457E+17"].map((id) => ({ id, tags: ["a"] }));
    const outcome = await load("customers", [...lines, { id: " c1", tags: ["b"] }]);
    expect(outcome).toMatchObject({
      // Of both lines of the first, of the second and of the last customer.
      leftOut: 4,
      rejects: [1, 5].map((line) => ({ line, reason: expect.stringContaining("blank") })),
    });
    expect(await find(" c1")).toBeUndefined();
    expect(await find("c1")).toBeUndefined();
    expect(await find("c2 ")).toMatchObject({ rev: 2 });
    expect(await find("c3")).toMatchObject({ rev: 1 });
    expect(await find("1.23457E+17")).toMatchObject({ rev: 1 });
  });
});
