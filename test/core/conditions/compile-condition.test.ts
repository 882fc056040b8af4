import { describe, expect, it } from "vitest";
import { compileCondition } from "../../../src/core/conditions/compile-condition.ts";
import type { Check } from "../../../src/core/conditions/subject.ts";
import { createTracks } from "../../../src/core/conditions/tracks.ts";
import type { Customer } from "../../../src/core/customers/customer.ts";
import type { Condition } from "../../../src/core/definitions/condition.ts";
import type { Journey } from "../../../src/core/definitions/journey.ts";
import { localDay } from "../../../src/core/time/zone.ts";
import { apply, at, customer, definitions, event, journey } from "../given.ts";

const now = at("03-10 12:00");
const compile = (condition: Condition, segments: Record<string, Condition> = {}): Check =>
  compileCondition(condition, { tracks: createTracks(), segment: (name) => segments[name] });
const holds = (condition: Condition, who: Customer, when = now) =>
  compile(condition)({ customer: who, now: when, today: localDay(when, "UTC"), zone: "UTC" });

describe("attributes and tags", () => {
  const who = customer({
    tags: ["vip"],
    attributes: {
      age: 25,
      city: "上海",
      birthday: "1999-05-01",
      likes: ["母婴", "家居"],
      member: true,
      points: "120.5",
      code: "0120",
      goal: "100",
    },
  });

  it.each<[Condition, boolean]>([
    [{ attribute: "age", atLeast: 22, atMost: 28 }, true],
    [{ attribute: "age", between: [26, 30] }, false],
    [{ attribute: "age", above: 25 }, false],
    [{ attribute: "age", below: 26 }, true],
    [{ attribute: "city", is: "上海" }, true],
    [{ attribute: "city", in: ["北京", "上海"] }, true],
    [{ attribute: "city", isNot: "上海" }, false],
    [{ attribute: "city", contains: "海" }, true],
    [{ attribute: "likes", is: "母婴" }, true],
    [{ attribute: "likes", in: ["图书", "家居"] }, true],
    [{ attribute: "birthday", before: "2000-01-01" }, true],
    [{ attribute: "birthday", after: "2000-01-01" }, false],
    [{ attribute: "member", is: true }, true],
    [{ attribute: "unknown", exists: false }, true],
    [{ attribute: "unknown", atLeast: 0 }, false],
    [{ attribute: "age", is: "25" }, false],
    [{ attribute: "points", atLeast: 120.5 }, true],
    [{ attribute: "points", above: 120.5 }, false],
    [{ attribute: "points", below: 121, atMost: 120.5 }, true],
    [{ attribute: "points", between: [120, 121] }, true],
    [{ attribute: "points", above: { attribute: "goal" } }, true],
    [{ attribute: "points", is: 120.5 }, false],
    [{ attribute: "points", in: [120.5] }, false],
    [{ attribute: "points", in: ["120.5"] }, true],
    [{ attribute: "code", atLeast: 0 }, false],
    [{ attribute: "code", above: -1 }, false],
    [{ tag: "vip" }, true],
    [{ not: { tag: "vip" } }, false],
    [
      { all: [{ tag: "vip" }, { attribute: "age", is: 25 }, { attribute: "member", is: true }] },
      true,
    ],
    [{ any: [{ tag: "none" }, { all: [{ tag: "vip" }, { tag: "none" }] }] }, false],
  ])("%j is %s", (condition, expected) => {
    expect(holds(condition, who)).toBe(expected);
  });
});

describe("events", () => {
  function after(condition: Condition, ...orders: [when: string, total: number][]) {
    const steps: Journey["steps"] = [
      { do: "branch", id: "b", cases: [{ when: condition, steps: [] }] },
    ];
    const published = definitions(journey({ steps }));
    const list = orders.map(([when, total]) =>
      event("order.placed", at(when), {
        properties: { total, category: total > 100 ? "母婴" : "图书" },
      }),
    );
    return holds(condition, apply(customer(), published, ...list).customer);
  }

  it("counts calendar days of the shop's zone, today included", () => {
    const within = (days: string): Condition => ({ event: "order.placed", within: days });
    expect(after(within("1d"), ["03-10 00:00", 5])).toBe(true);
    expect(after(within("1d"), ["03-09 23:59", 5])).toBe(false);
    expect(after(within("30d"), ["02-09 00:00", 5])).toBe(true);
    expect(after(within("30d"), ["02-08 23:59", 5])).toBe(false);
    expect(after(within("1mo"), ["02-11 00:00", 5])).toBe(true);
    expect(after(within("1mo"), ["02-10 23:59", 5])).toBe(false);
  });

  it("counts hours exactly", () => {
    const condition: Condition = { event: "order.placed", within: "24h" };
    expect(after(condition, ["03-09 12:01", 5])).toBe(true);
    expect(after(condition, ["03-09 12:00", 5])).toBe(false);
  });

  it("counts, sums, averages and asks for days since", () => {
    const orders: [string, number][] = [
      ["01-05 10:00", 500],
      ["02-20 10:00", 300],
      ["03-01 10:00", 100],
    ];
    const order = { event: "order.placed" };
    expect(after({ ...order, count: { atLeast: 2 }, within: "90d" }, ...orders)).toBe(true);
    expect(after({ ...order, count: { atLeast: 3 }, within: "30d" }, ...orders)).toBe(false);
    expect(after({ ...order, sum: { of: "total", is: 900 } }, ...orders)).toBe(true);
    expect(after({ ...order, average: { of: "total", atLeast: 300 } }, ...orders)).toBe(true);
    expect(
      after({ ...order, average: { of: "total", atLeast: 300 }, within: "30d" }, ...orders),
    ).toBe(false);
    expect(after({ ...order, daysSince: { is: 9 } }, ...orders)).toBe(true);
    expect(after({ ...order, average: { of: "total", atLeast: 0 } })).toBe(false);
    expect(after({ not: { ...order } })).toBe(true);
  });

  it("adds up and compares texts that are exactly numbers, and no others", () => {
    const orderOf = (n: number, total: unknown) =>
      event("order.placed", now - n * 1000, { id: `o${n}`, properties: { total } as never });
    const totals = ["19.9", 0.1, "0005", "1,5", "1e3", " 2", "3"];
    const ask = (condition: Condition) => {
      const published = definitions([], {}, [{ name: "asked", when: condition }]);
      const events = totals.map((total, n) => orderOf(n, total));
      const { customer: who } = apply(customer(), published, ...events);
      return holds(condition, who);
    };
    const order = { event: "order.placed" } as const;
    expect(ask({ ...order, sum: { of: "total", is: 23 } })).toBe(true);
    expect(ask({ ...order, where: { total: { atLeast: 3 } }, count: { is: 2 } })).toBe(true);
    expect(ask({ ...order, where: { total: 3 }, count: { is: 0 } })).toBe(true);
    expect(ask({ ...order, max: { of: "total", is: 0.1 } })).toBe(true);
  });

  it("filters by property", () => {
    const baby: Condition = {
      event: "order.placed",
      where: { category: "母婴" },
      count: { is: 1 },
    };
    expect(after(baby, ["03-01 10:00", 50], ["03-02 10:00", 150])).toBe(true);
    const dear: Condition = { event: "order.placed", where: { total: { atLeast: 200 } } };
    expect(after(dear, ["03-01 10:00", 150])).toBe(false);
  });
});

describe("segments", () => {
  it("are conditions by name", () => {
    const check = compile(
      { segment: "vips" },
      { vips: { all: [{ segment: "tagged" }] }, tagged: { tag: "vip" } },
    );
    const subject = { now, today: localDay(now, "UTC"), zone: "UTC" };
    expect(check({ ...subject, customer: customer({ tags: ["vip"] }) })).toBe(true);
    expect(check({ ...subject, customer: customer() })).toBe(false);
  });

  it("that name themselves or nobody are refused", () => {
    expect(() => compile({ segment: "a" }, { a: { segment: "b" }, b: { segment: "a" } })).toThrow(
      /no segment "a"/,
    );
    expect(() => compile({ segment: "x" })).toThrow(/no segment "x"/);
  });
});
