import { expect, test } from "vitest";
import { byMail, type ExamplePlay, playExamples } from "./example-play.ts";

async function withCart(): Promise<ExamplePlay> {
  const play = playExamples();
  await play.tell("customer.updated", "C1", "2026-03-02 09:00", { profile: byMail });
  await play.tell("cart.updated", "C1", "2026-03-02 20:15", { properties: cart("K1") });
  return play;
}

const cart = (cartId: string, items = 2) => ({
  cartId,
  items,
  total: 398,
  product: "手冲咖啡壶",
});

test("reminds of what lies in the cart, 24 hours after it was filled", async () => {
  const { until, steps, sent } = await withCart();
  await until("2026-03-10 00:00");
  expect(steps()).toEqual(["reminder email Tue 2026-03-03 20:15"]);
  expect(sent[0]?.rendered).toMatchObject({ subject: "手冲咖啡壶还在购物车里等您" });
});

test("an order a second before the reminder is due keeps it from going out", async () => {
  const { tell, until, sent } = await withCart();
  await tell("order.placed", "C1", "2026-03-03 20:14:59", { properties: { total: 398 } });
  await until("2026-03-05 00:00");
  expect(sent).toEqual([]);
});

test("an order that happened after the cart, but was told first, ends the run before it begins", async () => {
  const { tell, until, sent, play } = playExamples();
  await tell("customer.updated", "C1", "2026-03-02 09:00", { profile: byMail });
  await tell("order.placed", "C1", "2026-03-02 20:30", { properties: { total: 398 } });
  const late = { properties: cart("K1"), told: "2026-03-02 23:00" };
  await tell("cart.updated", "C1", "2026-03-02 20:15", late);
  await until("2026-03-05 00:00");
  expect(sent.filter(({ journey }) => journey === "abandoned-cart")).toEqual([]);
  const report = play.report().journeys.find(({ name }) => name === "abandoned-cart");
  expect(report).toMatchObject({ entered: 0, endedAtEntry: 1 });
});

test("an order from before the cart, told late, does not end its run", async () => {
  const { tell, until, steps } = await withCart();
  const late = { properties: { total: 99 }, told: "2026-03-03 08:00" };
  await tell("order.placed", "C1", "2026-03-01 12:00", late);
  await until("2026-03-04 00:00");
  expect(steps()).toEqual(["reminder email Tue 2026-03-03 20:15"]);
});

test("emptying the cart ends its run", async () => {
  const { tell, until, sent } = await withCart();
  await tell("cart.emptied", "C1", "2026-03-02 21:00", { properties: { cartId: "K1" } });
  await until("2026-03-05 00:00");
  expect(sent).toEqual([]);
});

test("a cart has one run, however often it changes; another cart has its own", async () => {
  const { tell, until, steps, play } = await withCart();
  await tell("cart.updated", "C1", "2026-03-02 20:20", { properties: cart("K1", 3) });
  await tell("cart.updated", "C1", "2026-03-03 10:00", { properties: cart("K2") });
  await until("2026-03-05 00:00");
  await tell("cart.updated", "C1", "2026-03-05 10:00", { properties: cart("K1") });
  await until("2026-03-07 00:00");
  expect(steps()).toEqual([
    "reminder email Tue 2026-03-03 20:15",
    "reminder email Wed 2026-03-04 10:00",
  ]);
  const report = play.report().journeys.find(({ name }) => name === "abandoned-cart");
  expect(report?.notEntered).toEqual({
    "already under way": 1,
    "re-entry: entered 1 of at most 1 time": 1,
  });
});

test("an empty cart is no abandoned cart", async () => {
  const { tell, until, sent } = playExamples();
  await tell("customer.updated", "C1", "2026-03-02 09:00", { profile: byMail });
  await tell("cart.updated", "C1", "2026-03-02 20:15", { properties: cart("K1", 0) });
  await until("2026-03-05 00:00");
  expect(sent).toEqual([]);
});

test("a third reminder within a week is dropped, with the cap that it met", async () => {
  const { tell, until, steps, decisions } = await withCart();
  await tell("cart.updated", "C1", "2026-03-03 09:00", { properties: cart("K2") });
  await tell("cart.updated", "C1", "2026-03-04 09:00", { properties: cart("K3") });
  await until("2026-03-09 21:00");
  expect(steps()).toHaveLength(2);
  expect(decisions()).toContain("reminder: dropped: capped: at most 2 cart per 7d (rolling)");
  await tell("cart.updated", "C1", "2026-03-09 21:00", { properties: cart("K4") });
  await until("2026-03-11 00:00");
  expect(steps().at(-1)).toBe("reminder email Tue 2026-03-10 21:00");
});
