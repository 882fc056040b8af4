import { describe, expect, it } from "vitest";
import type { Condition } from "../../../src/core/definitions/condition.ts";
import type { CustomerEvent } from "../../../src/core/events/event.ts";
import { at, event } from "../given.ts";
import { askAfter, publish } from "./ask.ts";

const now = at("03-10 12:00");
const holds = (condition: Condition, ...orders: readonly Order[]) =>
  askAfter(condition, orders.map(toEvent), now);

type Order = readonly [when: string, total?: number, category?: string];
function toEvent([when, total, category]: Order): CustomerEvent {
  const properties = {
    ...(total !== undefined && { total }),
    ...(category !== undefined && { category }),
  };
  return event("order.placed", at(when), { properties });
}

const order = { event: "order.placed" };

describe("the least and the greatest number of a property", () => {
  const orders: Order[] = [
    ["01-05 10:00", 900],
    ["02-20 10:00", 80],
    ["03-09 20:00", 300],
  ];

  it.each<[Condition, boolean]>([
    [{ ...order, max: { of: "total", is: 900 } }, true],
    [{ ...order, min: { of: "total", is: 80 } }, true],
    [{ ...order, max: { of: "total", is: 300 }, within: "30d" }, true],
    [{ ...order, min: { of: "total", is: 80 }, within: "30d" }, true],
    [{ ...order, min: { of: "total", is: 300 }, within: "2d" }, true],
    [{ ...order, max: { of: "total", is: 300 }, within: "24h" }, true],
    [{ ...order, max: { of: "total", above: 0 }, within: "12h" }, false],
    [{ ...order, max: { of: "items", above: 0 } }, false],
    [{ ...order, count: { is: 2 }, max: { of: "total", is: 300 }, within: "30d" }, true],
    [{ ...order, count: { is: 3 }, max: { of: "total", is: 300 }, within: "30d" }, false],
    [{ ...order, where: { total: { below: 500 } }, max: { of: "total", is: 300 } }, true],
  ])("%j is %s", (condition, expected) => {
    expect(holds(condition, ...orders)).toBe(expected);
  });

  it("leave out events that say no number", () => {
    expect(holds({ ...order, min: { of: "total", is: 50 } }, ["03-01"], ["03-02", 50])).toBe(true);
    expect(holds({ ...order, max: { of: "total", atMost: 0 } }, ["03-01"])).toBe(false);
  });
});

describe("the first and the last event", () => {
  const orders: Order[] = [
    ["01-05 10:00", 900, "家居"],
    ["03-09 20:00", 300, "母婴"],
    ["03-01 10:00", 80, "图书"],
    ["03-10 09:00", 20],
  ];

  it.each<[Condition, boolean]>([
    [{ ...order, first: { of: "category", is: "家居" } }, true],
    [{ ...order, last: { of: "category", in: ["母婴", "图书"] } }, true],
    [{ ...order, last: { of: "category", is: "图书" } }, false],
    [{ ...order, last: { of: "total", below: 50 } }, true],
    [{ ...order, last: { of: "brand", exists: false } }, true],
    [{ ...order, daysSinceFirst: { is: 64 } }, true],
    [{ ...order, daysSinceFirst: { is: 64 }, daysSince: { is: 0 } }, true],
    [{ event: "order.returned", daysSinceFirst: { atLeast: 0 } }, false],
  ])("%j is %s", (condition, expected) => {
    expect(holds(condition, ...orders)).toBe(expected);
  });

  it("are those that say the property, at one time the one that came last", () => {
    const both: Order[] = [
      ["03-01", 1, "a"],
      ["03-01", 2, "b"],
    ];
    expect(holds({ ...order, first: { of: "category", is: "a" } }, ...both)).toBe(true);
    expect(holds({ ...order, last: { of: "category", is: "b" } }, ...both)).toBe(true);
  });

  it("keep of a long text what no test equals", () => {
    const text = "长".repeat(400);
    const condition: Condition = { ...order, last: { of: "category", is: text.slice(0, 100) } };
    expect(holds(condition, ["03-01", 1, text])).toBe(false);
    expect(holds({ ...order, last: { of: "category", contains: "长" } }, ["03-01", 1, text])).toBe(
      true,
    );
    const stored = publish(condition).play([toEvent(["03-01", 1, text])], now);
    expect(JSON.stringify(stored.figures).length).toBeLessThan(400);
  });
});

describe("the favourite value", () => {
  const likes = (test: object): Condition => ({ ...order, favourite: { of: "category", ...test } });
  const baby: Order[] = [
    ["01-01", 1, "母婴"],
    ["01-02", 1, "母婴"],
    ["03-01", 1, "图书"],
  ];

  it.each<[Condition, Order[], boolean]>([
    [likes({ is: "母婴" }), baby, true],
    [likes({ in: ["图书", "家居"] }), baby, false],
    [likes({ is: "图书" }), [...baby, ["03-02", 1, "图书"]], true],
    [
      likes({ is: "图书" }),
      [
        ["03-01", 1, "图书"],
        ["01-01", 1, "母婴"],
      ],
      true,
    ],
    [likes({ exists: false }), [["03-01", 1]], true],
    [likes({ is: "b".repeat(40) }), [["03-01", 1, "b".repeat(41)]], false],
    [{ ...likes({ is: "母婴" }), where: { total: { above: 5 } } }, baby, false],
  ])("%j is judged by what is said most often, then last (%#)", (condition, orders, expected) => {
    expect(holds(condition, ...orders)).toBe(expected);
  });

  it("counts each value of a list once", () => {
    const liked = event("order.placed", now, {
      properties: { category: ["图书", "母婴", "图书"] },
    });
    const plain = event("order.placed", at("03-01"), { properties: { category: "母婴" } });
    expect(askAfter(likes({ is: "母婴" }), [liked, plain], now)).toBe(true);
  });

  it("stays small", () => {
    const condition = likes({ is: "a" });
    const views = Array.from({ length: 500 }, (_, n): Order => ["03-01", 1, `类目`.repeat(n % 50)]);
    const { figures } = publish(condition).play(views.map(toEvent), now);
    expect(new TextEncoder().encode(JSON.stringify(figures)).length).toBeLessThan(3_000);
  });
});

describe("different days", () => {
  it("are counted once each, in a window of days", () => {
    const days = (within: string, is: number): Condition => ({
      ...order,
      within,
      distinctDays: { is },
    });
    const orders: Order[] = [["02-01"], ["03-01 10:00"], ["03-01 22:00"], ["03-10 09:00"]];
    expect(holds(days("10d", 2), ...orders)).toBe(true);
    expect(holds(days("9d", 1), ...orders)).toBe(true);
    expect(holds(days("60d", 3), ...orders)).toBe(true);
  });
});

describe("a ratio", () => {
  const used = (test: object): Condition => ({
    ratio: { event: "coupon.redeemed" },
    to: { event: "coupon.claimed" },
    within: "6mo",
    ...test,
  });
  const play = (condition: Condition, claimed: number, redeemed: number) =>
    askAfter(
      condition,
      [
        ...Array.from({ length: claimed }, () => event("coupon.claimed", at("02-01"))),
        ...Array.from({ length: redeemed }, () => event("coupon.redeemed", at("02-02"))),
      ],
      now,
    );

  it.each<[object, number, number, boolean]>([
    [{ atLeast: "70%" }, 10, 7, true],
    [{ above: "70%" }, 10, 7, false],
    [{ atLeast: "70%" }, 10, 6, false],
    [{ atLeast: 0.7 }, 10, 7, true],
    [{ between: ["60%", "80%"] }, 3, 2, true],
    [{ below: "33.3%" }, 3, 1, false],
    [{ atMost: "0%" }, 3, 0, true],
    [{ atMost: "0%" }, 0, 0, false],
    [{ atLeast: "150%" }, 2, 3, true],
  ])("%j of %i claimed and %i redeemed is %s", (test, claimed, redeemed, expected) => {
    expect(play(used(test), claimed, redeemed)).toBe(expected);
  });

  it("may be of sums, and of all time", () => {
    const perOrder: Condition = {
      ratio: { event: "order.placed", sum: "total" },
      to: { event: "order.placed", where: { total: { above: 100 } } },
      atLeast: 450,
    };
    expect(holds(perOrder, ["01-01", 300], ["02-01", 600], ["03-01", 50])).toBe(true);
    expect(holds(perOrder, ["01-01", 300], ["02-01", 550], ["03-01", 40])).toBe(false);
  });
});

describe("a trend", () => {
  const down = (share: string): Condition => ({ trend: order, within: "30d", down: share });
  const up = (share: string): Condition => ({ trend: order, within: "30d", up: share });
  /** The window begins on 9 February, the one before on 10 January. */
  const before: Order[] = [["01-10 00:00"], ["01-20"], ["02-01"], ["02-08 23:59"]];

  it.each<[Condition, Order[], boolean]>([
    [down("50%"), [...before, ["02-09 00:00"], ["03-10"]], true],
    [down("51%"), [...before, ["02-09"], ["03-10"]], false],
    [down("100%"), before, true],
    [down("100%"), [...before, ["03-10"]], false],
    [down("50%"), [["01-09"], ["02-09"]], false],
    [down("50%"), [], false],
    [up("25%"), [...before, ...before.map((): Order => ["03-01"]), ["03-02"]], true],
    [up("26%"), [...before, ...before.map((): Order => ["03-01"]), ["03-02"]], false],
    [up("1%"), [["03-01"]], false],
  ])("%j is judged on the window before (%#)", (condition, orders, expected) => {
    expect(holds(condition, ...orders)).toBe(expected);
  });

  it("counts shares exactly, and sums", () => {
    const ten = Array.from({ length: 10 }, (): Order => ["02-01", 10]);
    expect(holds(down("90%"), ...ten, ["03-01"])).toBe(true);
    const spend: Condition = {
      trend: { event: "order.placed", sum: "total" },
      within: "30d",
      down: "50%",
    };
    expect(holds(spend, ...ten, ["03-01", 50])).toBe(true);
    expect(holds(spend, ...ten, ["03-01", 51])).toBe(false);
  });

  it("of months compares months", () => {
    const monthly: Condition = { trend: order, within: "1mo", down: "100%" };
    expect(holds(monthly, ["01-11"])).toBe(true);
    expect(holds(monthly, ["02-10"])).toBe(true);
    expect(holds(monthly, ["01-10"])).toBe(false);
    expect(holds(monthly, ["01-11"], ["02-11"])).toBe(false);
  });
});
