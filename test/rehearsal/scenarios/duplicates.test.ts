import { PurgeQueueCommand } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { HOUR } from "../../../src/core/time/instant.ts";
import type { TestCustomer } from "../stage/customers.ts";
import type { ShopEvent } from "../stage/events.ts";
import { goLive, plainMail } from "../stage/go-live.ts";
import { openStage } from "../stage/stage.ts";
import { until } from "../stage/until.ts";

/** Scenario 5: what comes twice counts once; what can't be taken in is put aside with its reason. */
const stage = openStage();

beforeAll(() =>
  goLive(stage, {
    ...plainMail("duplicates-thanks", "Thank you"),
    ...plainMail("duplicates-once", "You came once"),
    ...plainMail("duplicates-often", "You came often"),
    "journeys/duplicates.json": {
      name: "duplicates",
      owner: "crm@example.com",
      purpose: "order-update",
      status: "live",
      entry: { on: "duplicates.bought" },
      // A purchase that counts twice would show as a second enrollment.
      reentry: "always",
      steps: [
        { do: "send", id: "thanks", template: "duplicates-thanks", channels: ["email"] },
        { do: "wait", id: "rest", for: "2h" },
        {
          do: "branch",
          id: "visits",
          cases: [
            {
              id: "often",
              when: { event: "duplicates.visited", since: "entry", count: { atLeast: 2 } },
              steps: [
                { do: "send", id: "often", template: "duplicates-often", channels: ["email"] },
              ],
            },
          ],
          else: [{ do: "send", id: "once", template: "duplicates-once", channels: ["email"] }],
        },
      ],
    },
  }),
);

afterEach(async () => {
  await stage.faults.clear();
  await stage.queues.restore();
});
afterAll(() =>
  // What is wrong in itself comes back for ever.
  stage.connection.clients.sqs.send(
    new PurgeQueueCommand({ QueueUrl: stage.connection.output("IntakeDeadLettersUrl") }),
  ),
);

const bought = ({ id, email }: TestCustomer): ShopEvent => ({
  id: `purchase-of-${id}`,
  type: "duplicates.bought",
  customer: { id, addresses: { email: [email] } },
});
const visited = ({ id }: TestCustomer): ShopEvent => ({
  id: `visit-of-${id}`,
  type: "duplicates.visited",
  customer: id,
});
/** Its time has no zone: refused at every try. */
const poison = (customer: TestCustomer): ShopEvent => ({ ...visited(customer), at: "yesterday" });
const reason = 'at: "yesterday" is no time with a zone';

const subjectsTo = ({ email }: TestCustomer) => stage.outbox(email).map(({ subject }) => subject);

function recorded(customer: TestCustomer, count: number) {
  return until(`${count} events of ${customer.id} to be recorded`, async () => {
    const events = await stage.customers.records(customer.id, "event#");
    return events.length >= count && events;
  });
}

/** The dead letter about a customer. */
function letterOf({ id }: TestCustomer) {
  return until(`a dead letter of ${id}`, async () => {
    const letters = await stage.queues.deadLetters("intake");
    return letters.find(({ body }) => body.includes(id));
  });
}

test("events that come three times, in one batch and later, count once with all they cause", async () => {
  const customers = Array.from({ length: 5 }, (_, at) => stage.customers.create(`thrice-${at}`));
  const events = customers.flatMap((customer) => [bought(customer), visited(customer)]);
  await stage.events.put([...events, ...events]);
  for (const { id } of customers) await stage.enrollments.asleep(id);
  await stage.events.put(events.toReversed());
  await stage.queues.drained(["intake"]);

  await stage.clock.advance(2 * HOUR);
  for (const customer of customers) {
    await until(`the last mail to ${customer.id}`, async () => subjectsTo(customer).length >= 2);
    const { id } = await stage.enrollments.ended(customer.id);
    expect(await stage.enrollments.closedRuns(id)).toMatchObject([{ status: "SUCCEEDED" }]);
    expect(await recorded(customer, 2)).toMatchObject([
      { type: "duplicates.bought", consequences: [{ kind: "entered", enrollment: id }] },
      { type: "duplicates.visited" },
    ]);
    expect(await stage.customers.records(customer.id, "enrollment#")).toHaveLength(1);
    expect(subjectsTo(customer)).toEqual(["Thank you", "You came once"]);
  }
});

test("one event of a batch that can't be one is put aside with its reason; the rest is taken in", async () => {
  const customers = Array.from({ length: 9 }, (_, at) => stage.customers.create(`batch-${at}`));
  const bad = stage.customers.create("poison");
  const good = customers.map(visited);
  await stage.events.put([...good.slice(0, 4), poison(bad), ...good.slice(4)]);

  for (const customer of customers) expect(await recorded(customer, 1)).toHaveLength(1);
  expect((await letterOf(bad)).attributes["reason"]).toContain(reason);
  await stage.queues.drained(["intake"]);
  expect(await stage.customers.find(bad.id)).toBeUndefined();
  const again = (await stage.queues.deadLetters("intake")).filter(({ body }) =>
    body.includes(bad.id),
  );
  expect(again).toHaveLength(1);
});

test("what is redriven is handled: applied once, or put aside again with its reason", async () => {
  const bad = stage.customers.create("poison");
  const fine = stage.customers.create("put-aside");
  await stage.faults.add({
    function: "intake",
    action: "UpdateItem",
    match: await stage.customers.keyOf(fine.id),
    do: "error",
    status: 400,
    code: "AccessDeniedException",
  });
  await stage.queues.setVisibility("intake", 2);
  await stage.queues.setMaxReceives("intake", 1);
  await stage.events.put([bought(fine), poison(bad)]);
  await Promise.all([letterOf(fine), letterOf(bad)]);
  await stage.queues.restore();
  expect(await stage.customers.find(fine.id)).toBeUndefined();

  const { code, out } = await stage.cli("redrive", "intake");
  const [before, after] = out.split("moved back, ");
  expect(before).toContain("1 × failed at every try");
  expect(before).toContain(`× ${reason}`);
  expect(after).toMatch(/^[1-9] put aside again\n/);
  expect(after).toContain(`× ${reason}`);
  expect(code).toBe(1);

  await stage.enrollments.asleep(fine.id);
  await stage.events.put([bought(fine)]);
  await stage.queues.drained(["intake"]);
  await until("the mail", async () => stage.outbox(fine.email).length > 0);
  expect(await stage.customers.records(fine.id, "enrollment#")).toHaveLength(1);
  expect(subjectsTo(fine)).toEqual(["Thank you"]);
  expect((await letterOf(bad)).attributes["reason"]).toContain(reason);
});
