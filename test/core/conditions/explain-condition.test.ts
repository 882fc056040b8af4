import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileCondition } from "../../../src/core/conditions/compile-condition.ts";
import { explainCondition } from "../../../src/core/conditions/explain-condition.ts";
import type { Explanation } from "../../../src/core/conditions/explanation.ts";
import type { CompileContext, Subject } from "../../../src/core/conditions/subject.ts";
import { createTracks } from "../../../src/core/conditions/tracks.ts";
import type { Customer } from "../../../src/core/customers/customer.ts";
import type { Condition } from "../../../src/core/definitions/condition.ts";
import type { CustomerEvent } from "../../../src/core/events/event.ts";
import { HOUR } from "../../../src/core/time/instant.ts";
import { localDay } from "../../../src/core/time/zone.ts";
import { apply, at, customer, definitions, event } from "../given.ts";

const now = at("06-30 12:00");
const segments: Readonly<Record<string, Condition>> = {
  vips: { any: [{ tag: "vip" }, { attribute: "spent", atLeast: 1000 }] },
};
const context = (): CompileContext => ({
  tracks: createTracks(),
  segment: (name) => segments[name],
});
const subject = (who: Customer): Subject => ({
  customer: who,
  now,
  today: localDay(now, "UTC"),
  zone: "UTC",
});

/** The figures that the condition needs, after these events. */
function figuresOf(condition: Condition, events: readonly CustomerEvent[]): Customer["figures"] {
  const named = Object.entries(segments).map(([name, when]) => ({ name, when }));
  const published = definitions([], {}, [...named, { name: "asked", when: condition }]);
  return apply(customer(), published, ...events).customer.figures;
}

type Order = readonly [when: string, total?: number];

function explain(condition: Condition, who: Partial<Customer> = {}, orders: readonly Order[] = []) {
  const events = orders.map(([when, total]) => {
    return event("order.placed", at(when), { properties: total === undefined ? {} : { total } });
  });
  const figures = figuresOf(condition, events);
  return explainCondition(condition, context())(subject(customer({ ...who, figures })));
}

const order = { event: "order.placed" } as const;
const three: readonly Order[] = [
  ["05-20", 500],
  ["06-10", 300],
  ["06-20", 100],
];

describe("an explanation", () => {
  it.each<[Condition, Partial<Customer>, string, string]>([
    [
      { attribute: "tier", is: "普通会员" },
      { attributes: { tier: "金卡" } },
      'tier is "普通会员"',
      '"金卡"',
    ],
    [{ attribute: "no", is: 7 }, { attributes: { no: "7" } }, "no is 7", '"7"'],
    [
      { attribute: "likes", in: ["tea", 7] },
      { attributes: { likes: ["silk", 7] } },
      'likes is one of "tea", 7',
      '"silk", 7',
    ],
    [{ attribute: "tier", exists: true }, {}, "tier is known", "nothing"],
    [
      { attribute: "birthday", month: "next", age: { atLeast: 18 } },
      { attributes: { birthday: "1990-07-01" } },
      "month of birthday is next month and full years since birthday is at least 18",
      '"1990-07-01"; month 7; full years 35',
    ],
    [
      { attribute: "spent", atLeast: { attribute: "goal" } },
      { attributes: { spent: 5, goal: 7 } },
      "spent is at least the customer's goal",
      "5; goal is 7",
    ],
    [{ tag: "vip" }, { tags: ["new", "vip"] }, "has the tag vip", "new, vip"],
    [
      { segment: "vips", wasWithin: "30d" },
      { segments: { vips: [at("05-01"), at("06-05")] } },
      "was in the segment vips in the last 30 days",
      "from 2026-05-01 to 2026-06-05",
    ],
  ])("of %j tells what was found", (condition, who, asked, found) => {
    expect(explain(condition, who)).toMatchObject({ asked, found });
  });

  it.each<[Condition, string, string]>([
    [{ ...order, within: "30d" }, "order.placed in the last 30 days: at least one", "2"],
    [
      { ...order, within: "3mo", average: { of: "total", above: 299.5 } },
      "order.placed in the last 3 months: average total is above 299.5",
      "300",
    ],
    [
      { ...order, daysSince: { atLeast: 90 } },
      "order.placed: days since the last is at least 90",
      "10 days ago",
    ],
    [
      { ...order, where: { total: { atLeast: 300 } }, count: { is: 2 } },
      "order.placed (total is at least 300): number is 2",
      "2",
    ],
    [
      { event: "login", timeOfDay: "22:00-06:00", within: "1d" },
      "login at 22:00-06:00 today: at least one",
      "no such event",
    ],
    [
      { message: "opened", within: "48h" },
      "message.opened in the last 48 hours: at least one",
      "no such event",
    ],
    [
      { ...order, max: { of: "total", below: 5 } },
      "order.placed: greatest total is below 5",
      "500",
    ],
    [
      { ratio: { ...order, where: { total: 100 } }, to: order, atLeast: "50%" },
      "order.placed (total is 100) ÷ order.placed is at least 50%",
      "1 ÷ 3: 33.333333 %",
    ],
    [
      { trend: { ...order, sum: "total" }, within: "30d", down: "20%" },
      "total of order.placed in the last 30 days down by 20% or more on as long before",
      "500 before, 400 now: down 20 %",
    ],
  ])("of figures, %j, tells the figure", (condition, asked, found) => {
    expect(explain(condition, {}, three)).toMatchObject({ asked, found });
  });

  it("of a computed attribute tells its value, and what that hangs on", () => {
    const active: Condition = { tag: "active" };
    const explained = explainCondition(
      { computed: "stage", is: "dormant" },
      { ...context(), computed: () => () => "active", behind: () => [active] },
    )(subject(customer({ tags: ["active"] })));
    expect(explained).toEqual({
      holds: false,
      asked: 'stage is "dormant"',
      found: '"active"',
      parts: [{ holds: true, asked: "has the tag active", found: "active" }],
    });
  });

  it("has the form of the condition, segments that it names included", () => {
    const condition: Condition = {
      all: [
        { segment: "vips" },
        { not: { ...order, count: { atLeast: 1 }, sum: { of: "total", atLeast: 900 } } },
      ],
    };
    expect(explain(condition, { tags: ["vip"] }, three)).toEqual({
      holds: false,
      asked: "all of",
      parts: [
        {
          holds: true,
          asked: "in the segment vips",
          parts: [
            {
              holds: true,
              asked: "any of",
              parts: [
                { holds: true, asked: "has the tag vip", found: "vip" },
                { holds: false, asked: "spent is at least 1000", found: "nothing" },
              ],
            },
          ],
        },
        {
          holds: false,
          asked: "not",
          parts: [
            {
              holds: true,
              asked: "order.placed, all of",
              parts: [
                { holds: true, asked: "number is at least 1", found: "3" },
                { holds: true, asked: "sum of total is at least 900", found: "900" },
              ],
            },
          ],
        },
      ],
    });
  });
});

const small = fc.integer({ min: 0, max: 4 });
const limit = fc.oneof(small, fc.constant({ attribute: "goal" }));
const numberTest = fc.oneof(
  limit.map((atLeast) => ({ atLeast })),
  limit.map((below) => ({ below })),
  small.map((is) => ({ is })),
);
const within = fc.constantFrom({}, { within: "3d" }, { within: "10d" }, { within: "48h" });
const days = fc.constantFrom("3d", "10d", "1mo");
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  numberTest.map((test) => ({ attribute: "score", ...test })),
  fc.constantFrom<Condition>(
    { attribute: "birthday", month: "this" },
    { attribute: "birthday", age: { atLeast: 30 } },
  ),
  fc.constantFrom<Condition>(
    { tag: "vip" },
    { segment: "vips" },
    { segment: "vips", wasWithin: "5d" },
  ),
  within.map((window) => ({ ...order, ...window })),
  fc.tuple(within, numberTest, numberTest).map(([window, count, sum]) => {
    return { ...order, ...window, count, sum: { of: "total", ...sum } };
  }),
  fc
    .tuple(within, numberTest)
    .map(([window, max]) => ({ ...order, ...window, max: { of: "total", ...max } })),
  numberTest.map((average) => ({
    ...order,
    average: { of: "total", ...average },
    daysSince: { below: 9 },
  })),
  fc
    .tuple(days, numberTest)
    .map(([span, distinctDays]) => ({ ...order, within: span, distinctDays })),
  numberTest.map((last) => ({ ...order, last: { of: "total", ...last } })),
  days.map((span) => ({
    ratio: { ...order, where: { total: 2 } },
    to: order,
    within: span,
    atLeast: "40%",
  })),
  days.map((span) => ({ trend: order, within: span, down: "50%" })),
);
const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie("tree"), { minLength: 1, maxLength: 4 }).map((all) => ({ all })),
    fc.array(tie("tree"), { minLength: 1, maxLength: 4 }).map((any) => ({ any })),
    tie("tree").map((not) => ({ not })),
  ),
}));
const people = fc.record({
  score: fc.option(small, { nil: undefined }),
  goal: fc.option(small, { nil: undefined }),
  birthday: fc.constantFrom("1990-06-15", "2001-07-01", "never"),
  vip: fc.boolean(),
  orders: fc.array(fc.record({ ago: fc.integer({ min: 0, max: 40 * 24 }), total: small }), {
    maxLength: 8,
  }),
});

type Person = typeof people extends fc.Arbitrary<infer P> ? P : never;

/** What an explanation says of its parts is what it says of the whole. */
function expectConsistent({ holds, asked, found, parts }: Explanation): void {
  expect([asked, (parts ?? []).length > 0 || found !== undefined]).toEqual([asked, true]);
  if (parts === undefined) return;
  const verdicts = parts.map((part) => part.holds);
  const any = asked === "any of";
  const expected = any ? verdicts.includes(true) : !verdicts.includes(false);
  expect([asked, holds]).toEqual([asked, asked === "not" ? !verdicts[0] : expected]);
  parts.forEach(expectConsistent);
}

describe("explanations of random conditions", () => {
  it("come to the verdict of the compiled condition, in every part", () => {
    let held = 0;
    const check = (condition: Condition, { orders, vip, score, goal, birthday }: Person) => {
      const events = orders
        .toSorted((a, b) => b.ago - a.ago)
        .map(({ ago, total }) =>
          event("order.placed", now - ago * HOUR, { properties: { total } }),
        );
      const figures = figuresOf(condition, events);
      const attributes = {
        birthday,
        ...(score !== undefined && { score }),
        ...(goal !== undefined && { goal }),
      };
      const who = customer({ figures, attributes, tags: vip ? ["vip"] : [] });
      const explanation = explainCondition(condition, context())(subject(who));
      const holds = compileCondition(condition, context())(subject(who));
      expect(explanation.holds).toBe(holds);
      expectConsistent(explanation);
      held += holds ? 1 : 0;
    };
    fc.assert(fc.property(tree, people, check), { numRuns: 400 });
    expect(held).toBeGreaterThan(40);
    expect(held).toBeLessThan(360);
  });
});
