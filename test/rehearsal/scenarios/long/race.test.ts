import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import { DAY, SECOND } from "../../../../src/core/time/instant.ts";
import type { TestCustomer } from "../../stage/customers.ts";
import { goLive, plainMail } from "../../stage/go-live.ts";
import { openStage } from "../../stage/stage.ts";
import { until } from "../../stage/until.ts";
import { judgeRace, type Racer } from "./judge-race.ts";

/** Scenario 3: an order racing the wake of a wait, 200 times, both orders. */
const stage = openStage();

const races = 200;
/** As many at once as two cores wake within the second that they are due in. */
const atOnce = 20;
/** Orders are spread over so much time around where the wake was seen to win as often as to lose. */
const spread = 1.5 * SECOND;
/** So much earlier than the first wake the clock stops, for orders that come before their wake. */
const lead = 4 * SECOND;

const rules = {
  owner: "crm@shop.example.com",
  purpose: "cart",
  status: "live",
  reentry: "never",
  exitWhen: [{ event: "race.ordered" }],
};
const mail = (id: string) => ({ do: "send", id, template: "race-mail", channels: ["email"] });

beforeAll(() =>
  goLive(stage, {
    ...plainMail("race-mail", "Your cart waits"),
    // The one goes on after the mail, the other ends with it: its end races the order too.
    "journeys/race-on.json": {
      name: "race-on",
      ...rules,
      entry: { on: "race.began-on" },
      steps: [
        { do: "wait", id: "rest", for: "1d" },
        mail("first"),
        { do: "wait", id: "more", for: "1d" },
        mail("second"),
      ],
    },
    "journeys/race-last.json": {
      name: "race-last",
      ...rules,
      entry: { on: "race.began-last" },
      steps: [{ do: "wait", id: "rest", for: "1d" }, mail("last")],
    },
  }),
);

async function begin(): Promise<Racer[]> {
  const customers = Array.from({ length: atOnce }, () => stage.customers.create("racer"));
  await stage.events.put(customers.map(begun));
  return Promise.all(
    customers.map(async (customer) => {
      const { id: enrollment, journey, wait } = await stage.enrollments.asleep(customer.id);
      const key = await stage.customers.keyOf(customer.id);
      return { ...customer, key, enrollment, journey, due: wait?.due ?? 0 };
    }),
  );
}

function begun({ id, email }: TestCustomer, index: number) {
  return {
    type: index % 2 === 0 ? "race.began-on" : "race.began-last",
    customer: { id, addresses: { email: [email] }, consents: { "email:cart": true } },
  };
}

/** Puts each order at its own moment around the due of its wait. */
async function order(racers: readonly Racer[], around: number): Promise<void> {
  const now = await stage.clock.now();
  await Promise.all(
    racers.map(async ({ id, due }, index) => {
      // 7 and the number of racers share no factor: neighbours in due are not neighbours in delay.
      const place = ((index * 7) % racers.length) / (racers.length - 1) - 0.5;
      await sleep(due - now + around + place * spread);
      await stage.events.put([{ type: "race.ordered", customer: id }]);
    }),
  );
}

async function settle(racer: Racer): Promise<void> {
  await stage.enrollments.ended(racer.id);
  await stage.enrollments.closedRuns(racer.enrollment);
  await until(`the order of ${racer.id} to be recorded`, async () => {
    const events = await stage.customers.records(racer.id, "event#");
    return events.some(({ type }) => type === "race.ordered");
  });
  await until(`the messages of ${racer.id} to come to rest`, async () => {
    const messages = await stage.customers.records(racer.id, "message#");
    return messages.every(({ state }) => state === "sent" || state === "suppressed");
  });
}

test("of an order and a wake that race, either wins; nothing is sent after the order, all ends once", async () => {
  const all: Racer[] = [];
  const wins = { wake: 0, order: 0 };
  const suppressed: string[] = [];
  let around = 0;
  while (all.length < races) {
    const since = Date.now();
    const racers = await begin();
    const first = Math.min(...racers.map(({ due }) => due));
    await stage.clock.advance(first - lead - (await stage.clock.now()));
    await order(racers, around);
    for (const racer of racers) await settle(racer);
    const requests = stage.requests(since);
    const won = { wake: 0, order: 0 };
    for (const racer of racers) {
      const verdict = await judgeRace(stage, racer, requests);
      won[verdict.first] += 1;
      if (verdict.suppressed) suppressed.push(racer.id);
    }
    around += ((won.order - won.wake) / racers.length) * SECOND;
    wins.wake += won.wake;
    wins.order += won.order;
    all.push(...racers);
  }
  console.log(
    `the wake first ${wins.wake} times, the order ${wins.order} times; ${suppressed.length} messages were queued before the order and suppressed`,
  );
  // Spread truly around each other: neither side won by being given a start.
  expect(Math.min(wins.wake, wins.order)).toBeGreaterThan(races / 5);

  const sent = all.map(({ email }) => stage.outbox(email).length);
  await stage.clock.advance(2 * DAY);
  expect((await stage.runs.sweep()).status).toBe("SUCCEEDED");
  await stage.queues.drained(["wake"]);
  expect(all.map(({ email }) => stage.outbox(email).length)).toEqual(sent);
});
