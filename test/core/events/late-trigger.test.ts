import { expect, it } from "vitest";
import { HOUR, SECOND } from "../../../src/core/time/instant.ts";
import { apply, at, customer, definitions, event, journey } from "../given.ts";

const ten = at("03-02 10:00");
const orders = definitions(
  journey({
    entry: { on: "order.placed", key: "orderId" },
    goal: { event: "order.paid", within: "2h" },
    steps: [{ do: "wait", id: "rest", for: "7d" }],
  }),
);

/** The order arrives six hours late, behind its payments: at these hours after it. */
function goalsMet(...hours: readonly number[]): number {
  const properties = { orderId: "A-1" };
  const paid = hours.map((hour) => event("order.paid", ten + hour * HOUR, { properties }));
  const list = [...paid, event("order.placed", ten, { properties })];
  const accepted = list.map((one, nth) => ({ ...one, accepted: ten + 6 * HOUR + nth * SECOND }));
  const { consequences } = apply(customer(), orders, ...accepted);
  return consequences.filter(({ kind }) => kind === "goal-met").length;
}

it.each([
  ["a payment in time", [1], 1],
  ["a payment in time and one too late", [1, 5], 1],
  ["the same in the other order", [5, 1], 1],
  ["a payment too late", [5], 0],
  ["none", [], 0],
])("a trigger that comes last finds its goal: %s", (_, hours, met) => {
  expect(goalsMet(...hours)).toBe(met);
});
