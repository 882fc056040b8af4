import { describe, expect, it } from "vitest";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { describeProblem } from "../../../src/core/publishing/problem.ts";
import { now, shopFiles } from "./shop-files.ts";

function problemsOf(when: object): string[] {
  const segment = { name: "picked", when };
  const files = shopFiles({ "segments/picked.json": segment });
  return checkFiles(files, { now }).problems.map(describeProblem);
}

const orders = { event: "order.placed" };
const claims = { event: "coupon.claimed" };

describe("a condition on figures and dates", () => {
  it.each<[string, object]>([
    ["extremes", { ...orders, within: "30d", max: { of: "total", atLeast: 300 } }],
    ["a last value", { ...orders, last: { of: "category", in: ["母婴", "家居"] } }],
    ["a favourite", { event: "product.viewed", favourite: { of: "category", is: "母婴" } }],
    ["days since the first", { ...orders, daysSinceFirst: { atLeast: 30 } }],
    ["different days", { event: "login", within: "2w", distinctDays: { atLeast: 5 } }],
    ["a birthday month", { attribute: "birthday", month: "this" }],
    ["an age", { attribute: "birthday", age: { between: [22, 28] } }],
    [
      "redeemed of claimed",
      {
        all: [
          { ...claims, within: "6mo", count: { atLeast: 5 } },
          { ratio: { event: "coupon.redeemed" }, to: claims, within: "6mo", atLeast: "70%" },
        ],
      },
    ],
    ["orders down by half", { trend: orders, within: "30d", down: "50%" }],
    [
      "active at night",
      {
        ratio: { event: "login", timeOfDay: "22:00-06:00" },
        to: { event: "login" },
        within: "30d",
        atLeast: "50%",
      },
    ],
    ["spend up", { trend: { ...orders, sum: "total" }, within: "3mo", up: "150%" }],
  ])("is taken: %s", (_, when) => {
    expect(problemsOf(when)).toEqual([]);
  });

  it.each<[string, object, string]>([
    [
      "a last value in a window",
      { ...orders, within: "30d", last: { of: "category", is: "a" } },
      'when.last: is what is said by the last event ever; take out "within" or write two conditions',
    ],
    [
      "a favourite in a window",
      { ...orders, within: "30d", favourite: { of: "category", is: "a" } },
      'when.favourite: is of all events ever; take out "within" or write two conditions',
    ],
    [
      "a favourite that is longer than what is kept",
      { ...orders, favourite: { of: "category", is: "b".repeat(41) } },
      "when.favourite.is: of a text the first 40 characters are kept; write a shorter one",
    ],
    [
      "days since the first in a window",
      { ...orders, within: "30d", daysSinceFirst: { is: 3 } },
      'when.daysSinceFirst: counts from the first event ever; take out "within" or write two conditions',
    ],
    [
      "a text that is longer than what is kept",
      { ...orders, first: { of: "note", in: ["a", "b".repeat(101)] } },
      "when.first.in: of a text the first 100 characters are kept; write a shorter one",
    ],
    [
      "different days of all time",
      { event: "login", distinctDays: { atLeast: 5 } },
      'when.distinctDays: different days are counted in a window of days; write "within": "30d"',
    ],
    [
      "different days of hours",
      { event: "login", within: "36h", distinctDays: { atLeast: 2 } },
      'when.within: different days are counted in a window of days; write "2d"',
    ],
    [
      "a range of ages upside down",
      { attribute: "birthday", age: { between: [28, 22] } },
      "when.age.between: nothing is between 28 and 22; write [22, 28]",
    ],
    [
      "an attribute without a test, which would always hold",
      { attribute: "vip" },
      "when: write a test, one of: is, isNot, in, atLeast, atMost, above, below, between, contains, before, after, exists, month, age",
    ],
    [
      "no month",
      { attribute: "birthday", month: "thsi" },
      'when.month: no word "thsi"; did you mean "this"?',
    ],
    [
      "a thirteenth month",
      { attribute: "birthday", month: 13 },
      "when.month: 13 does not fit; write at most 12",
    ],
    [
      "a misspelt measure",
      { event: "login", within: "7d", distinctDay: { atLeast: 5 } },
      'when: no key "distinctDay"; did you mean "distinctDays"?',
    ],
    [
      "a least number of nothing",
      { ...orders, min: { atLeast: 5 } },
      "when.min.of: is missing; write the name of an attribute or a property, such as total",
    ],
    [
      "a ratio without a test",
      { ratio: orders, to: claims },
      "when: write a test, one of: atLeast, atMost, above, below, between",
    ],
    [
      "a ratio to nothing",
      { ratio: orders, atLeast: "70%" },
      'when.to: is missing; write an object, such as {"event":"order.placed"}',
    ],
    [
      "a percentage that is none",
      { ratio: orders, to: claims, atLeast: "70" },
      'when.atLeast: "70" does not fit; write a percentage such as "70%"; did you mean "70%"?',
    ],
    [
      "a ratio upside down",
      { ratio: orders, to: claims, between: ["80%", 0.5] },
      "when.between: nothing is between 80% and 0.5",
    ],
    [
      "a ratio since an entry that a segment does not know",
      { ratio: orders, to: claims, since: "entry", atLeast: 1 },
      'when.since: a segment knows no entry; write "within"',
    ],
    [
      "a trend of hours",
      { trend: orders, within: "48h", down: "50%" },
      'when.within: a trend compares days; write "2d"',
    ],
    [
      "a trend without a direction",
      { trend: orders, within: "30d" },
      'when: write either "down" or "up", such as "down": "50%"',
    ],
    [
      "a misspelt direction",
      { trend: orders, within: "30d", donw: "50%" },
      'when: no key "donw"; did you mean "down"?',
    ],
    [
      "a trend down by more than all",
      { trend: orders, within: "30d", down: "150%" },
      'when.down: "150%" does not fit; write a share such as "10%"',
    ],
    [
      "no time of day",
      { event: "login", timeOfDay: "night" },
      'when.timeOfDay: "night" does not fit; write a range of times such as "10:00-12:00"',
    ],
    [
      "no change",
      { trend: orders, within: "30d", down: "0%" },
      "when.down: 0% is no change; write how much, such as 50%",
    ],
    [
      "a filter in a trend upside down",
      { trend: { ...orders, where: { total: { between: [9, 3] } } }, within: "30d", down: "5%" },
      "when.trend.where.total.between: nothing is between 9 and 3; write [3, 9]",
    ],
  ])("is refused: %s", (_, when, expected) => {
    expect(problemsOf(when).map((line) => line.split(" · ").at(-1))).toEqual([expected]);
  });
});
