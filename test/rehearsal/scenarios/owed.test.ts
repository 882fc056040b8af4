import { afterEach, beforeAll, expect, test } from "vitest";
import { MINUTE } from "../../../src/core/time/instant.ts";
import type { TestCustomer } from "../stage/customers.ts";
import { goLive, plainMail } from "../stage/go-live.ts";
import { openStage } from "../stage/stage.ts";
import { until } from "../stage/until.ts";

/** Scenario 11: what intake could not carry out is carried out by a redelivery, or by the sweep. */
const stage = openStage();

const mail = (id: string) => ({ do: "send", id, template: "owed-mail", channels: ["email"] });

beforeAll(() =>
  goLive(stage, {
    ...plainMail("owed-mail", "Your parcel"),
    "journeys/owed-trial.json": {
      name: "owed-trial",
      owner: "crm@example.com",
      purpose: "order-update",
      status: "live",
      entry: { on: "owed.trial" },
      reentry: "never",
      goal: { event: "owed.ordered", within: "14d", value: "total" },
      steps: [{ do: "wait", id: "rest", for: "3d" }],
    },
    "journeys/owed-parcel.json": {
      name: "owed-parcel",
      owner: "crm@example.com",
      purpose: "order-update",
      status: "live",
      entry: { on: "owed.shipped" },
      reentry: "never",
      exitWhen: [{ event: "owed.cancelled" }],
      steps: [
        mail("shipped"),
        {
          do: "waitFor",
          id: "arrival",
          event: "owed.arrived",
          atMost: "3d",
          // biome-ignore lint/suspicious/noThenProperty: the marketer's word for the way on.
          then: [mail("arrived")],
          else: [mail("late")],
        },
      ],
    },
  }),
);

afterEach(async () => {
  await stage.faults.clear();
  await stage.queues.restore();
});

const shipped = ({ id, email }: TestCustomer) => ({
  type: "owed.shipped",
  customer: { id, addresses: { email: [email] } },
});

async function enrollmentOf({ id }: TestCustomer) {
  const [found] = Object.values((await stage.customers.find(id))?.enrollments ?? {});
  return found;
}

/** Asleep, its message sent. */
async function waiting(customer: TestCustomer) {
  const enrollment = await stage.enrollments.asleep(customer.id);
  await until(`the mail to ${customer.id}`, async () => stage.outbox(customer.email).length > 0);
  return enrollment;
}

/** How AWS answered what intake asked of it for a customer, in order. */
async function answers({ id }: TestCustomer, action: string): Promise<number[]> {
  const key = await stage.customers.keyOf(id);
  return stage
    .requests()
    .filter((request) => request.function === "intake" && request.action === action)
    .filter(({ body }) => JSON.stringify(body).includes(key))
    .map(({ status }) => status);
}

/** All tries of one call: our clients make four, within 7 s where they are throttled, else 1.4 s. */
const throttled = { do: "error", status: 400, code: "ThrottlingException", times: 4 } as const;
const away = { do: "error", status: 503, code: "ServiceUnavailable", times: 4 } as const;

async function refuse(
  { id }: TestCustomer,
  action: "StartExecution" | "SendMessage",
  how: typeof throttled | typeof away,
): Promise<void> {
  const match = await stage.customers.keyOf(id);
  await stage.faults.add({ function: "intake", action, match, ...how });
}

/** Puts an event whose intake is killed once the customer item is committed. */
async function putAndKill(event: ReturnType<typeof shipped>): Promise<void> {
  const key = await stage.customers.keyOf(event.customer.id);
  await stage.faults.add({
    function: "intake",
    action: "UpdateItem",
    match: `"Key":{"key":{"S":"${key}"}}`,
    when: "after",
    do: "kill",
  });
  await stage.events.put([event]);
  // What comes now is not in one batch with it, which the kill would take with it.
  await until("the kill", async () => {
    const faults = await stage.faults.list();
    return faults.some((fault) => fault.do === "kill" && fault.struck === 1);
  });
}

test("a run that could not be started is started when its event comes again, once", async () => {
  // So that a second delivery does not begin within the first one's tries.
  await stage.queues.setVisibility("intake", 8);
  const [refused, killed] = [stage.customers.create("refused"), stage.customers.create("killed")];
  await refuse(refused, "StartExecution", throttled);
  await putAndKill(shipped(killed));
  await stage.events.put([shipped(refused)]);

  for (const customer of [refused, killed]) {
    const { id } = await waiting(customer);
    expect(await stage.runs.executionsOf(id)).toHaveLength(1);
    expect(stage.outbox(customer.email)).toHaveLength(1);
  }
  expect(await answers(refused, "StartExecution")).toEqual([400, 400, 400, 400, 200]);
  expect(await answers(killed, "StartExecution")).toEqual([200]);
});

test("a wake that could not be sent is sent when its event comes again", async () => {
  const [matched, left] = [stage.customers.create("matched"), stage.customers.create("left")];
  await stage.events.put([shipped(matched), shipped(left)]);
  const { id } = await waiting(left);
  await waiting(matched);
  await stage.queues.setVisibility("intake", 2);
  await refuse(matched, "SendMessage", away);
  await refuse(left, "SendMessage", away);
  await stage.events.put([{ type: "owed.arrived", customer: matched.id }]);
  await stage.events.put([{ type: "owed.cancelled", customer: left.id }]);

  expect(await stage.enrollments.ended(matched.id)).toMatchObject({ ending: "completed" });
  await until("the second mail", async () => stage.outbox(matched.email).length === 2);
  expect(await stage.enrollments.ended(left.id)).toMatchObject({ id, state: "exited" });
  expect(await stage.enrollments.closedRuns(id)).toMatchObject([{ status: "SUCCEEDED" }]);
  for (const customer of [matched, left]) {
    expect(await answers(customer, "SendMessage")).toEqual([503, 503, 503, 503, 200]);
  }
  expect(stage.outbox(left.email)).toHaveLength(1);
});

test("what is still owed is carried out by the sweep where no event comes again; nor twice when one does", async () => {
  const unborn = stage.customers.create("unborn");
  const [matched, left] = [stage.customers.create("matched"), stage.customers.create("left")];
  await stage.events.put([shipped(matched), shipped(left)]);
  await waiting(matched);
  await waiting(left);
  await stage.queues.setVisibility("intake", 2);
  await stage.queues.setMaxReceives("intake", 1);
  await putAndKill(shipped(unborn));
  await refuse(matched, "SendMessage", away);
  await refuse(left, "SendMessage", away);
  await stage.events.put([{ type: "owed.arrived", customer: matched.id }]);
  await stage.events.put([{ type: "owed.cancelled", customer: left.id }]);
  await until("all three to be put aside", async () => {
    const letters = await stage.queues.deadLetters("intake");
    return [unborn, matched, left].every(({ id }) => letters.some(({ body }) => body.includes(id)));
  });
  expect(await enrollmentOf(unborn)).toMatchObject({ state: "starting" });
  expect(await enrollmentOf(matched)).toMatchObject({ wait: { matched: {} } });
  expect(await enrollmentOf(left)).toMatchObject({ state: "closing" });
  expect(await answers(unborn, "StartExecution")).toEqual([]);
  for (const customer of [matched, left]) {
    expect(await answers(customer, "SendMessage")).toEqual([503, 503, 503, 503]);
  }

  // What is owed for less than five minutes is left to those who are at it.
  await stage.clock.advance(6 * MINUTE);
  expect(await stage.runs.sweep()).toMatchObject({ status: "SUCCEEDED" });
  await waiting(unborn);
  await until("the second mail", async () => stage.outbox(matched.email).length === 2);
  expect(await stage.enrollments.ended(left.id)).toMatchObject({ state: "exited" });

  expect(await stage.cli("redrive", "intake")).toMatchObject({ code: 0 });
  await stage.events.put([{ type: "owed.arrived", customer: unborn.id }]);
  await until("unborn's second mail", async () => stage.outbox(unborn.email).length === 2);
  for (const customer of [unborn, matched, left]) {
    const { id } = await stage.enrollments.ended(customer.id);
    expect(await stage.enrollments.closedRuns(id)).toMatchObject([{ status: "SUCCEEDED" }]);
    expect(stage.outbox(customer.email)).toHaveLength(customer === left ? 1 : 2);
  }
});

test("a goal that was met is recorded with its value when its event comes again", async () => {
  const { id } = stage.customers.create("goal");
  await stage.events.put([{ type: "owed.trial", customer: id }]);
  const enrollment = await stage.enrollments.asleep(id);
  await stage.queues.setVisibility("intake", 2);
  const order = `order-${id}`;
  const match = `event#${order}`;
  await stage.faults.add({ function: "intake", action: "PutItem", match, ...away });
  await stage.events.put([
    { id: order, type: "owed.ordered", customer: id, properties: { total: 80 } },
  ]);
  const record = await until("the order's record", async () => {
    const [found] = await stage.customers.records(id, match);
    return found;
  });
  expect(record["consequences"]).toEqual([
    { journey: "owed-trial", kind: "goal-met", enrollment: enrollment.id, value: 80 },
  ]);
  const item = await stage.customers.find(id);
  expect(item?.goals).toEqual([]);
  expect(item?.said.at(-1)).toMatchObject({ event: order, accepted: record["accepted"] });
  const struck = (await stage.faults.list()).map((fault) => fault.struck);
  expect(struck).toEqual([4]);
});
