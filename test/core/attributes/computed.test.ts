import { describe, expect, it } from "vitest";
import { explainCondition } from "../../../src/core/conditions/explain-condition.ts";
import type { ComputedAttribute } from "../../../src/core/definitions/attribute.ts";
import type { Condition } from "../../../src/core/definitions/condition.ts";
import { parseEvent } from "../../../src/core/events/parse-event.ts";
import { apply, at, customer, event } from "../given.ts";
import { publishAttributes, publishWith, setWith, valueOf } from "./given-attributes.ts";

const now = at("06-30 12:00");

type Order = readonly [when: string, total: number, category?: string];

function ask(value: ComputedAttribute["value"], orders: readonly Order[], change = {}) {
  const published = publishAttributes([{ kind: "computed", name: "asked", value }]);
  const events = orders.map(([when, total, category = "food"]) =>
    event("order.placed", at(when), { properties: { total, category }, accepted: now } as object),
  );
  const { customer: who } = apply(customer(change), published, ...events);
  return valueOf(published, "asked", who, now);
}

const order = { event: "order.placed" };
const orders: Order[] = [
  ["01-10", 10, "home"],
  ["04-15", 300, "food"],
  ["06-01", 20, "home"],
  ["06-20", 50, "home"],
];

describe("a computed attribute", () => {
  it.each<[string, ComputedAttribute["value"], unknown]>([
    ["how often", order, 4],
    ["how often lately", { ...order, within: "30d" }, 2],
    ["of some only", { ...order, where: { category: "home" } }, 3],
    ["a sum", { ...order, within: "90d", sum: "total" }, 370],
    ["an average", { ...order, within: "30d", average: "total" }, 35],
    ["the least", { ...order, min: "total" }, 10],
    ["the greatest of a window", { ...order, within: "30d", max: "total" }, 50],
    ["what the first said", { ...order, first: "category" }, "home"],
    ["what the last said", { ...order, last: "total" }, 50],
    ["the favourite", { ...order, favourite: "category" }, "home"],
    ["days since the last", { ...order, daysSince: true }, 10],
    ["days since the first", { ...order, daysSinceFirst: true }, 171],
    ["different days", { ...order, within: "30d", distinctDays: true }, 2],
    ["a ratio", { ratio: { ...order, where: { category: "home" } }, to: order }, 0.75],
    ["a trend", { trend: order, within: "30d" }, undefined],
    ["a trend of sums", { trend: { ...order, sum: "total" }, within: "60d" }, -230 / 300],
    [
      "the first case that holds",
      {
        cases: [
          { when: { ...order, count: { atLeast: 5 } }, value: "often" },
          { when: order, value: "some" },
        ],
      },
      "some",
    ],
    ["what is left", { cases: [{ when: { event: "login" }, value: 1 }], else: 0 }, 0],
    ["nothing where no case holds", { cases: [{ when: { event: "login" }, value: 1 }] }, undefined],
  ])("is %s", (_, value, expected) => {
    expect(ask(value, orders)).toEqual(expected);
  });

  it("has no favourite where a late value can't be told from it, and the explanation says why", () => {
    const favourite = { ...order, favourite: "category" } as const;
    const tea = Array.from({ length: 3 }, (): Order => ["01-10", 1, "tea"]);
    const others = Array.from({ length: 60 }, (_, n): Order => ["04-15", 1, `other ${n}`]);
    expect(ask(favourite, [...tea, ...others])).toBeUndefined();
    const published = publishAttributes([{ kind: "computed", name: "asked", value: favourite }]);
    const events = [...tea, ...others].map(([when, , category = ""]) =>
      event("order.placed", at(when), { properties: { category } }),
    );
    const { customer: who } = apply(customer(), published, ...events);
    const subject = { customer: who, now, today: published.today(now), zone: "UTC" };
    const inAttribute: Condition = { computed: "asked", exists: true };
    const inEvent: Condition = { ...order, favourite: { of: "category", is: "tea" } };
    for (const condition of [inAttribute, inEvent]) {
      expect(explainCondition(condition, published.context)(subject)).toMatchObject({
        holds: false,
        found: expect.stringMatching(
          /^not sure: "[^"]+" at least (once|\d times), another value perhaps \d times$/,
        ),
      });
    }
  });

  it.each<[string, ComputedAttribute["value"], unknown]>([
    ["a count is 0", order, 0],
    ["an average is none", { ...order, average: "total" }, undefined],
    ["days since are none", { ...order, daysSince: true }, undefined],
    ["a ratio is none", { ratio: order, to: order }, undefined],
  ])("of nothing %s", (_, value, expected) => {
    expect(ask(value, [])).toBe(expected);
  });

  it("has no value for who refuses profiling, said in a field or as an attribute", () => {
    expect(ask(order, orders, { profiling: "refused" })).toBeUndefined();
    expect(ask(order, orders, { attributes: { profiling: "refused" } })).toBeUndefined();
    expect(ask(order, orders, { profiling: "allowed" })).toBe(4);
  });

  it("asks another one in its cases, in any order of files", () => {
    const spend = { kind: "computed", name: "spend", value: { ...order, sum: "total" } };
    const when = { computed: "spend", atLeast: 100 };
    const tier = { kind: "computed", name: "a-tier", value: { cases: [{ when, value: "gold" }] } };
    const published = publishAttributes([tier, spend]);
    const paid = event("order.placed", now, { properties: { total: 100 } });
    const { customer: who } = apply(customer(), published, paid);
    expect(valueOf(published, "a-tier", who, now)).toBe("gold");
    expect(valueOf(published, "a-tier", customer(), now)).toBeUndefined();
  });

  it("is tested by a segment, at once when an event decides it", () => {
    const spend = { kind: "computed", name: "spend", value: { ...order, sum: "total" } };
    const rich = { name: "rich", when: { computed: "spend", above: 99 } };
    const none = { name: "no-spend", when: { computed: "spend", exists: false } };
    const set = setWith([spend], { segments: [rich, none] });
    expect(set.attributes).toHaveLength(1);
    const published = publishWith(set);
    const paid = event("order.placed", now, { properties: { total: 100 } });
    expect(Object.keys(apply(customer(), published, paid).customer.segments)).toEqual(["rich"]);
    const refusing = apply(customer({ profiling: "refused" }), published, paid).customer;
    expect(Object.keys(refusing.segments)).toEqual(["no-spend"]);
  });
});

describe("the word on profiling", () => {
  const say = (profiling: "allowed" | "refused", when: string) =>
    event("profile.updated", at(when), { profile: { profiling } });
  const published = publishAttributes([]);
  const after = (...said: ReturnType<typeof say>[]) =>
    apply(customer(), published, ...said.map((one) => ({ ...one, accepted: now }))).customer
      .profiling;

  it.each([
    ["the later counts", [say("allowed", "01-01"), say("refused", "02-01")], "refused"],
    ["in any order", [say("allowed", "02-01"), say("refused", "01-01")], "allowed"],
    ["also when it comes first", [say("refused", "02-01"), say("allowed", "01-01")], "refused"],
    ["a refusal wins a tie", [say("refused", "02-01"), say("allowed", "02-01")], "refused"],
    ["from either side", [say("allowed", "02-01"), say("refused", "02-01")], "refused"],
  ] as const)("%s", (_, said, expected) => {
    expect(after(...said)).toBe(expected);
  });

  it("is one of two words", () => {
    const said = (profiling: unknown) =>
      parseEvent(
        JSON.stringify({ id: "e", type: "profile.updated", customer: { id: "c", profiling } }),
        now,
      );
    expect(said("refused")).toMatchObject({ event: { profile: { profiling: "refused" } } });
    // A word that can't be read may be a refusal: it counts as one, and is told.
    expect(said("no")).toMatchObject({
      event: { profile: { profiling: "refused" }, leftOut: [{ code: "profiling-form" }] },
    });
  });

  it("is not lost when the profile was changed later", () => {
    const named = event("profile.updated", at("03-01"), { profile: { attributes: { name: "A" } } });
    expect(after(say("allowed", "01-01"), named, say("refused", "02-01"))).toBe("refused");
  });
});
