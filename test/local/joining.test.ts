import { describe, expect, it } from "vitest";
import type { Journey } from "../../src/core/definitions/journey.ts";
import { DAY, HOUR } from "../../src/core/time/instant.ts";
import { createWriteCounter } from "../../src/local/report/count-writes.ts";
import { tellStory } from "../../src/local/report/tell-story.ts";
import { keyOfCustomer } from "../../src/local/runtime.ts";
import { openShop, reachable, send, start, wait } from "./visitor-shop.ts";

const counting: Partial<Journey> = {
  name: "counting",
  entry: {
    on: "never",
    if: { event: "order.placed", within: "30d", sum: { of: "total", atLeast: 1 } },
  },
};

describe("events of a visitor who is identified", () => {
  it.each([
    ["before all others", [0]],
    ["in between", [2]],
    ["after all others", [4]],
    ["twice", [1, 3]],
  ])("count once, whoever they came to, if that is said %s", async (_when, places) => {
    const shop = openShop(counting);
    const totals = [5, 20, 300, 4000];
    for (const [n, total] of [...totals, 0].entries()) {
      if (places.includes(n)) await shop.identify("c1", { id: `identified-${n}` });
      const who = n % 2 === 0 ? "v1" : "c1";
      if (total > 0) await shop.tell(who, "order.placed", { id: `o${n}`, properties: { total } });
    }
    // All of them again.
    for (const [n, total] of totals.entries()) {
      const who = n % 2 === 0 ? "v1" : "c1";
      await shop.tell(who, "order.placed", { id: `o${n}`, properties: { total } });
    }
    const { figures } = shop.item("c1");
    const [figure] = Object.values(figures).filter(({ sum }) => sum > 0);
    expect(figure).toMatchObject({ count: 4, sum: 4325 });
    expect(shop.item("v1").figures).toEqual({});
    // Each where it was addressed, once.
    const orders = [...shop.runtime.timeline.kept.events.keys()].filter((name) =>
      /#o\d$/.test(name),
    );
    expect(orders).toHaveLength(4);
    expect(shop.event("v1", "o0")).toBeDefined();
    expect(shop.event("c1", "o1")).toBeDefined();
  });

  it("belong to the first who was said; a second is told why not", async () => {
    const shop = openShop(counting);
    await shop.tell("v1", "order.placed", { properties: { total: 5 } });
    await shop.identify("c1", { id: "first" });
    await shop.identify("c2", { id: "second" });
    await shop.tell("v1", "order.placed", { properties: { total: 7 } });
    const [figure] = Object.values(shop.item("c1").figures).filter(({ sum }) => sum > 0);
    expect(figure).toMatchObject({ count: 2, sum: 12 });
    expect(shop.item("c2").joined).toBeUndefined();
    expect(shop.event("c1", "first")?.join).toMatchObject({ kind: "joined" });
    expect(shop.event("c2", "second")?.join).toMatchObject({
      kind: "not-joined",
      reason: "it is joined into another customer",
    });
  });

  it("may be numbered by the shop", async () => {
    const shop = openShop(counting);
    await shop.tell("77", "order.placed", { properties: { total: 5 } });
    await shop.identify("c1", { properties: { anonymous: 77 } });
    expect(shop.item("c1").joined).toEqual([keyOfCustomer("77")]);
  });

  it("that names nobody is recorded with the reason", async () => {
    const shop = openShop(counting);
    await shop.identify("c1", { id: "nobody", properties: {} });
    expect(shop.event("c1", "nobody")?.join?.reason).toContain("names nobody");
  });
});

describe("segments of two who turn out to be one", () => {
  const welcomed: Partial<Journey> = {
    name: "welcomed",
    entry: { on: "segment.entered", segment: "buyers" },
    steps: [wait],
  };

  it("are what both together are in, entered and left by the join itself", async () => {
    const shop = openShop(welcomed);
    await shop.tell("v1", "order.placed", { properties: { total: 5 } });
    await shop.tell("c1", "order.placed", { properties: { total: 5 } });
    expect(Object.keys(shop.item("c1").segments)).toEqual(["new"]);
    await shop.identify("c1", { id: "identified" });
    expect(Object.keys(shop.item("c1").segments)).toEqual(["buyers"]);
    expect(shop.item("v1").segments).toEqual({});
    const derived = [...shop.runtime.timeline.kept.events.values()]
      .filter(({ type }) => type.startsWith("segment."))
      .map(({ type, properties }) => `${type} ${String(properties["segment"])}`);
    expect(derived).toEqual([
      "segment.entered new",
      "segment.entered new",
      "segment.entered buyers",
      "segment.left new",
    ]);
    expect(Object.values(shop.item("c1").enrollments)).toMatchObject([{ journey: "welcomed" }]);
    // What is left of the visitor is nobody.
    await shop.runtime.sweep("evaluate");
    expect(shop.item("v1").segments).toEqual({});
  });

  it("stay where either was in them, and nothing is told", async () => {
    const shop = openShop(welcomed);
    for (const total of [1, 2]) await shop.tell("v1", "order.placed", { properties: { total } });
    const entered = shop.item("v1").segments["buyers"];
    const before = shop.runtime.timeline.kept.events.size;
    await shop.identify("c1");
    expect(shop.item("c1").segments).toEqual({ buyers: entered });
    expect(shop.runtime.timeline.kept.events.size).toBe(before + 1);
    expect(shop.records().map(({ ending }) => ending)).toEqual(["joined", undefined]);
    await shop.pass(DAY);
    expect(shop.item("c1").entries["welcomed"]).toEqual({ "": [1, expect.any(Number)] });
  });
});

describe("a visitor in a journey who is identified", () => {
  const cart: Partial<Journey> = {
    steps: [wait, send],
    exitWhen: [{ event: "order.placed" }],
    goal: { event: "order.placed", within: "14d" },
  };

  it("goes on in it where the visit stood, once, as the known customer", async () => {
    const shop = openShop(cart);
    await shop.tell("c1", "login", { profile: reachable });
    await shop.tell("v1", "cart.added");
    await shop.pass(DAY);
    await shop.identify();
    await shop.pass(23 * HOUR);
    expect(shop.sent).toEqual([]);
    await shop.pass(2 * HOUR);
    expect(shop.sent).toHaveLength(1);
    expect(shop.sent[0]).toMatch(new RegExp(`^${keyOfCustomer("c1")}-.* c1@example.com$`));
    await shop.pass(30 * DAY);
    const [left, next] = shop.records();
    expect(left).toMatchObject({ state: "exited", ending: "joined", goesOnAs: next?.id });
    expect(next).toMatchObject({ state: "completed", continues: left?.id });
    expect(shop.runtime.runs.underWay()).toBe(0);
    expect(shop.item("v1").enrollments).toEqual({});
  });

  it("is told and counted as one entry with one end", async () => {
    const shop = openShop(cart);
    await shop.tell("c1", "login", { profile: reachable });
    await shop.tell("v1", "cart.added");
    await shop.identify();
    await shop.pass(3 * DAY);
    const counter = createWriteCounter([]);
    for (const write of shop.writes) counter.take(write, "journey-0");
    expect(counter.counts.journeys["journey-0"]).toMatchObject({
      entered: 1,
      completed: { completed: 1 },
      exited: {},
    });
    const writes = shop.writes.map((write) => ({ write, at: start, journey: "journey-0" }));
    const story = { key: keyOfCustomer("c1"), writes };
    expect(tellStory(story, "UTC").map((line) => line.trim())).toEqual(
      expect.arrayContaining([
        "▸ all that is known of v1 is joined in",
        "▸ journey-0 goes on where it stood",
      ]),
    );
  });

  it.each([
    ["the visitor's own id", "v1"],
    ["the known one's", "c1"],
  ])("leaves it by an exit event under %s", async (_whose, who) => {
    const shop = openShop(cart);
    await shop.tell("c1", "login", { profile: reachable });
    await shop.tell("v1", "cart.added");
    await shop.pass(DAY);
    await shop.identify();
    await shop.pass(HOUR);
    await shop.tell(who, "order.placed", { id: "order" });
    await shop.pass(30 * DAY);
    expect(shop.sent).toEqual([]);
    expect(shop.records().map(({ ending }) => ending)).toEqual(["joined", "order.placed"]);
    expect(
      shop
        .event(who, "order")
        ?.consequences.map(({ kind }) => kind)
        .sort(),
    ).toEqual(["exited", "goal-met"]);
  });

  it("is not in it twice", async () => {
    const shop = openShop(cart);
    await shop.tell("c1", "cart.added", { profile: reachable });
    await shop.tell("v1", "cart.added");
    await shop.pass(HOUR);
    await shop.identify();
    await shop.pass(30 * DAY);
    expect(shop.sent).toHaveLength(1);
    expect(shop.runtime.runs.underWay()).toBe(0);
  });

  it("comes out the same wherever a handler breaks off, before a call or after it", async () => {
    const tellAll = async (calls: number, after: boolean) => {
      const shop = openShop(cart, { name: "other", entry: { on: "login" }, steps: [wait, send] });
      await shop.tell("c1", "login", { profile: reachable });
      await shop.tell("v1", "cart.added");
      await shop.tell("v1", "login");
      await shop.pass(DAY);
      shop.crash(calls, after);
      await shop.identify("c1", { id: "identified" });
      await shop.tell("v1", "coupon.used");
      for (let n = 0; n < 12; n++) {
        await shop.pass(HOUR);
        // Broken off, it goes on in the next.
        await shop.runtime.sweep().catch(() => undefined);
      }
      await shop.pass(30 * DAY);
      const ends = shop.records().map(({ id, state, ending, goesOnAs }) => {
        return { id, state, ending, goesOnAs };
      });
      const { seen: _, rev: __, said: ___, enrollments, ledger, ...known } = shop.item("c1");
      return {
        ends: ends.sort((a, b) => (a.id < b.id ? -1 : 1)),
        sent: shop.sent.toSorted(),
        ledger: ledger.length,
        states: Object.values(enrollments).map(({ state }) => state),
        events: shop.event("c1", "identified")?.consequences,
        underWay: shop.runtime.runs.underWay(),
        dead: Object.values(shop.runtime.queues).flatMap(({ deadLetters }) => deadLetters.length),
        known: { ...known, profileAt: 0, consents: {} },
      };
    };
    const calm = await tellAll(10_000, false);
    expect(calm.sent).toHaveLength(2);
    expect(calm.underWay).toBe(0);
    for (let calls = 1; calls <= 60; calls++) {
      for (const after of [false, true]) {
        const told = await tellAll(calls, after);
        expect({ calls, after, ...told }).toEqual({ calls, after, ...calm });
      }
    }
  }, 60_000);
});
