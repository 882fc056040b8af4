import { describe, expect, it } from "vitest";
import type { AttributeValue } from "../../../src/core/customers/customer.ts";
import type { Condition } from "../../../src/core/definitions/condition.ts";
import { condition as conditionSchema } from "../../../src/core/definitions/condition.ts";
import { applyEvent } from "../../../src/core/events/apply-event.ts";
import { checkCondition } from "../../../src/core/publishing/check-condition.ts";
import { at, customer, event } from "../given.ts";
import { publish } from "./ask.ts";

/** The rules that users gave (S2), each with one customer whom it picks and one whom it leaves. */
const now = at("06-30 12:00");

interface Who {
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** Type, when, and properties. */
  readonly events?: readonly (readonly [type: string, when: string, said?: Said])[];
}
type Said = Readonly<Record<string, string | number>>;

const order = { event: "order.placed" };
const times = (count: number, type: string, when: string, said?: Said) =>
  Array.from({ length: count }, () => [type, when, said] as const);
const spent = (total: number) => ({ total });

const rules: readonly [rule: string, when: Condition, picked: Who, left: Who][] = [
  [
    "registered between two dates AND tier = 普通会员",
    {
      all: [
        { attribute: "registered", after: "2025-12-31", before: "2026-04-01" },
        { attribute: "tier", is: "普通会员" },
      ],
    },
    { attributes: { registered: "2026-03-31", tier: "普通会员" } },
    { attributes: { registered: "2026-04-01", tier: "普通会员" } },
  ],
  [
    "ordered in the last 30 d but no repeat",
    { ...order, within: "30d", count: { is: 1 } },
    { events: [["order.placed", "06-01"]] },
    { events: times(2, "order.placed", "06-10") },
  ],
  [
    "no login 60 d AND no spend",
    { all: [{ not: { event: "login", within: "60d" } }, { not: order }] },
    { events: [["login", "04-30"]] },
    { events: [["login", "05-02"]] },
  ],
  [
    "≥2 orders in 3 months AND AOV ≥300",
    { ...order, within: "3mo", count: { atLeast: 2 }, average: { of: "total", atLeast: 300 } },
    { events: times(2, "order.placed", "04-10", spent(300)) },
    { events: times(2, "order.placed", "03-10", spent(300)) },
  ],
  [
    "no order 90 d AND historic AOV ≥500 AND a repeat within 6 months",
    {
      all: [
        { ...order, daysSince: { atLeast: 90 } },
        { ...order, average: { of: "total", atLeast: 500 } },
        { ...order, within: "6mo", count: { atLeast: 2 } },
      ],
    },
    { events: times(2, "order.placed", "02-10", spent(500)) },
    { events: times(2, "order.placed", "04-10", spent(500)) },
  ],
  [
    "≥5 coupons claimed in 6 months AND redemption ≥70 %",
    {
      all: [
        { event: "coupon.claimed", within: "6mo", count: { atLeast: 5 } },
        {
          ratio: { event: "coupon.redeemed" },
          to: { event: "coupon.claimed" },
          within: "6mo",
          atLeast: "70%",
        },
      ],
    },
    { events: [...times(10, "coupon.claimed", "03-01"), ...times(7, "coupon.redeemed", "03-02")] },
    { events: [...times(10, "coupon.claimed", "03-01"), ...times(6, "coupon.redeemed", "03-02")] },
  ],
  [
    "近7天加购未下单",
    { all: [{ event: "cart.added", within: "7d" }, { not: { ...order, within: "7d" } }] },
    { events: [["cart.added", "06-24"]] },
    {
      events: [
        ["cart.added", "06-24"],
        ["order.placed", "06-25"],
      ],
    },
  ],
  [
    "3 consecutive days without login",
    { not: { event: "login", within: "3d" } },
    { events: [["login", "06-27 23:59"]] },
    { events: [["login", "06-28 00:00"]] },
  ],
  [
    "生日当月",
    { attribute: "birthday", month: "this" },
    { attributes: { birthday: "1990-06-01" } },
    { attributes: { birthday: "1990-07-01" } },
  ],
  [
    "order frequency of the last 30 d down 50 % on the 30 d before",
    { trend: order, within: "30d", down: "50%" },
    { events: [...times(2, "order.placed", "05-10"), ["order.placed", "06-10"]] },
    { events: [...times(1, "order.placed", "05-10"), ["order.placed", "06-10"]] },
  ],
  [
    "no behaviour for 120 d but registered",
    {
      all: [
        { attribute: "registered", exists: true },
        {
          not: {
            any: [
              { event: "login", within: "120d" },
              { ...order, within: "120d" },
            ],
          },
        },
      ],
    },
    { attributes: { registered: "2026-01-01" }, events: [["login", "02-01"]] },
    { attributes: { registered: "2026-01-01" }, events: [["order.placed", "05-01"]] },
  ],
  [
    "region in a list AND age 22–28 AND industry in a list",
    {
      all: [
        { attribute: "region", in: ["上海", "北京"] },
        { attribute: "birthday", age: { between: [22, 28] } },
        { attribute: "industry", in: ["IT", "金融"] },
      ],
    },
    { attributes: { region: "上海", birthday: "2004-06-30", industry: "IT" } },
    { attributes: { region: "上海", birthday: "2004-07-01", industry: "IT" } },
  ],
  [
    "prefers a category (母婴, 家居)",
    { event: "product.viewed", favourite: { of: "category", in: ["母婴", "家居"] } },
    {
      events: [
        ...times(2, "product.viewed", "06-01", { category: "母婴" }),
        ["product.viewed", "06-02", { category: "图书" }],
      ],
    },
    {
      events: [
        ...times(2, "product.viewed", "06-01", { category: "图书" }),
        ["product.viewed", "06-02", { category: "母婴" }],
      ],
    },
  ],
  [
    "active at night",
    {
      ratio: { event: "login", timeOfDay: "22:00-06:00" },
      to: { event: "login" },
      within: "30d",
      atLeast: "50%",
    },
    {
      events: [
        ["login", "06-20 23:00"],
        ["login", "06-21 12:00"],
      ],
    },
    {
      events: [
        ["login", "06-20 21:00"],
        ["login", "06-21 12:00"],
      ],
    },
  ],
  [
    "spend reaches the tier's upgrade threshold",
    {
      all: [
        { attribute: "tier", is: "银卡" },
        { ...order, within: "1y", sum: { of: "total", atLeast: 5000 } },
      ],
    },
    { attributes: { tier: "银卡" }, events: times(2, "order.placed", "01-10", spent(2500)) },
    { attributes: { tier: "金卡" }, events: times(2, "order.placed", "01-10", spent(2500)) },
  ],
];

function isPicked(when: Condition, { attributes = {}, events = [] }: Who): boolean {
  const { definitions, ask } = publish(when);
  let who = customer({ attributes });
  for (const [type, day, properties = {}] of events) {
    const one = event(type, at(day), { properties });
    who = applyEvent(who, one, definitions, one.at).customer;
  }
  return ask(when, who, now);
}

describe("the rules that users gave", () => {
  it.each(rules)("%s", (_, when, picked, left) => {
    expect(conditionSchema.parse(when)).toEqual(when);
    expect(checkCondition({ condition: when, place: "when" }, "segment")).toEqual([]);
    expect(isPicked(when, picked)).toBe(true);
    expect(isPicked(when, left)).toBe(false);
  });
});
