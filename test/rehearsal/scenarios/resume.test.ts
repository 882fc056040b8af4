import { afterEach, beforeAll, expect, test } from "vitest";
import { DAY, HOUR } from "../../../src/core/time/instant.ts";
import type { TestCustomer } from "../stage/customers.ts";
import { goLive, plainMail } from "../stage/go-live.ts";
import { openStage } from "../stage/stage.ts";
import { until } from "../stage/until.ts";

/** Scenario 10: a run that somebody stopped, or that timed out, is listed and resumed. */
const stage = openStage();

beforeAll(() =>
  goLive(stage, {
    ...plainMail("resume-first", "On its way"),
    ...plainMail("resume-second", "Has it come?"),
    "journeys/resume-parcel.json": {
      name: "resume-parcel",
      owner: "crm@example.com",
      purpose: "order-update",
      status: "live",
      entry: { on: "resume.shipped" },
      reentry: "never",
      steps: [
        { do: "send", id: "first", template: "resume-first", channels: ["email"] },
        { do: "wait", id: "travel", for: "2d" },
        { do: "send", id: "second", template: "resume-second", channels: ["email"] },
      ],
    },
  }),
);

afterEach(() => stage.faults.clear());

const both = ["On its way", "Has it come?"];
const subjectsTo = ({ email }: TestCustomer) => stage.outbox(email).map(({ subject }) => subject);

function mailed(customer: TestCustomer, count: number) {
  return until(`message ${count} to ${customer.id}`, async () => {
    return subjectsTo(customer).length >= count;
  });
}

async function ship(...customers: readonly TestCustomer[]): Promise<void> {
  await stage.events.put(
    customers.map(({ id, email }) => ({
      type: "resume.shipped",
      customer: { id, addresses: { email: [email] } },
    })),
  );
}

/** Asleep in its wait, the first message sent: its enrollment and its one run. */
async function travelling(customer: TestCustomer) {
  const { id } = await stage.enrollments.asleep(customer.id);
  await mailed(customer, 1);
  const [run] = await stage.runs.executionsOf(id);
  return { id, arn: run?.executionArn ?? "" };
}

/** Where the customer item is written, of all requests with its key. */
async function ofItem({ id }: TestCustomer): Promise<string> {
  return `"Key":{"key":{"S":"${await stage.customers.keyOf(id)}"}}`;
}

async function runsOf(enrollment: string) {
  const runs = await stage.enrollments.closedRuns(enrollment);
  return runs.map(({ name, status }) => [name, status]);
}

test("runs that were aborted or timed out are listed with the reason and resumed to their end", async () => {
  const [aborted, timedOut] = [stage.customers.create("aborted"), stage.customers.create("late")];
  await ship(aborted, timedOut);
  const [stopped, old] = [await travelling(aborted), await travelling(timedOut)];
  await stage.runs.stop(stopped.arn);
  await stage.runs.timeOut(old.arn);

  expect(await stage.enrollments.ended(aborted.id)).toMatchObject({
    id: stopped.id,
    state: "failed",
    ending: "ABORTED: StoppedByHand",
  });
  expect(await stage.enrollments.ended(timedOut.id)).toMatchObject({
    state: "failed",
    ending: "TIMED_OUT",
  });
  const { out } = await stage.cli("attention");
  expect(out).toMatch(new RegExp(`${stopped.id} .*resume-parcel v1 · ABORTED: StoppedByHand`));
  expect(out).toMatch(new RegExp(`${old.id} .*resume-parcel v1 · TIMED_OUT`));

  // One is resumed while its wait lasts, which it keeps; the other when it should be long over. Time
  // moves while its turn is at work, between its commit and the schedule that it sets by the old time.
  const match = await ofItem(aborted);
  const commit = { function: "take-turn", action: "UpdateItem", when: "after", match } as const;
  await stage.faults.add({ ...commit, do: "hang", seconds: 2 });
  expect(await stage.cli("resume", stopped.id)).toMatchObject({ code: 0 });
  await struck(1);
  await stage.clock.advance(2 * DAY - HOUR);
  expect(subjectsTo(aborted)).toEqual(["On its way"]);
  await stage.clock.advance(HOUR);
  await mailed(aborted, 2);
  expect(subjectsTo(timedOut)).toEqual(["On its way"]);
  expect(await stage.cli("resume", "--all-failed")).toMatchObject({ code: 0 });
  await mailed(timedOut, 2);

  for (const [customer, { id }, ending] of [
    [aborted, stopped, "ABORTED"],
    [timedOut, old, "TIMED_OUT"],
  ] as const) {
    expect(await runsOf(id)).toEqual([
      [`${id}-g1`, ending],
      [`${id}-g2`, "SUCCEEDED"],
    ]);
    const record = await stage.enrollments.ended(customer.id);
    expect(record).toMatchObject({ state: "completed", ending: "completed" });
    expect(record["attention"]).toBeUndefined();
    expect(subjectsTo(customer)).toEqual(both);
  }
});

test("what a turn left undone when it died with its run is done by the resumption, once", async () => {
  const customer = stage.customers.create("halfway");
  const key = await stage.customers.keyOf(customer.id);
  // Long enough to stop the run between the turn's commit and its effects.
  const pause = { do: "hang", seconds: 2 } as const;
  const by = { function: "take-turn", when: "after" } as const;
  await stage.faults.add({ ...by, action: "UpdateItem", match: await ofItem(customer), ...pause });
  await stage.faults.add({ ...by, action: "PutItem", match: `message#${key}`, do: "kill" });
  await ship(customer);
  await struck(1);
  const committed = await stage.customers.find(customer.id);
  const [id = ""] = Object.keys(committed?.enrollments ?? {});
  const [run] = await stage.runs.executionsOf(id);
  await stage.runs.stop(run?.executionArn ?? "");
  await struck(2);
  expect(await stage.enrollments.ended(customer.id)).toMatchObject({ id, state: "failed" });
  expect(await stage.customers.records(customer.id, "message#")).toMatchObject([
    { state: "queued" },
  ]);
  expect(await stage.clock.schedules(key)).toEqual([]);

  expect(await stage.cli("resume", id)).toMatchObject({ code: 0 });
  await travelling(customer);
  await stage.clock.advance(2 * DAY);
  await mailed(customer, 2);
  expect(await runsOf(id)).toEqual([
    [`${id}-g1`, "ABORTED"],
    [`${id}-g2`, "SUCCEEDED"],
  ]);
  expect(subjectsTo(customer)).toEqual(both);
});

function struck(count: number) {
  return until(`${count} faults to strike`, async () => {
    const faults = await stage.faults.list();
    return faults.filter((fault) => fault.struck > 0).length === count;
  });
}
