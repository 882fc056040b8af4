import { describe, expect, it } from "vitest";
import { asksHistory } from "../../../src/core/events/asks-history.ts";
import { apply, at, customer, definitions, event, journey } from "../given.ts";

describe("a run that ends at its entry", () => {
  const published = definitions(
    journey({
      entry: { on: "ping" },
      exitWhen: [{ event: "cart.added" }],
      goal: { event: "order.placed", within: "14d", value: "total" },
    }),
  );
  const came = (type: string, when: string) => ({
    ...event(type, at(when), { properties: { total: 201 } }),
    accepted: at(when),
  });
  const late = { ...event("ping", at("01-05 10:00")), accepted: at("01-05 12:00") };

  // Torture seed 181: what ends it was in the list, so the history was not asked what its goal is worth.
  it("asks the history what a goal that was met is worth", () => {
    const before = apply(
      customer(),
      published,
      came("cart.added", "01-05 10:30"),
      came("order.placed", "01-05 11:00"),
    ).customer;
    expect(asksHistory(before, late, published, late.accepted)).toBe(true);
  });

  it("asks nothing where its goal was not met", () => {
    const before = apply(customer(), published, came("cart.added", "01-05 10:30")).customer;
    expect(asksHistory(before, late, published, late.accepted)).toBe(false);
  });
});
