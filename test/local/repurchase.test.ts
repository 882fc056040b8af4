import { expect, test } from "vitest";
import { byMail, type ExamplePlay, playExamples } from "./example-play.ts";

async function afterOrder(at: string): Promise<ExamplePlay> {
  const play = playExamples();
  await play.tell("customer.updated", "C1", "2026-01-20 09:00", { profile: byMail });
  await play.tell("order.placed", "C1", at, { properties: { orderId: "O1", total: 99 } });
  return play;
}

test("writes 7 and 30 days after an order", async () => {
  const { until, steps } = await afterOrder("2026-03-02 10:00");
  await until("2026-04-30 00:00");
  expect(steps()).toEqual([
    "goes-with-it email Mon 2026-03-09 10:00",
    "come-back email Wed 2026-04-01 10:00",
  ]);
});

test("an order of the night is answered by day", async () => {
  const { until, steps } = await afterOrder("2026-03-02 02:00");
  await until("2026-03-10 00:00");
  expect(steps()[0]).toMatch(/^goes-with-it email Mon 2026-03-09 09:0\d$/);
});

test("the next order ends the cycle, meets its goal, and starts a new one", async () => {
  const { tell, until, steps, play } = await afterOrder("2026-03-02 10:00");
  await tell("order.placed", "C1", "2026-03-07 15:00", { properties: { total: 250 } });
  await until("2026-04-30 00:00");
  expect(steps()).toEqual([
    "goes-with-it email Sat 2026-03-14 15:00",
    "come-back email Mon 2026-04-06 15:00",
  ]);
  const report = play.report().journeys.find(({ name }) => name === "repurchase");
  expect(report).toMatchObject({ entered: 2, exited: { "order.placed": 1 }, inProgress: 0 });
  expect(report?.goal).toMatchObject({ met: 1, among: 2, value: 250 });
});
