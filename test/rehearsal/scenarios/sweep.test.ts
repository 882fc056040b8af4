import { afterEach, beforeAll, expect, test } from "vitest";
import { createSizes } from "../../../src/aws/catalog/sizes.ts";
import { createSweepLeases } from "../../../src/aws/catalog/sweep-leases.ts";
import { isMember } from "../../../src/core/segments/membership.ts";
import { DAY } from "../../../src/core/time/instant.ts";
import { formatDay, localDay } from "../../../src/core/time/zone.ts";
import type { TestCustomer } from "../stage/customers.ts";
import { goLive, plainMail } from "../stage/go-live.ts";
import { openStage } from "../stage/stage.ts";
import { until } from "../stage/until.ts";

/** What time decides of a customer of whom nothing is heard is settled by the sweep. */
const stage = openStage();
const grownUp = "sweep-grown-up";

beforeAll(() =>
  goLive(stage, {
    ...plainMail("sweep-grown-up", "Many happy returns"),
    [`segments/${grownUp}.json`]: {
      name: grownUp,
      when: { attribute: "birthday", age: { atLeast: 18 } },
      onEnter: { addTags: ["grown-up"] },
      onLeave: { removeTags: ["grown-up"] },
    },
    "journeys/sweep-grown-up.json": {
      name: "sweep-grown-up",
      owner: "crm@shop.example.com",
      purpose: "onboarding",
      status: "live",
      entry: { on: "segment.entered", segment: grownUp },
      reentry: "never",
      steps: [{ do: "send", id: "mail", template: "sweep-grown-up", channels: ["email"] }],
    },
  }),
);

afterEach(() => stage.faults.clear());

/** A customer that comes of age in so many days of the stage's time. */
async function minor(name: string, days: number): Promise<TestCustomer> {
  const customer = stage.customers.create(name);
  const day = formatDay(Math.floor((await stage.clock.now()) / DAY) + days);
  const birthday = `${Number(day.slice(0, 4)) - 18}${day.slice(4)}`;
  const who = {
    id: customer.id,
    attributes: { birthday },
    addresses: { email: [customer.email] },
    consents: { "email:onboarding": true },
  };
  await stage.events.put([{ type: "sweep.joined", customer: who }]);
  await until(`${name} to be known`, () => stage.customers.find(customer.id));
  return customer;
}

const catalog = () => ({
  client: stage.connection.clients.dynamo,
  table: stage.connection.output("CatalogTable"),
});

test("who comes of age is found by a sweep, tagged, told of and written to, once", async () => {
  const customer = await minor("older", 5);
  const younger = await minor("younger", 50);
  await stage.clock.advance(8 * DAY);
  expect(await stage.customers.find(customer.id)).toMatchObject({ tags: [], segments: {} });

  const { code, out } = await stage.cli("sweep", "--evaluate");
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining("has started") });
  await until("the mail", async () => stage.outbox(customer.email).length === 1);
  // A second one finds nothing more; it waits for the first.
  expect(await stage.runs.sweep("evaluate")).toMatchObject({ status: "SUCCEEDED" });

  const found = await stage.customers.find(customer.id);
  expect(found).toMatchObject({ tags: ["grown-up"] });
  expect(found && isMember(found, grownUp)).toBe(true);
  expect((await stage.customers.find(younger.id))?.tags).toEqual([]);
  const history = await stage.customers.records(customer.id, "event#");
  expect(history.map(({ type }) => String(type)).toSorted()).toEqual([
    "segment.entered",
    "sweep.joined",
  ]);
  expect(stage.outbox(customer.email)).toHaveLength(1);

  const { last } = await createSweepLeases(catalog()).read();
  expect(last).toMatchObject({ evaluate: true, busy: 0 });
  // Sizes are kept by the shop's day, which is another one than UTC's for some hours of every day.
  const { zone } = JSON.parse((await stage.files.read("settings.json")) ?? "{}") as {
    zone: string;
  };
  const today = formatDay(localDay(await stage.clock.now(), zone));
  const [sizes] = await createSizes(catalog()).between(today, today);
  expect(sizes?.members[grownUp]).toBeGreaterThanOrEqual(1);
  expect(sizes?.customers).toBe(last?.seen);
  expect((await stage.cli("status")).out).toMatch(/Last sweep, evaluating, .* customers seen/);
});

test("a sweep that is killed between the change and its telling tells it all the same", async () => {
  const customer = await minor("cut-off", 5);
  const key = await stage.customers.keyOf(customer.id);
  await stage.clock.advance(8 * DAY);
  await stage.faults.add({
    function: "sweep",
    action: "UpdateItem",
    match: key,
    when: "after",
    do: "kill",
  });
  expect(await stage.runs.sweep("evaluate")).toMatchObject({ status: "SUCCEEDED" });
  expect(await stage.faults.list()).toMatchObject([{ struck: 1 }]);
  await until("the mail", async () => stage.outbox(customer.email).length === 1);
  const history = await stage.customers.records(customer.id, "event#");
  expect(history.map(({ type }) => String(type)).toSorted()).toEqual([
    "segment.entered",
    "sweep.joined",
  ]);
});
