import { beforeAll, expect, test } from "vitest";
import { DAY, MINUTE } from "../../../src/core/time/instant.ts";
import { openStage } from "../stage/stage.ts";
import { until } from "../stage/until.ts";

const stage = openStage();
const path = "journeys/publish-greeting.json";

/** A greeting two days after the trial began. */
function greeting(change: object = {}) {
  return {
    name: "publish-greeting",
    title: "Greeting",
    owner: "crm@shop.example.com",
    purpose: "onboarding",
    status: "live",
    entry: { on: "trial.began" },
    reentry: "never",
    steps: [
      { do: "wait", id: "rest", for: "2d" },
      { do: "send", id: "greet", template: "publish-greeting", channels: ["email"] },
    ],
    ...change,
  };
}

async function beginTrial(name: string) {
  const customer = stage.customers.create(name);
  await stage.events.put([
    {
      type: "trial.began",
      customer: {
        id: customer.id,
        addresses: { email: [customer.email] },
        consents: { "email:onboarding": true },
      },
    },
  ]);
  return customer;
}

async function versionOf(customer: { id: string }): Promise<number> {
  const enrollment = await until(`${customer.id} to wait`, async () => {
    const found = await stage.customers.find(customer.id);
    return Object.values(found?.enrollments ?? {}).find(({ wait }) => wait !== undefined);
  });
  return enrollment.version;
}

beforeAll(async () => {
  await stage.files.publishSet({
    "templates/publish-greeting/template.json": {},
    "templates/publish-greeting/subject.txt": "Your first days",
    "templates/publish-greeting/email.txt": "How are they?",
  });
});

/** Publishes and waits until no function may hold definitions that are older: they keep them for 30 s. */
async function publish(journey: object) {
  const report = await stage.files.publish(path, journey);
  await stage.clock.advance(MINUTE);
  return report;
}

test("a good file goes live, and its report says so beside it", async () => {
  const report = await publish(greeting());

  expect(report).toMatchObject({ file: path, verdict: "live", version: expect.any(Number) });
  expect(await versionOf(await beginTrial("ada"))).toBe(report.version);
});

test("a bad file is refused with its reasons, and the last good version stays live", async () => {
  const { version } = await publish(greeting());
  const report = await publish(greeting({ steps: [{ do: "wait", id: "rest", for: "2m" }] }));

  expect(report).toMatchObject({ verdict: "refused", version });
  expect(report.problems).toEqual([expect.stringContaining("steps[0].for")]);
  expect(await versionOf(await beginTrial("bea"))).toBe(version);
});

test("who waits when a newer version goes live finishes on the version entered", async () => {
  const old = await publish(greeting());
  const early = await beginTrial("cai");
  expect(await versionOf(early)).toBe(old.version);

  const next = await publish(greeting({ steps: greeting().steps.toReversed() }));
  expect(next).toMatchObject({ verdict: "live", version: Number(old.version) + 1 });
  const late = await beginTrial("dan");
  await until("the new version to send at once", async () => stage.outbox(late.email).length === 1);
  expect(await versionOf(late)).toBe(next.version);
  expect(stage.outbox(early.email)).toEqual([]);

  await stage.clock.advance(2 * DAY);
  await until("the old version to send after its wait", async () => {
    return stage.outbox(early.email).length === 1;
  });
  expect(stage.outbox(early.email)).toMatchObject([
    { subject: "Your first days", text: expect.stringContaining("How are they?") },
  ]);
});
