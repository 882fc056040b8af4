import { describe, expect, it } from "vitest";
import type { AttributeValue } from "../../../src/core/customers/customer.ts";
import { type Condition, condition } from "../../../src/core/definitions/condition.ts";
import { explainIssues } from "../../../src/core/publishing/explain-issues.ts";
import { at, customer, event } from "../given.ts";
import { askOf, publish } from "./ask.ts";

/** Limits that each customer has as an attribute. */
const now = at("03-10 12:00");
const goal = { attribute: "goal" };
const order = { event: "order.placed" };

function holds(when: Condition, attributes: Readonly<Record<string, AttributeValue>>): boolean {
  const { play, ask } = publish(when);
  const spent = [40, 60].map((total, n) =>
    event("order.placed", at(`03-0${n + 1}`), { properties: { total } }),
  );
  return ask(when, { ...play(spent, now), attributes }, now);
}

describe("a limit that is an attribute", () => {
  it.each<[Condition, number, boolean]>([
    [{ ...order, sum: { of: "total", atLeast: goal } }, 100, true],
    [{ ...order, sum: { of: "total", atLeast: goal } }, 100.01, false],
    [{ ...order, within: "10d", sum: { of: "total", above: goal } }, 59, true],
    [{ ...order, within: "10d", sum: { of: "total", above: goal } }, 100, false],
    [{ ...order, count: { atMost: goal } }, 2, true],
    [{ ...order, count: { below: goal } }, 2, false],
    [{ ...order, count: { atLeast: 1, below: goal } }, 3, true],
    [{ ...order, count: { atLeast: 3, below: goal } }, 4, false],
    [{ ...order, count: { atLeast: goal }, sum: { of: "total", atMost: goal } }, 2, false],
    [{ ...order, average: { of: "total", atLeast: goal } }, 50, true],
    [{ ...order, max: { of: "total", atLeast: goal } }, 61, false],
    [{ ...order, last: { of: "total", above: goal } }, 40, true],
    [{ ...order, daysSince: { atMost: goal } }, 8, true],
    [{ ratio: order, to: order, atLeast: goal }, 1, true],
    [{ ratio: order, to: order, above: goal, atLeast: "100%" }, 1, false],
  ])("%j with a goal of %f is %s", (when, own, expected) => {
    expect(condition.parse(when)).toEqual(when);
    expect(holds(when, { goal: own })).toBe(expected);
  });

  it("compares two attributes, and an age", () => {
    const points: Condition = { attribute: "points", atLeast: goal };
    expect(holds(points, { points: 5, goal: 5 })).toBe(true);
    expect(holds(points, { points: 4, goal: 5 })).toBe(false);
    const age: Condition = { attribute: "birthday", age: { atLeast: goal } };
    expect(holds(age, { birthday: "2000-03-10", goal: 26 })).toBe(true);
    expect(holds(age, { birthday: "2000-03-11", goal: 26 })).toBe(false);
  });

  it("fails where the attribute is missing or no number", () => {
    const when: Condition = { ...order, count: { atLeast: goal } };
    const unfit: Readonly<Record<string, AttributeValue>>[] = [{}, { goal: "01" }, { goal: [1] }];
    for (const attributes of unfit) {
      expect(holds(when, attributes)).toBe(false);
      expect(holds({ not: when }, attributes)).toBe(true);
    }
    expect(askOf(when, customer({ attributes: { goal: 0 } }), now)).toBe(true);
  });

  it.each<[unknown, string]>([
    [{ ...order, count: { atLeast: "3" } }, "a number, or an object"],
    [{ ...order, count: { atLeast: { atribute: "goal" } } }, 'did you mean "attribute"'],
    [{ ...order, where: { total: { atLeast: goal } } }, "a number"],
  ])("is refused in plain words where it does not fit: %j", (when, words) => {
    expect(explainIssues(condition, when).map(({ message }) => message)).toEqual([
      expect.stringContaining(words),
    ]);
  });
});
