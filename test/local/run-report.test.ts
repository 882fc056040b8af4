import { expect, test } from "vitest";
import { printReport } from "../../src/local/report/print-report.ts";
import { chooseStory } from "../../src/local/report/story.ts";
import { tellStory } from "../../src/local/report/tell-story.ts";
import { keyOfCustomer } from "../../src/local/runtime.ts";
import { byMail, bySms, type ExamplePlay, playExamples } from "./example-play.ts";

/** Two carts of the evening: one is ordered, one waits out the night, then is reminded. */
async function twoCarts(): Promise<ExamplePlay> {
  const play = playExamples();
  const cart = (cartId: string) => ({ properties: { cartId, items: 1, product: "铸铁锅" } });
  await play.tell("customer.updated", "C1", "2026-03-02 09:00", { profile: byMail });
  await play.tell("customer.updated", "C2", "2026-03-02 09:00", { profile: bySms });
  await play.tell("cart.updated", "C1", "2026-03-02 22:30", cart("K1"));
  await play.tell("cart.updated", "C2", "2026-03-02 22:30", cart("K2"));
  await play.tell("order.placed", "C1", "2026-03-02 23:00", { properties: { total: 359 } });
  return play;
}

test("counts where everybody stands, what was held, and whose goal is still open", async () => {
  const { until, play } = await twoCarts();
  await until("2026-03-04 07:00");
  const during = play.report().journeys.find(({ name }) => name === "abandoned-cart");
  expect(during).toMatchObject({
    title: "弃购挽回",
    entered: 2,
    inProgress: 1,
    exited: { "order.placed": 1 },
    held: { "quiet hours": 1 },
  });
  expect(during?.goal).toMatchObject({
    among: 2,
    met: 1,
    decided: 1,
    actual: 1,
    value: 359,
    target: 0.6,
    stillOpen: 1,
  });
  await until("2026-03-06 00:00");
  const after = play.report();
  expect(after.journeys.find(({ name }) => name === "abandoned-cart")).toMatchObject({
    inProgress: 0,
    completed: { completed: 1 },
    goal: { stillOpen: 0, decided: 2, actual: 0.5, attainment: 0.833333 },
  });
  expect(after.channels).toEqual({
    sms: { states: expect.objectContaining({ sent: 1 }), reports: {} },
  });
});

test("prints 18 against 20 in a hundred as 90 %, and says what was refused", async () => {
  const { play, until } = await twoCarts();
  play.offer("not an event");
  await until("2026-03-06 00:00");
  const report = play.report();
  const journeys = report.journeys.map((journey) => ({
    ...journey,
    goal: journey.goal && { ...journey.goal, actual: 0.18, target: 0.2, attainment: 0.18 / 0.2 },
  }));
  const text = printReport({ ...report, journeys }).join("\n");
  expect(text).toMatch(/order\.placed within 3d +20\.0 % +1 +2 +18\.0 % +· +90\.0 % +359/);
  expect(text).toMatch(/not JSON +1/);
  expect(text).toContain("1 refused, with the reason, into the dead-letter queue");
});

test("a story tells what happened by the customer's clock, what it did, and why", async () => {
  const { until, play } = await twoCarts();
  await until("2026-03-06 00:00");
  const story = play.stories.of(keyOfCustomer("C2"));
  const lines = tellStory(story ?? { key: "", writes: [] }, "Asia/Shanghai");
  const isMove = (line: string) => line.includes("◇");
  expect(lines.find((line) => line.includes("carted"))).toBe(
    "                        ◇ comes into segment carted-not-ordered",
  );
  expect(lines.filter((line) => !isMove(line))).toEqual([
    "  Mon 2026-03-02 09:00  ● customer.updated",
    "  Mon 2026-03-02 22:30  ● cart.updated: cartId K2, items 1, product 铸铁锅",
    "                            ▸ enters abandoned-cart (cartId K2)",
    "                            abandoned-cart › a-day: waits for 24h, until Tue 2026-03-03 22:30",
    expect.stringMatching(
      /^ {2}Tue 2026-03-03 22:30 {6}abandoned-cart › reminder: held until Wed 2026-03-04 08:0\d: quiet hours$/,
    ),
    expect.stringMatching(
      /^ {2}Wed 2026-03-04 08:0\d {6}abandoned-cart › reminder: message queued by sms$/,
    ),
    "                            abandoned-cart: ended: completed",
    "                          ✉ sms sent to +8613900000001 (abandoned-cart › reminder)",
  ]);
});

test("of all stories the one with the most kinds of things is told", async () => {
  const { until, play } = await twoCarts();
  await until("2026-03-06 00:00");
  const { customers } = play.runtime;
  const chosen = chooseStory(play.stories.all(), (key) => customers.peek(key));
  expect(customers.peek(chosen?.key ?? "")?.id).toBe("C2");
});
