import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AttributeValue } from "../../../src/core/customers/customer.ts";
import { type Segment, segment as segmentSchema } from "../../../src/core/definitions/segment.ts";
import { applyEvent } from "../../../src/core/events/apply-event.ts";
import { checkSegment } from "../../../src/core/publishing/check-segment.ts";
import { at, customer, event } from "../given.ts";
import { publish } from "./ask.ts";

/** The rules that users gave (S2) as the segments that ship: whom each picks and whom it leaves. */
const folder = join(import.meta.dirname, "../../../examples/segments");
const now = at("06-30 12:00");

interface Who {
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** Type, when, and properties. */
  readonly events?: readonly Happened[];
}
type Happened = readonly [type: string, when: string, said?: Readonly<Record<string, Said>>];
type Said = string | number;

const times = (count: number, ...happened: Happened): Happened[] => Array(count).fill(happened);
const order = (when: string, total = 100): Happened => ["order.placed", when, { total }];
const orders = (count: number, when: string, total = 100) => times(count, ...order(when, total));
const login = (when: string): Happened => ["login", when];
const cart = (when: string, items: number): Happened => ["cart.updated", when, { items }];
const view = (when: string, category: string): Happened => ["page.viewed", when, { category }];
const member = (registered: string, tier: string): Who => ({ attributes: { registered, tier } });
const coupons = (claimed: number, redeemed: number, when: string): Who => ({
  events: [...times(claimed, "coupon.claimed", when), ...times(redeemed, "coupon.redeemed", when)],
});
const person = (region: string, birthday: string, industry: string): Who => ({
  attributes: { region, birthday, industry },
});
const buyer = (upgradeThreshold: Said, ...events: Happened[]): Who => ({
  attributes: { upgradeThreshold },
  events,
});

const rules: Readonly<Record<string, { rule: string; picked: Who[]; left: Who[] }>> = {
  "new-regular-members": {
    rule: "registered between two dates AND tier = 普通会员",
    picked: [member("2026-01-01", "普通会员"), member("2026-03-31", "普通会员")],
    left: [
      member("2025-12-31", "普通会员"),
      member("2026-04-01", "普通会员"),
      member("2026-03-31", "金卡"),
      {},
    ],
  },
  "bought-once-lately": {
    rule: "ordered in the last 30 d but no repeat",
    picked: [{ events: [order("06-01")] }],
    left: [{ events: orders(2, "06-10") }, { events: [order("05-31")] }, {}],
  },
  "idle-non-buyers": {
    rule: "no login 60 d AND no spend",
    picked: [{ events: [login("05-01 23:59")] }, {}],
    left: [{ events: [login("05-02 00:00")] }, { events: [order("01-01")] }],
  },
  "regular-good-baskets": {
    rule: "≥2 orders in 3 months AND AOV ≥300",
    picked: [{ events: [order("04-01", 200), order("06-30", 400)] }],
    left: [
      { events: orders(2, "03-30", 300) },
      { events: [order("05-01", 600)] },
      { events: [order("05-01", 300), order("05-02", 299)] },
    ],
  },
  "lapsed-high-value": {
    rule: "no order 90 d AND historic AOV ≥500 AND a repeat within 6 months",
    picked: [{ events: orders(2, "02-10", 500) }],
    left: [
      { events: orders(2, "04-10", 500) },
      { events: orders(2, "02-10", 499) },
      { events: [order("2025-11-01", 500), order("02-10", 500)] },
    ],
  },
  "coupon-lovers": {
    rule: "≥5 coupons claimed in 6 months AND redemption ≥70 %",
    picked: [coupons(10, 7, "03-01"), coupons(5, 4, "01-01")],
    left: [coupons(10, 6, "03-01"), coupons(4, 4, "03-01"), coupons(10, 7, "2025-12-30")],
  },
  "carted-not-ordered": {
    rule: "近7天加购未下单",
    picked: [{ events: [cart("06-24", 1)] }, { events: [order("06-23"), cart("06-25", 2)] }],
    left: [
      { events: [cart("06-24", 1), order("06-25")] },
      { events: [cart("06-23", 1)] },
      { events: [cart("06-29", 0)] },
    ],
  },
  "three-days-without-login": {
    rule: "3 consecutive days without login",
    picked: [{ events: [login("06-27 23:59")] }],
    left: [{ events: [login("06-28 00:00")] }],
  },
  "birthday-this-month": {
    rule: "birthday month (生日当月)",
    picked: [{ attributes: { birthday: "1990-06-01" } }],
    left: [{ attributes: { birthday: "1990-07-01" } }, {}],
  },
  "orders-halved": {
    rule: "order frequency of the last 30 d down 50 % on the 30 d before",
    picked: [{ events: [...orders(2, "05-10"), order("06-10")] }, { events: [order("05-31")] }],
    left: [{ events: [order("05-10"), order("06-10")] }, {}],
  },
  "silent-120-days": {
    rule: "no behaviour at all for 120 d but registered",
    picked: [{ ...member("2026-01-01", "普通会员"), events: [login("03-02 23:59")] }],
    left: [
      { ...member("2026-01-01", "普通会员"), events: [view("03-03", "家居")] },
      { events: [login("03-02")] },
    ],
  },
  "young-professionals": {
    rule: "region in a list AND age 22–28 AND industry in a list",
    picked: [person("上海", "2004-06-30", "IT"), person("北京", "1997-07-01", "金融")],
    left: [
      person("上海", "2004-07-01", "IT"),
      person("北京", "1997-06-30", "金融"),
      person("广州", "2000-01-01", "IT"),
      person("上海", "2000-01-01", "教育"),
    ],
  },
  "prefers-baby-or-home": {
    rule: "prefers a category (母婴, 家居)",
    picked: [{ events: [...times(2, ...view("06-01", "母婴")), view("06-02", "图书")] }],
    left: [{ events: [...times(2, ...view("06-01", "图书")), view("06-02", "母婴")] }, {}],
  },
  "active-at-night": {
    rule: "active at night",
    picked: [{ events: [login("06-20 23:00"), login("06-21 12:00")] }],
    left: [{ events: [login("06-20 21:59"), login("06-21 12:00")] }, {}],
  },
  "upgrade-reached": {
    rule: "spend reaches the tier's upgrade threshold",
    picked: [
      buyer(5000, order("2025-07-01", 2000), order("06-30", 3000)),
      buyer(99.9, ...orders(3, "06-01", 33.3)),
    ],
    left: [
      buyer(5000, order("06-30", 4999)),
      buyer(5000, order("2025-06-30", 2000), order("06-30", 3000)),
      buyer("5000 points", order("06-30", 9000)),
      { events: [order("06-30", 9000)] },
    ],
  },
};

function read(name: string): Segment {
  return segmentSchema.parse(JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")));
}

function isIn({ when }: Segment, { attributes = {}, events = [] }: Who): boolean {
  const { definitions, ask } = publish(when);
  let who = customer({ attributes });
  for (const [type, day, properties = {}] of events) {
    const one = event(type, at(day), { properties });
    who = applyEvent(who, one, definitions, one.at).customer;
  }
  return ask(when, who, now);
}

describe("the segments that ship", () => {
  it("are the rules that users gave, and what the examples' journeys need", () => {
    const names = readdirSync(folder).map((file) => file.replace(/\.json$/, ""));
    expect(names).toEqual(expect.arrayContaining(Object.keys(rules)));
  });

  const table = Object.entries(rules).map(([name, one]) => ({ name, ...one }));
  it.each(table)("$rule: $name", ({ name, picked, left }) => {
    const segment = read(name);
    expect(checkSegment(segment)).toEqual([]);
    expect(picked.filter((who) => !isIn(segment, who))).toEqual([]);
    expect(left.filter((who) => isIn(segment, who))).toEqual([]);
  });
});
