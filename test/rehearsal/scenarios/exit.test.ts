import { beforeAll, expect, test } from "vitest";
import { DAY } from "../../../src/core/time/instant.ts";
import { goLive, plainMail } from "../stage/go-live.ts";
import { openStage } from "../stage/stage.ts";
import { until } from "../stage/until.ts";

/** Scenario 3: an order ends the journey of who waits. Racing it: long/race.test.ts. */
const stage = openStage();

beforeAll(() =>
  goLive(stage, {
    ...plainMail("exit-cart", "Your cart waits"),
    ...plainMail("exit-last", "Last call"),
    "journeys/exit-cart.json": {
      name: "exit-cart",
      owner: "crm@shop.example.com",
      purpose: "cart",
      status: "live",
      entry: { on: "exit.cart-filled" },
      reentry: "always",
      exitWhen: [{ event: "exit.ordered" }],
      steps: [
        { do: "send", id: "first", template: "exit-cart", channels: ["email"] },
        { do: "wait", id: "rest", for: "2d" },
        { do: "send", id: "last", template: "exit-last", channels: ["email"] },
      ],
    },
  }),
);

async function fillCart(name: string) {
  const customer = stage.customers.create(name);
  await stage.events.put([
    {
      type: "exit.cart-filled",
      customer: {
        id: customer.id,
        addresses: { email: [customer.email] },
        consents: { "email:cart": true },
      },
    },
  ]);
  const waiting = await stage.enrollments.asleep(customer.id);
  await until(`the first mail to ${customer.id}`, async () => {
    return stage.outbox(customer.email).length === 1;
  });
  return { ...customer, key: await stage.customers.keyOf(customer.id), waiting };
}

const subjects = (email: string) => stage.outbox(email).map(({ subject }) => subject);

test("an order ends the journey of who waits at once, and nothing is sent later", async () => {
  const [buyer, other] = await Promise.all([fillCart("buyer"), fillCart("other")]);

  const [order] = await stage.events.put([{ type: "exit.ordered", customer: buyer.id }]);
  const record = await stage.enrollments.ended(buyer.id);
  const runs = await stage.enrollments.closedRuns(buyer.waiting.id);
  await until("the enrollment to leave the customer", async () => {
    const found = await stage.customers.find(buyer.id);
    return found !== undefined && found.enrollments[buyer.waiting.id] === undefined;
  });

  expect(record).toMatchObject({ id: buyer.waiting.id, state: "exited", ending: "exit.ordered" });
  expect(Number(record["ended"])).toBeLessThan(buyer.waiting.wait?.due ?? 0);
  expect(runs.map(({ status }) => status)).toEqual(["SUCCEEDED"]);
  expect(await stage.clock.schedules(buyer.key)).toEqual([]);
  expect(await stage.customers.records(buyer.id, `event#${order}`)).toMatchObject([
    { consequences: [{ journey: "exit-cart", kind: "exited", enrollment: buyer.waiting.id }] },
  ]);

  // Who entered with the buyer and did not order shows when the wait is over for both.
  await stage.clock.advance(2 * DAY);
  await until("the other's last call", async () => stage.outbox(other.email).length === 2);
  expect((await stage.runs.sweep()).status).toBe("SUCCEEDED");
  expect(subjects(other.email)).toEqual(["Your cart waits", "Last call"]);
  expect(subjects(buyer.email)).toEqual(["Your cart waits"]);
});

test("an order that overtook the cart it belongs to ends the journey before it begins", async () => {
  const buyer = stage.customers.create("overtaken");
  const now = await stage.clock.now();
  const at = (secondsAgo: number) => new Date(now - secondsAgo * 1000).toISOString();
  const recorded = (event: string | undefined) =>
    until(`${event} to be recorded`, async () => {
      const [record] = await stage.customers.records(buyer.id, `event#${event}`);
      return record;
    });

  const [order] = await stage.events.put([
    { type: "exit.ordered", at: at(60), customer: buyer.id },
  ]);
  await recorded(order);
  const [cart] = await stage.events.put([
    {
      type: "exit.cart-filled",
      at: at(90),
      customer: {
        id: buyer.id,
        addresses: { email: [buyer.email] },
        consents: { "email:cart": true },
      },
    },
  ]);
  const { consequences } = await recorded(cart);

  expect(consequences).toMatchObject([{ journey: "exit-cart", kind: "ended-at-entry" }]);
  const [{ enrollment }] = consequences as [{ enrollment: string }];
  expect(await stage.runs.executionsOf(enrollment)).toEqual([]);
  expect(await stage.customers.records(buyer.id, "message#")).toEqual([]);
});
