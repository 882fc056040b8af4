import { guard } from "@ucast/mongo2js";
import jsonLogic from "json-logic-js";
import { Engine } from "json-rules-engine";
import { type RuleSubject, today } from "./rule-subjects.ts";

/** The rules of `rule-subjects.ts` as others write and check them. */
export type Checker = (of: RuleSubject) => boolean | Promise<boolean>;

const cities = ["Hamburg", "Berlin", "Leipzig"];

/** What a programmer would write who knows the one rule. */
export function attributesByHand({ attributes: of }: RuleSubject): boolean {
  const { city, age, spent, favouriteBrands: brands, visits } = of;
  return (
    (city === "Hamburg" || city === "Berlin" || city === "Leipzig") &&
    of["tier"] !== "banned" &&
    typeof age === "number" &&
    age >= 18 &&
    age <= 65 &&
    typeof spent === "number" &&
    spent >= 100 &&
    Array.isArray(brands) &&
    brands.includes("norden") &&
    typeof visits === "number" &&
    visits > 3
  );
}

export function windowByHand({ orders }: RuleSubject): boolean {
  let count = 0;
  let sum = 0;
  for (let i = orders.length - 1; i >= 0; i--) {
    const order = orders[i];
    if (order === undefined || order.day <= today - 30) break;
    count += order.count;
    sum += order.sum;
  }
  return count >= 2 && sum >= 300;
}

export function createUcast(): Checker {
  const check = guard({
    city: { $in: cities },
    tier: { $ne: "banned" },
    age: { $gte: 18, $lte: 65 },
    spent: { $gte: 100 },
    favouriteBrands: "norden",
    visits: { $gt: 3 },
  });
  return ({ attributes }) => check(attributes);
}

export function createJsonLogic(): Checker {
  const rule: jsonLogic.RulesLogic = {
    and: [
      { in: [{ var: "city" }, cities] },
      { "!==": [{ var: "tier" }, "banned"] },
      { "<=": [18, { var: "age" }, 65] },
      { ">=": [{ var: "spent" }, 100] },
      { in: ["norden", { var: "favouriteBrands" }] },
      { ">": [{ var: "visits" }, 3] },
    ],
  };
  return ({ attributes }) => jsonLogic.apply(rule, attributes) === true;
}

export function createJsonRulesEngine(): Checker {
  const engine = new Engine();
  const is = (fact: string, operator: string, value: unknown) => ({ fact, operator, value });
  engine.addRule({
    conditions: {
      all: [
        is("city", "in", cities),
        is("tier", "notEqual", "banned"),
        is("age", "greaterThanInclusive", 18),
        is("age", "lessThanInclusive", 65),
        is("spent", "greaterThanInclusive", 100),
        is("favouriteBrands", "contains", "norden"),
        is("visits", "greaterThan", 3),
      ],
    },
    event: { type: "holds" },
  });
  return async ({ attributes }) => (await engine.run({ ...attributes })).events.length > 0;
}
