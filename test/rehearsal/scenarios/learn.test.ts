import { InvokeCommand } from "@aws-sdk/client-lambda";
import { GetScheduleCommand, paginateListSchedules } from "@aws-sdk/client-scheduler";
import { PurgeQueueCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { afterEach, beforeAll, expect, test } from "vitest";
import { createPublications } from "../../../src/aws/catalog/publications.ts";
import type { Model } from "../../../src/core/attributes/model.ts";
import { DAY, MINUTE } from "../../../src/core/time/instant.ts";
import type { TestCustomer } from "../stage/customers.ts";
import { goLive } from "../stage/go-live.ts";
import { openStage } from "../stage/stage.ts";
import { until } from "../stage/until.ts";

/** What is learned from all customers is learned every night, and goes live by itself. */
const stage = openStage();
const { lambda, scheduler, sqs } = stage.connection.clients;
/** How often each has bought; the first two little, the others much. */
const bought = [1, 2, 20, 21];
const customers: TestCustomer[] = [];

beforeAll(async () => {
  await goLive(stage, {
    "attributes/learn-rfm.json": {
      kind: "rfm",
      name: "learn-rfm",
      event: "learn.bought",
      recency: { upTo: [9999] },
      frequency: { quantiles: 2 },
      monetary: { of: "total", atLeast: [0] },
      bands: [{ name: "often", frequency: { is: 1 }, tag: "learn-often" }],
      learn: "daily",
    },
    "attributes/learn-groups.json": {
      kind: "clusters",
      name: "learn-groups",
      k: 2,
      features: ["learnSpent"],
    },
  });
  for (const [n, times] of bought.entries()) {
    const customer = stage.customers.create(`buyer-${n}`);
    customers.push(customer);
    const who = { id: customer.id, attributes: { learnSpent: 5 * times } };
    const orders = Array.from({ length: times }, () => ({
      type: "learn.bought",
      customer: who,
      properties: { total: 5 },
    }));
    for (let i = 0; i < orders.length; i += 10) await stage.events.put(orders.slice(i, i + 10));
  }
  await stage.queues.drained(["intake"], 60);
});

afterEach(() => stage.faults.clear());

/** Calls what the nightly schedule calls, as it does: nobody waits for the answer. */
async function fallNight(): Promise<void> {
  for await (const page of paginateListSchedules({ client: scheduler }, {})) {
    for (const { Name, GroupName } of page.Schedules ?? []) {
      if (!Name?.includes("ModelLearning")) continue;
      const { Target } = await scheduler.send(new GetScheduleCommand({ Name, GroupName }));
      const { Arn, Input = "" } = Target ?? {};
      const call = { FunctionName: Arn, Payload: Buffer.from(Input) };
      await lambda.send(new InvokeCommand({ ...call, InvocationType: "Event" }));
      return;
    }
  }
  throw new Error("The stage has no schedule of ModelLearning.");
}

async function modelNamed(name: string): Promise<Model | undefined> {
  const { clients, output } = stage.connection;
  const config = { client: clients.dynamo, table: output("CatalogTable") };
  const live = await createPublications(config).live();
  return live?.models?.find((model) => model.name === name);
}

const versionOf = async (name: string) => (await modelNamed(name))?.version;

test("a night learns what is due from all customers, and the next sweep goes by it", async () => {
  await fallNight();
  await until("the models", () => modelNamed("learn-rfm"), 60);
  expect(await modelNamed("learn-rfm")).toMatchObject({
    version: 1,
    customers: 4,
    thresholds: { frequency: [2] },
  });
  const groups = await modelNamed("learn-groups");
  expect(groups?.kind === "clusters" && groups.clusters.clusters.map(({ size }) => size)).toEqual([
    2, 2,
  ]);
  expect((await stage.cli("learn")).out).toMatch(/^Nothing is due/);

  // Functions keep definitions for 30 s.
  await stage.clock.advance(MINUTE);
  expect(await stage.runs.sweep("evaluate")).toMatchObject({ status: "SUCCEEDED" });
  const tagged = customers.map(async ({ id }) => (await stage.customers.find(id))?.tags);
  expect(await Promise.all(tagged)).toEqual([[], [], ["learn-often"], ["learn-often"]]);
});

test("what fails twice in a night is put aside with its error, and due again", async () => {
  const QueueUrl = stage.connection.output("LearnDeadLettersUrl");
  await stage.clock.advance(DAY);
  await stage.faults.add({
    function: "learn",
    action: "Scan",
    // Four slices scan at once, in each of two tries.
    times: 8,
    when: "before",
    do: "kill",
  });
  await fallNight();
  const aside = await until(
    "the failure to be put aside",
    async () => (await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages?.[0],
    60,
  );
  expect(JSON.parse(aside.Body ?? "{}")).toMatchObject({
    requestPayload: {},
    responsePayload: { errorMessage: expect.any(String) },
  });
  await sqs.send(new PurgeQueueCommand({ QueueUrl }));
  expect(await versionOf("learn-rfm")).toBe(1);

  await stage.faults.clear();
  expect((await stage.cli("learn")).out).toContain(
    "learn-rfm: learned from 4 customers, version 2",
  );
});
