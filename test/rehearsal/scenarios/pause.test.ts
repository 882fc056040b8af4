import { afterAll, beforeAll, expect, test } from "vitest";
import { DAY, MINUTE } from "../../../src/core/time/instant.ts";
import type { TestCustomer } from "../stage/customers.ts";
import { goLive, plainMail } from "../stage/go-live.ts";
import { stateEntries } from "../stage/runs.ts";
import { endState, seenAtTheEnd, turnState } from "../stage/seen-at-the-end.ts";
import { openStage } from "../stage/stage.ts";
import { stopSweeps, sweepsSince, waitOf } from "../stage/sweeps.ts";
import { until } from "../stage/until.ts";

/** The drill: everything is paused by the command line, then goes on. Why so: docs/decisions/0008. */
const stage = openStage();
const began = Date.now();
/** The second sweep begins 36 s after an unpause here, too late for the core of the rehearsal. */
const long = process.env["REHEARSAL_LONG"] === "1";

const mail = (id: string, more: object = {}) => {
  return { do: "send", id, template: `pause-${id}`, channels: ["email"], ...more };
};
const journey = (name: string, steps: readonly object[]) => ({
  [`journeys/pause-${name}.json`]: {
    name: `pause-${name}`,
    owner: "crm@shop.example.com",
    purpose: "onboarding",
    status: "live",
    entry: { on: `pause.${name}` },
    reentry: "never",
    exitWhen: [{ event: "pause.ordered" }],
    steps,
  },
});

beforeAll(() =>
  goLive(stage, {
    ...plainMail("pause-first", "Hello"),
    ...plainMail("pause-late", "Two days later"),
    ...plainMail("pause-today", "Today only"),
    ...journey("rest", [mail("first"), { do: "wait", id: "rest", for: "2d" }, mail("late")]),
    ...journey("once", [mail("first")]),
    ...journey("today", [mail("today", { expires: "1h" })]),
  }),
);

afterAll(async () => {
  // Whatever failed: the other scenarios need a stage that goes on, with no sweep between.
  await stage.cli("unpause", "--all");
  await stage.cli("unpause", "--channel", "email");
  await stopSweeps(stage.connection, began);
});

async function enter(name: string, which: "rest" | "once" | "today"): Promise<TestCustomer> {
  const { id, email, phone } = stage.customers.create(name);
  const addresses = { email: [email] };
  const consents = { "email:onboarding": true };
  await stage.events.put([{ type: `pause.${which}`, customer: { id, addresses, consents } }]);
  return { id, email, phone };
}

const subjects = ({ email }: TestCustomer) => stage.outbox(email).map(({ subject }) => subject);

/** By the command line; a minute of the stage's time later it holds everywhere. */
async function change(...words: string[]): Promise<string> {
  const { code, out, error } = await stage.cli(...words);
  expect({ code, error }).toEqual({ code: 0, error: "" });
  await stage.clock.advance(MINUTE);
  return out;
}

async function waitFirst(name: string): Promise<TestCustomer> {
  const customer = await enter(name, "rest");
  await until("the first mail", async () => subjects(customer).length === 1);
  await stage.enrollments.asleep(customer.id);
  return customer;
}

/** Until the one message of a customer is in a state. */
function messageIn({ id }: TestCustomer, state: string) {
  return until(`the message of ${id} to be ${state}`, async () => {
    const [message] = await stage.customers.records(id, "message#");
    return message?.["state"] === state && message;
  });
}

/** Until wake has looked at the customer's item since then: the wait was over and asked for. */
async function lookedAt(customer: TestCustomer, since: number): Promise<void> {
  const key = await stage.customers.keyOf(customer.id);
  await until(`wake to look at ${customer.id}`, async () =>
    stage
      .requests(since)
      .some(({ function: by, body }) => by === "wake" && JSON.stringify(body).includes(key)),
  );
}

/** What the drill has put in flight by the time everything is paused. */
interface InFlight {
  readonly due: TestCustomer;
  readonly dueJustNow: TestCustomer;
  readonly leaver: TestCustomer;
  readonly held: TestCustomer;
  readonly expiring: TestCustomer;
}

async function putInFlight(): Promise<InFlight> {
  const [due, leaver] = await Promise.all([waitFirst("due"), waitFirst("leaver")]);
  await stage.clock.advance(8 * MINUTE);
  const dueJustNow = await waitFirst("due-just-now");
  // Messages that are made but not claimed: a paused channel lets journeys go on.
  await change("pause", "--channel", "email", "--why", "drill: the provider is down");
  const [held, expiring] = await Promise.all([enter("held", "once"), enter("expiring", "today")]);
  expect(await messageIn(held, "held")).toMatchObject({ reason: { code: "paused" } });
  expect(await messageIn(expiring, "held")).toMatchObject({ reason: { code: "paused" } });
  return { due, dueJustNow, leaver, held, expiring };
}

/** By the command line, as the runbook says; the channel's pause is lifted under it. */
async function pauseAll(): Promise<void> {
  const paused = await change("pause", "--all", "--why", "drill: wrong price");
  expect(paused).toContain("everything since");
  const lifted = await change("unpause", "--channel", "email");
  expect(lifted).toMatch(/Still paused:\n {2}everything since .*: drill: wrong price\n/);
  const { out } = await stage.cli("status");
  expect(out).toMatch(/Paused:\n {2}everything since .* by \S+: drill: wrong price\n/);
  await stopSweeps(stage.connection, began);
}

/** Two days of a pause. Answers who entered meanwhile. */
async function passPaused({ due, dueJustNow, leaver, held, expiring }: InFlight) {
  const began = Date.now();
  const newcomer = await enter("newcomer", "rest");
  await until("the newcomer to stay at the start", async () => {
    const { enrollments = {} } = (await stage.customers.find(newcomer.id)) ?? {};
    return Object.values(enrollments).some(({ wait }) => wait?.reason === "paused");
  });
  // Ten minutes past the wait of the first, two past that of who came eight later.
  await stage.clock.advance(2 * DAY);
  const waiting = [due, dueJustNow, leaver];
  await Promise.all(waiting.map((customer) => lookedAt(customer, began)));
  await stage.events.put([{ type: "pause.ordered", customer: leaver.id }]);
  expect(await stage.enrollments.ended(leaver.id)).toMatchObject({ ending: "pause.ordered" });
  expect((await stage.runs.sweep()).status).toBe("SUCCEEDED");

  const asked = stage.requests(began).map(({ action }) => action);
  expect(asked).not.toContain("SendTaskSuccess");
  expect(asked).not.toContain("SendEmail");
  // What is held has left its queue: nobody sends to a queue of its own, and no schedule asks again.
  const byDelivery = stage.requests(began).filter(({ function: by }) => by === "deliver-email");
  expect(byDelivery.map(({ action }) => action)).not.toContain("SendMessage");
  expect(byDelivery.map(({ action }) => action)).not.toContain("CreateSchedule");
  expect(await messageIn(expiring, "held")).toMatchObject({ reason: { code: "paused" } });
  expect(waiting.map(subjects)).toEqual([["Hello"], ["Hello"], ["Hello"]]);
  expect([newcomer, held, expiring].map(subjects)).toEqual([[], [], []]);
  expect(await messageIn(held, "held")).toMatchObject({ reason: { code: "paused" } });
  return newcomer;
}

/** The unpause and its two sweeps: what was due for five minutes, then what was for less. */
async function goOn(
  { due, dueJustNow, held, expiring }: InFlight,
  newcomer: TestCustomer,
): Promise<void> {
  const began = Date.now();
  await change("unpause", "--all");
  expect((await stage.cli("status")).out).toContain("Nothing is paused.");
  const [first, second] = await sweepsAfter(began);
  expect(stateEntries(await stage.runs.history(first))).toEqual([
    "Wait as long as asked",
    "Begin a pass",
    "Is there a pass to sweep",
    "Sweep every slice",
    "Finish the pass",
    "Is every slice swept",
    "Pass over",
  ]);
  await until("who is overdue to go on", async () => subjects(due).length === 2);
  await until("the newcomer's mail", async () => subjects(newcomer).length === 1);
  expect(subjects(dueJustNow)).toEqual(["Hello"]);
  // By then every function knows that nothing is paused, and what was held is let go.
  await stage.clock.advance(MINUTE);
  await until("the held message", async () => subjects(held).length === 1);
  expect(await messageIn(expiring, "dropped")).toMatchObject({ reason: "paused; expired" });
  expect(subjects(expiring)).toEqual([]);
  const swept = long ? await succeeded(second) : await sweepInstead(second);
  expect(swept.status).toBe("SUCCEEDED");
  await until("who was due for minutes to go on", async () => subjects(dueJustNow).length === 2);
}

test("a pause of everything freezes it, and what it held goes on exactly once", async () => {
  const inFlight = await putInFlight();
  await pauseAll();
  const newcomer = await passPaused(inFlight);
  await goOn(inFlight, newcomer);

  const { due, dueJustNow, leaver, held, expiring } = inFlight;
  expect((await stage.runs.sweep()).status).toBe("SUCCEEDED");
  for (const customer of [due, dueJustNow]) {
    expect(await seenAtTheEnd(stage, customer)).toEqual({
      subjects: ["Hello", "Two days later"],
      ending: "completed",
      runs: [["SUCCEEDED", [turnState, turnState, endState]]],
      schedules: [],
    });
  }
  expect(await seenAtTheEnd(stage, leaver)).toMatchObject({
    subjects: ["Hello"],
    runs: [["SUCCEEDED", [turnState, endState]]],
  });
  expect([newcomer, held, expiring].map(subjects)).toEqual([["Hello"], ["Hello"], []]);
});

/** The two sweeps of an unpause, once the first is done: it waited 30 s, a tenth of that here. */
async function sweepsAfter(unpaused: number): Promise<[first: string, second: string]> {
  const [second, first] = await until("both sweeps to be there", async () => {
    const sweeps = await sweepsSince(stage.connection, unpaused);
    const ordered = sweeps.toSorted((one, other) => waitOf(other) - waitOf(one));
    return ordered.length === 2 && ordered;
  });
  expect([first, second].map((sweep) => sweep && waitOf(sweep))).toEqual([30, 360]);
  const { startDate, stopDate } = await succeeded(first?.executionArn ?? "");
  const took = (stopDate?.getTime() ?? 0) - (startDate?.getTime() ?? 0);
  expect(took).toBeGreaterThan(2_900);
  return [first?.executionArn ?? "", second?.executionArn ?? ""];
}

async function sweepInstead(executionArn: string) {
  await stage.runs.stop(executionArn);
  return stage.runs.sweep();
}

function succeeded(executionArn: string) {
  return until(
    `${executionArn} to end`,
    async () => {
      const sweeps = await sweepsSince(stage.connection, began);
      const sweep = sweeps.find((one) => one.executionArn === executionArn);
      return sweep?.status === "SUCCEEDED" && sweep;
    },
    60,
  );
}
