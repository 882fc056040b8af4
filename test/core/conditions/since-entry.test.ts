import { describe, expect, it } from "vitest";
import type { Customer } from "../../../src/core/customers/customer.ts";
import type { Condition } from "../../../src/core/definitions/condition.ts";
import type { Journey } from "../../../src/core/definitions/journey.ts";
import { apply, at, customer, definitions, event, journey, only } from "../given.ts";
import { askOf } from "./ask.ts";

const now = at("01-08");
const order = { event: "order.placed" };
const cart = { event: "cart.added" };
const conditions = {
  dear: { ...order, since: "entry", max: { of: "total", is: 300 } },
  cheap: { ...order, since: "entry", min: { of: "total", is: 20 } },
  bought: { ratio: order, to: cart, since: "entry", atLeast: "50%" },
} as const satisfies Record<string, Condition>;

const steps: Journey["steps"] = [
  { do: "wait", id: "w", for: "3d" },
  {
    do: "branch",
    id: "b",
    cases: Object.values(conditions).map((when) => ({ when, steps: [] })),
  },
];
const published = definitions(journey({ entry: { on: "customer.registered" }, steps }));
const total = (value: number) => ({ properties: { total: value } });

function askAll(who: Customer) {
  const ask = (condition: Condition) => askOf(condition, who, now, only(who));
  return Object.fromEntries(Object.entries(conditions).map(([key, one]) => [key, ask(one)]));
}

describe("extremes and ratios since entry", () => {
  it("leave out what was before, and take in what comes after", () => {
    const before = apply(
      customer(),
      published,
      event("order.placed", at("01-01"), total(900)),
      event("cart.added", at("01-02")),
      event("cart.added", at("01-02")),
      event("customer.registered", at("01-05")),
    ).customer;
    expect(askAll(before)).toEqual({ dear: false, cheap: false, bought: false });
    const after = apply(
      before,
      published,
      event("cart.added", at("01-06")),
      event("cart.added", at("01-06")),
      event("order.placed", at("01-06"), total(300)),
      event("order.placed", at("01-07"), total(20)),
    ).customer;
    expect(askAll(after)).toEqual({ dear: true, cheap: true, bought: true });
  });

  it("know what came after the trigger and was accepted before it", () => {
    const who = apply(
      customer(),
      published,
      event("order.placed", at("01-04"), total(900)),
      event("order.placed", at("01-06"), total(300)),
      event("order.placed", at("01-06 10:00"), total(20)),
      { ...event("customer.registered", at("01-05")), accepted: at("01-06 12:00") },
    ).customer;
    expect(askAll(who)).toEqual({ dear: true, cheap: true, bought: false });
  });
});
