import { afterEach, beforeAll, expect, test } from "vitest";
import { DAY, MINUTE, SECOND } from "../../../src/core/time/instant.ts";
import type { TestCustomer } from "../stage/customers.ts";
import { goLive, plainMail } from "../stage/go-live.ts";
import { endState, seenAtTheEnd, turnState } from "../stage/seen-at-the-end.ts";
import { openStage } from "../stage/stage.ts";
import { until } from "../stage/until.ts";

/** Scenario 4: a wait for an event, and the event at every moment around it. */
const stage = openStage();

/** Two turns, the second ends the journey. */
const oneWait = [turnState, turnState, endState];

beforeAll(() =>
  goLive(stage, {
    ...plainMail("wait-for-offer", "An offer"),
    ...plainMail("wait-for-thanks", "Thank you"),
    ...plainMail("wait-for-reminder", "Still yours"),
    "journeys/wait-for.json": {
      name: "wait-for",
      owner: "crm@shop.example.com",
      purpose: "onboarding",
      status: "live",
      entry: { on: "wait-for.began" },
      reentry: "never",
      steps: [
        { do: "send", id: "offer", template: "wait-for-offer", channels: ["email"] },
        {
          do: "waitFor",
          id: "used",
          event: "wait-for.redeemed",
          atMost: "3d",
          // biome-ignore lint/suspicious/noThenProperty: the marketer's word for the way on.
          then: [{ do: "send", id: "thanks", template: "wait-for-thanks", channels: ["email"] }],
          else: [{ do: "send", id: "more", template: "wait-for-reminder", channels: ["email"] }],
        },
      ],
    },
  }),
);

let visibility: number | undefined;

afterEach(async () => {
  await stage.faults.clear();
  if (visibility !== undefined) await stage.queues.setVisibility("wake", visibility);
});

const began = ({ id, email }: TestCustomer) => ({
  type: "wait-for.began",
  customer: { id, addresses: { email: [email] }, consents: { "email:onboarding": true } },
});
const redeemed = ({ id }: TestCustomer, at?: number) => ({
  type: "wait-for.redeemed",
  customer: id,
  ...(at !== undefined && { at: new Date(at).toISOString() }),
});

async function putAndRecord(event: ReturnType<typeof redeemed>) {
  const [id] = await stage.events.put([event]);
  return until(`${event.type} of ${event.customer} to be recorded`, async () => {
    const [record] = await stage.customers.records(event.customer, `event#${id}`);
    return record;
  });
}

/** Where the customer item is written, of all requests with its key. */
const itemOf = (key: string) => `"Key":{"key":{"S":"${key}"}}`;

/** Its journey is over, and both of its mails have been sent. */
async function over(customer: TestCustomer) {
  await stage.enrollments.ended(customer.id);
  await until("both mails", async () => stage.outbox(customer.email).length >= 2);
  return seenAtTheEnd(stage, customer);
}

const ends = (way: "Thank you" | "Still yours", states: readonly string[]) => ({
  subjects: ["An offer", way],
  ending: "completed",
  runs: [["SUCCEEDED", states]],
  schedules: [],
});

test("the event that comes while the wait lasts ends it at once, and its schedule with it", async () => {
  const customer = stage.customers.create("after");
  await stage.events.put([began(customer)]);
  await stage.enrollments.asleep(customer.id);
  await stage.events.put([redeemed(customer)]);
  expect(await over(customer)).toEqual(ends("Thank you", oneWait));
});

test("an event that tells its second only ends the wait that began within that second", async () => {
  const customer = stage.customers.create("second");
  await stage.events.put([began(customer)]);
  const { wait } = await stage.enrollments.asleep(customer.id);
  const second = Math.floor((wait?.began ?? 0) / SECOND) * SECOND;
  await stage.events.put([redeemed(customer, second)]);
  expect(await over(customer)).toEqual(ends("Thank you", oneWait));
});

test("an event from before the wait does not end it; without another the wait times out", async () => {
  const customer = stage.customers.create("before");
  const now = await stage.clock.now();
  await putAndRecord(redeemed(customer, now - MINUTE));
  await stage.events.put([began(customer)]);
  await stage.enrollments.asleep(customer.id);
  await putAndRecord(redeemed(customer, now - MINUTE / 2));

  await stage.clock.advance(3 * DAY - MINUTE);
  expect(stage.outbox(customer.email)).toHaveLength(1);
  await stage.clock.advance(MINUTE);
  expect(await over(customer)).toEqual(ends("Still yours", oneWait));
});

test("an event of a clock that runs ahead ends a wait that begins before the event's own time", async () => {
  const customer = stage.customers.create("ahead");
  const now = await stage.clock.now();
  await stage.events.put([began(customer)]);
  await putAndRecord(redeemed(customer, now + 5 * MINUTE));
  const seen = await over(customer);
  // The event may come before the wait begins, which then does not begin at all.
  const noWait = ends("Thank you", [turnState, endState]);
  expect([ends("Thank you", oneWait), noWait]).toContainEqual(seen);
});

test("an event that overtakes the first turn's commit answers its wait, which begins at the trigger", async () => {
  const customer = stage.customers.create("overtaking");
  const key = await stage.customers.keyOf(customer.id);
  await stage.faults.add({
    function: "take-turn",
    action: "UpdateItem",
    match: itemOf(key),
    do: "hang",
    seconds: 2,
  });
  await stage.events.put([began(customer)]);
  await struck();
  await putAndRecord(redeemed(customer));
  // The turn is computed again with what came meanwhile: its wait does not begin at all.
  expect(await over(customer)).toEqual(ends("Thank you", [turnState, endState]));
});

test("an event ends a wait whose turn is still at work, and what that turn sets does nothing", async () => {
  const customer = stage.customers.create("during");
  const key = await stage.customers.keyOf(customer.id);
  await stage.faults.add({
    function: "take-turn",
    action: "CreateSchedule",
    match: key,
    do: "hang",
    seconds: 2,
  });
  await stage.events.put([began(customer)]);
  await struck();
  await stage.events.put([redeemed(customer)]);

  const [late] = await until("the schedule that came too late", async () => {
    const schedules = await stage.clock.schedules(key);
    return schedules.length > 0 && schedules;
  });
  expect(await over(customer)).toEqual({
    ...ends("Thank you", oneWait),
    schedules: [late?.name],
  });
  await stage.clock.advance(3 * DAY);
  await until("that schedule to fire", async () => (await stage.clock.schedules(key)).length === 0);
  expect(await over(customer)).toEqual(ends("Thank you", oneWait));
});

test("a turn that failed at its timer is repeated: one mail, one schedule, the wait ends as ever", async () => {
  const customer = stage.customers.create("failing");
  await stage.faults.add({
    function: "take-turn",
    action: "CreateSchedule",
    match: await stage.customers.keyOf(customer.id),
    // All tries of one call: the client makes three of them.
    times: 3,
    do: "error",
    status: 503,
    code: "ServiceUnavailableException",
  });
  await stage.events.put([began(customer)]);
  await stage.enrollments.asleep(customer.id);
  expect(await stage.faults.list()).toMatchObject([{ struck: 3 }]);
  await stage.events.put([redeemed(customer)]);
  expect(await over(customer)).toEqual(ends("Thank you", oneWait));
});

test("a wake meets the dead token of a killed turn, and the retry of the turn goes on", async () => {
  const customer = stage.customers.create("killed");
  const key = await stage.customers.keyOf(customer.id);
  visibility = await stage.queues.setVisibility("wake", 2);
  const commit = { function: "take-turn", action: "UpdateItem" } as const;
  await stage.faults.add({ ...commit, match: itemOf(key), when: "after", do: "kill" });
  // The retry finds its turn committed. Before its own token is in place, the event comes.
  const renewal = `{"key":{"S":"${key}"},"sk":{"S":"turn#`;
  await stage.faults.add({ ...commit, match: renewal, do: "hang", seconds: 3 });
  await stage.events.put([began(customer)]);
  await struck(2);
  await stage.events.put([redeemed(customer)]);
  await until("a wake to meet the dead token", async () => {
    return stage.requests().some(({ function: by, action, status, body }) => {
      const isMine = String(body["output"]).includes(key);
      return by === "wake" && action === "SendTaskSuccess" && isMine && status === 400;
    });
  });
  expect(await over(customer)).toEqual(ends("Thank you", oneWait));
  const deadLetters = await stage.queues.deadLetters("wake");
  expect(deadLetters.filter(({ body }) => body.includes(key))).toEqual([]);
});

/** Until so many faults have struck. */
function struck(count = 1) {
  return until(`${count} faults to strike`, async () => {
    const faults = await stage.faults.list();
    return faults.filter(({ struck }) => struck > 0).length === count;
  });
}
