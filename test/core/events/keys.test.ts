import { describe, expect, it } from "vitest";
import { compileDefinitions } from "../../../src/core/definitions/compile-definitions.ts";
import type { Journey } from "../../../src/core/definitions/journey.ts";
import type { Properties } from "../../../src/core/events/event.ts";
import { DAY, MINUTE } from "../../../src/core/time/instant.ts";
import { takeTurn } from "../../../src/core/turns/take-turn.ts";
import { apply, at, customer, definitions, event, journey, settings } from "../given.ts";

const ten = at("03-02 10:00");
const mail = { do: "send" as const, id: "mail", template: "t", channels: ["email" as const] };

/** One run per order. */
function orders(change: Partial<Journey>): Journey {
  return journey({
    name: "orders",
    entry: { on: "order.placed", key: "orderId" },
    reentry: "always",
    steps: [{ do: "wait", id: "rest", for: "7d" }, mail],
    ...change,
  });
}

const placed = (orderId: Properties[string], minute = 0, more: Properties = {}) =>
  event("order.placed", ten + minute * MINUTE, { properties: { orderId, ...more } });
const returned = (properties: Properties, minute = 9) =>
  event("order.returned", ten + minute * MINUTE, { properties });

/** By key: how the runs stand. */
function states(published: ReturnType<typeof definitions>, ...list: Parameters<typeof apply>[2][]) {
  const { enrollments } = apply(customer(), published, ...list).customer;
  return Object.fromEntries(Object.values(enrollments).map(({ key, state }) => [key, state]));
}

describe("a run with a key", () => {
  const exits = (rule: Record<string, unknown> = {}) =>
    definitions(orders({ exitWhen: [{ event: "order.returned", ...rule }] }));

  it.each([
    ["its own key ends it, no other", { orderId: "A-1" }, { "A-1": "closing", "B-2": "starting" }],
    ["no key ends every run", {}, { "A-1": "closing", "B-2": "closing" }],
    ["an empty key is none", { orderId: "" }, { "A-1": "closing", "B-2": "closing" }],
    ["an empty list is none", { orderId: [] }, { "A-1": "closing", "B-2": "closing" }],
    ["any member of a list", { orderId: ["X", "B-2"] }, { "A-1": "starting", "B-2": "closing" }],
    ["a key of neither", { orderId: "C-3" }, { "A-1": "starting", "B-2": "starting" }],
  ])("is ended by an event of %s", (_, properties, wanted) => {
    const ways = [placed("A-1"), placed("B-2", 1), returned(properties)] as const;
    expect(states(exits(), ...ways)).toEqual(wanted);
  });

  it('compares as text: 1001 is "1001"', () => {
    const list = [placed(1001), placed("1002", 1), returned({ orderId: "1001" })] as const;
    expect(states(exits(), ...list)).toEqual({ 1001: "closing", 1002: "starting" });
  });

  it("of a list listens to each member", () => {
    const list = [placed(["A-1", "A-2"]), returned({ orderId: "A-2" })] as const;
    expect(states(exits(), ...list)).toEqual({ "A-1,A-2": "closing" });
  });

  it("takes any key where the rule says so", () => {
    const list = [placed("A-1"), placed("B-2", 1), returned({ orderId: "A-1" })] as const;
    expect(states(exits({ anyKey: true }), ...list)).toEqual({
      "A-1": "closing",
      "B-2": "closing",
    });
    expect(states(exits({ anyKey: false }), ...list)).toEqual({
      "A-1": "closing",
      "B-2": "starting",
    });
  });

  it("is kept out by an event of its own key that was accepted before, by no other", () => {
    const early = (orderId: string) => ({
      ...returned({ orderId }, 9),
      accepted: ten + 9 * MINUTE,
    });
    const late = (orderId: string) => ({ ...placed(orderId), accepted: ten + 10 * MINUTE });
    expect(states(exits(), early("A-1"), late("A-1"), late("B-2"))).toEqual({ "B-2": "starting" });
  });

  it("keeps the old rule in a version of before", () => {
    const old = orders({ exitWhen: [{ event: "order.returned" }] });
    const published = compileDefinitions({
      rev: 1,
      settings: settings(),
      journeys: [{ journey: old, version: 1, live: true, rules: 1 }],
      segments: [],
      templates: [],
    });
    const list = [placed("A-1"), placed("B-2", 1), returned({ orderId: "A-1" })] as const;
    expect(states(published, ...list)).toEqual({ "A-1": "closing", "B-2": "closing" });
  });
});

describe("a filter that compares with what started the run", () => {
  const published = definitions(
    journey({
      name: "viewed",
      entry: { on: "product.viewed", key: "session" },
      reentry: "always",
      exitWhen: [{ event: "order.placed", where: { product: { is: { trigger: "product" } } } }],
      steps: [{ do: "wait", id: "rest", for: "7d" }, mail],
    }),
  );
  const viewed = (session: string, product: Properties[string], minute: number) =>
    event("product.viewed", ten + minute * MINUTE, { properties: { session, product } });
  const bought = (product: Properties) =>
    event("order.placed", ten + 5 * MINUTE, { properties: product });

  it.each([
    ["the same product", { product: "tea" }, { s1: "closing", s2: "starting" }],
    ["a list with it", { product: ["cup", "tea"] }, { s1: "closing", s2: "closing" }],
    ["another product", { product: "pot" }, { s1: "starting", s2: "starting" }],
    ["no product", {}, { s1: "starting", s2: "starting" }],
    ["its number as text", { product: "7" }, { s1: "starting", s2: "starting" }],
  ])("takes %s", (_, properties, wanted) => {
    expect(
      states(published, viewed("s1", "tea", 0), viewed("s2", "cup", 1), bought(properties)),
    ).toEqual(wanted);
  });
});

describe("what a run with a key counts and waits for", () => {
  const counted = { event: "order.paid", since: "entry" as const };
  const ways = (when: typeof counted & { anyKey?: boolean }) => ({
    do: "branch" as const,
    id: "paid",
    cases: [{ id: "yes", when: { ...when, count: { atLeast: 2 } }, steps: [] }],
  });
  const paid = (orderId: string, minute: number) =>
    event("order.paid", ten + minute * MINUTE, { properties: { orderId, total: 5 } });

  it("counts since entry only what is of its key", () => {
    const published = definitions(orders({ steps: [{ do: "wait", for: "1d" }, ways(counted)] }));
    const list = [placed("A-1"), placed("B-2", 1), paid("A-1", 2), paid("A-1", 3), paid("B-2", 4)];
    const { enrollments } = apply(customer(), published, ...list).customer;
    const counts = Object.values(enrollments).map(({ key, sinceEntry }) => {
      return [key, sinceEntry?.["order.paid"]?.[0]];
    });
    expect(Object.fromEntries(counts)).toEqual({ "A-1": 2, "B-2": 1 });
  });

  it("counts what came before its trigger was accepted, by key and from the history", () => {
    const published = definitions(
      orders({
        steps: [
          { do: "wait", for: "1d" },
          ways({ ...counted, anyKey: true }),
          { ...ways(counted), id: "own" },
        ],
      }),
    );
    const late = { ...placed("A-1"), accepted: ten + 9 * MINUTE };
    const { enrollments } = apply(
      customer(),
      published,
      paid("A-1", 2),
      paid("B-2", 3),
      late,
    ).customer;
    expect(Object.values(enrollments)[0]?.sinceEntry).toMatchObject({
      "order.paid": [1, 0, ten + 2 * MINUTE],
      "order.paid*": [2, 0, ten + 3 * MINUTE],
    });
  });

  it("waits for the event of its key", () => {
    const published = definitions(
      orders({ steps: [{ do: "waitFor", id: "pay", event: "order.paid", atMost: "1d" }] }),
    );
    const [compiled] = published.live.values();
    let who = apply(customer(), published, placed("A-1"), placed("B-2", 1)).customer;
    for (const { id } of Object.values(who.enrollments)) {
      if (compiled) who = takeTurn(published, compiled, who, id, ten + 2 * MINUTE).customer;
    }
    const { consequences } = apply(who, published, paid("B-2", 3));
    const woken = consequences.map(({ kind, enrollment }) => [
      kind,
      who.enrollments[enrollment ?? ""]?.key,
    ]);
    expect(woken).toEqual([["woken", "B-2"]]);
  });

  it("meets the goal of its key; a goal kept by 0.2.0 is met by any", () => {
    const published = definitions(orders({ goal: { event: "order.paid", within: "3d" } }));
    const { customer: who } = apply(customer(), published, placed("A-1"), placed("B-2", 1));
    const { consequences } = apply(who, published, paid("B-2", 3));
    expect(consequences).toMatchObject([{ kind: "goal-met" }]);
    const met = who.enrollments[consequences[0]?.enrollment ?? ""];
    expect(met?.key).toBe("B-2");
    const old = { journey: "orders", version: 1, id: "old", since: ten, until: ten + DAY };
    const first = compileDefinitions({
      rev: 1,
      settings: settings(),
      journeys: [
        {
          journey: orders({ goal: { event: "order.paid", within: "3d" } }),
          version: 1,
          live: true,
          rules: 1,
        },
      ],
      segments: [],
      templates: [],
    });
    const kept = apply(customer({ goals: [old] }), first, paid("Z-9", 3));
    expect(kept.consequences).toMatchObject([{ kind: "goal-met", enrollment: "old" }]);
  });

  it("meets a goal that came before its trigger at the entry, with its worth", () => {
    const published = definitions(
      orders({ goal: { event: "order.paid", within: "3d", value: "total" } }),
    );
    const late = { ...placed("A-1"), accepted: ten + 9 * MINUTE };
    const { customer: who, consequences } = apply(
      customer(),
      published,
      paid("A-1", 2),
      paid("B-2", 3),
      late,
    );
    expect(consequences).toMatchObject([{ kind: "entered" }, { kind: "goal-met", value: 5 }]);
    expect(who.goals).toEqual([]);
  });
});
