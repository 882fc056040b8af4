import { afterEach, beforeAll, expect, test } from "vitest";
import { DAY } from "../../../src/core/time/instant.ts";
import type { TestCustomer } from "../stage/customers.ts";
import type { Fault } from "../stage/faults.ts";
import { goLive, plainMail } from "../stage/go-live.ts";
import type { FunctionRequest } from "../stage/requests.ts";
import { openStage } from "../stage/stage.ts";
import { until } from "../stage/until.ts";

/** Scenario 6: a turn that fails or is killed is retried, or ends in sight of a person. */
const stage = openStage();

beforeAll(() =>
  goLive(stage, {
    ...plainMail("care-first", "Thank you"),
    ...plainMail("care-second", "All well?"),
    "journeys/turn-faults-care.json": {
      name: "turn-faults-care",
      owner: "crm@example.com",
      purpose: "order-update",
      status: "live",
      entry: { on: "turn-faults.bought" },
      reentry: "never",
      steps: [
        { do: "send", id: "first", template: "care-first", channels: ["email"] },
        { do: "emit", id: "told", event: "turn-faults.thanked" },
        { do: "wait", id: "rest", for: "2d" },
        { do: "send", id: "second", template: "care-second", channels: ["email"] },
      ],
    },
  }),
);

afterEach(() => stage.faults.clear());

const bought = ({ id, email }: TestCustomer) => ({
  type: "turn-faults.bought",
  customer: { id, addresses: { email: [email] } },
});

const subjectsTo = ({ email }: TestCustomer) => stage.outbox(email).map(({ subject }) => subject);

/** Until so many messages went out to each. */
async function mailed(customers: readonly TestCustomer[], count: number): Promise<void> {
  for (const customer of customers) {
    await until(`message ${count} to ${customer.id}`, async () => {
      return subjectsTo(customer).length >= count;
    });
  }
}

async function throughTheJourney(customers: readonly TestCustomer[]): Promise<void> {
  await stage.events.put(customers.map(bought));
  for (const { id } of customers) await stage.enrollments.asleep(id);
  await mailed(customers, 1);
  await stage.clock.advance(2 * DAY);
  for (const { id } of customers) await stage.enrollments.ended(id);
  await mailed(customers, 2);
}

const writes = ["PutItem", "UpdateItem", "SendMessage", "PutEvents", "CreateSchedule"];

/** What take-turn wrote for a customer, in order. */
async function writesFor({ id }: TestCustomer): Promise<FunctionRequest[]> {
  const key = await stage.customers.keyOf(id);
  return stage
    .requests()
    .filter(({ function: by, action }) => by === "take-turn" && writes.includes(action))
    .filter(({ body }) => JSON.stringify(body).includes(key));
}

/**
 * A kill before each write and one after each turn's last: after any other is before the next. The
 * last write of all, the end of the run, names no customer; "after" the one before it is as good.
 */
function killsAround(written: readonly FunctionRequest[]) {
  return written.flatMap(({ service, action, invocation }, index) => {
    const skip = written.slice(0, index).filter((one) => one.action === action).length;
    const aim = { function: "take-turn", service, action, skip } as const;
    const isLast = written[index + 1]?.invocation !== invocation;
    return (isLast ? (["before", "after"] as const) : (["before"] as const)).map(
      (when): Fault => ({ ...aim, when, do: "kill" }),
    );
  });
}

test("a take-turn that is killed between any two writes is taken up again, and sends once", async () => {
  const calm = stage.customers.create("calm");
  await throughTheJourney([calm]);
  const written = await writesFor(calm);
  expect(new Set(written.map(({ action }) => action))).toEqual(new Set(writes));
  expect(new Set(written.map(({ invocation }) => invocation)).size).toBe(2);

  const kills = killsAround(written);
  const killed = kills.map(({ action, when }, index) =>
    stage.customers.create(`killed-${index}-${when}-${action}`),
  );
  for (const [index, { id }] of killed.entries()) {
    await stage.faults.add({ ...kills[index]!, match: await stage.customers.keyOf(id) });
  }
  await throughTheJourney(killed);
  expect((await stage.faults.list()).map(({ struck }) => struck)).toEqual(kills.map(() => 1));
  for (const customer of killed) {
    expect(await seenAtTheEnd(customer)).toEqual({
      subjects: ["Thank you", "All well?"],
      messages: ["sent", "sent"],
      events: ["turn-faults.bought", "turn-faults.thanked"],
      ending: "completed",
      runs: ["SUCCEEDED"],
    });
  }
});

async function seenAtTheEnd(customer: TestCustomer) {
  const { id, ending } = await stage.enrollments.ended(customer.id);
  const runs = await stage.enrollments.closedRuns(id);
  const messages = await stage.customers.records(customer.id, "message#");
  const events = await stage.customers.records(customer.id, "event#");
  return {
    subjects: subjectsTo(customer),
    messages: messages.map(({ state }) => state),
    events: events.map(({ type }) => String(type)).toSorted(),
    ending,
    runs: runs.map(({ status }) => status),
  };
}

test("a turn that fails by name is retried, then FAILED, listed, counted and resumed", async () => {
  const customer = stage.customers.create("failing");
  const match = await stage.customers.keyOf(customer.id);
  const aim = { function: "take-turn", service: "dynamodb", action: "UpdateItem", match } as const;
  await stage.faults.add({
    ...aim,
    // The SDK itself tries four times before the function fails.
    times: 4,
    do: "error",
    status: 400,
    code: "ThrottlingException",
  });
  await stage.faults.add({ ...aim, do: "error", status: 400, code: "AccessDeniedException" });
  const metricsBefore = failureMetrics();
  await stage.events.put([bought(customer)]);
  const failed = await stage.enrollments.ended(customer.id);
  expect(failed["state"]).toBe("failed");

  const [run] = await stage.runs.executionsOf(failed.id);
  expect(run).toMatchObject({ status: "FAILED", error: "ConfigurationInvalid" });
  const history = await stage.runs.history(run?.executionArn ?? "");
  const errors = history.flatMap(({ lambdaFunctionFailedEventDetails, taskFailedEventDetails }) => {
    const details = lambdaFunctionFailedEventDetails ?? taskFailedEventDetails;
    return details?.error === undefined ? [] : [details.error];
  });
  expect(errors).toEqual(["StoreUnavailable", "ConfigurationInvalid"]);
  expect(failureMetrics()).toBe(metricsBefore + 2);
  expect((await stage.cli("attention")).out).toContain(failed.id);

  expect(await stage.cli("resume", failed.id)).toMatchObject({ code: 0 });
  await stage.enrollments.asleep(customer.id);
  await mailed([customer], 1);
  expect(subjectsTo(customer)).toEqual(["Thank you"]);
  const [record] = await stage.customers.records(customer.id, "enrollment#");
  expect(record).toMatchObject({ state: "running" });
  expect(record?.["attention"]).toBeUndefined();
});

/** How often take-turn told CloudWatch that a turn failed: what the alarm counts. */
function failureMetrics(): number {
  const metrics = stage.logs("take-turn").filter((line) => line.includes("CloudWatchMetrics"));
  return metrics.filter((line) => line.includes('"TurnsFailed":1')).length;
}
