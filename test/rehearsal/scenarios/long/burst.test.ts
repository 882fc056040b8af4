import { type ExecutionListItem, paginateListExecutions } from "@aws-sdk/client-sfn";
import { beforeAll, expect, test } from "vitest";
import type { EventConsequence } from "../../../../src/core/events/outcome.ts";
import type { Decision } from "../../../../src/core/turns/decision.ts";
import type { StoredRecord, TestCustomer } from "../../stage/customers.ts";
import type { ShopEvent } from "../../stage/events.ts";
import { goLive, plainMail } from "../../stage/go-live.ts";
import { openStage } from "../../stage/stage.ts";
import { until } from "../../stage/until.ts";

/** Scenario 9: a burst of 500 events, ten of each customer; none is lost, no cap is exceeded. */
const stage = openStage();

const crowd = 50;
/** Carts of each customer. The shop's settings let two cart mails a week out and drop the rest. */
const carts = 8;
const cartCap = 2;
/** Transactional: all of them go out, and take no cart's place. */
const orders = 2;
const each = carts + orders;

const journey = (name: string, purpose: string) => ({
  name,
  owner: "crm@example.com",
  purpose,
  status: "live",
  entry: { on: `${name}.happened`, key: "about" },
  reentry: "never",
  steps: [{ do: "send", id: "mail", template: name, channels: ["email"] }],
});

beforeAll(() =>
  goLive(stage, {
    ...plainMail("burst-cart", "Your cart"),
    ...plainMail("burst-order", "Your order"),
    "journeys/burst-cart.json": journey("burst-cart", "cart"),
    "journeys/burst-order.json": journey("burst-order", "order-update"),
  }),
);

function eventsOf({ id, email }: TestCustomer): ShopEvent[] {
  return Array.from({ length: each }, (_, at) => ({
    type: at < carts ? "burst-cart.happened" : "burst-order.happened",
    customer: { id, addresses: { email: [email] }, consents: { "email:cart": true } },
    properties: { about: `thing-${at}` },
  }));
}

/** The first of everybody, the second of everybody …: no customer's events lie together. */
function burstOf(customers: readonly TestCustomer[]): ShopEvent[] {
  const all = customers.map(eventsOf);
  return Array.from({ length: each }, (_, at) => all.flatMap((events) => events[at] ?? [])).flat();
}

async function allRunsOf(keys: ReadonlySet<string>): Promise<ExecutionListItem[]> {
  const { sfn: client } = stage.connection.clients;
  const stateMachineArn = stage.connection.output("RunJourneyArn");
  const found: ExecutionListItem[] = [];
  for await (const { executions = [] } of paginateListExecutions({ client }, { stateMachineArn })) {
    found.push(...executions.filter(({ name = "" }) => keys.has(name.slice(0, 16))));
  }
  return found;
}

test("of 500 events at once each is taken in once, and exactly as many mails go out as the cap lets", async () => {
  const customers = Array.from({ length: crowd }, (_, at) => stage.customers.create(`burst-${at}`));
  const began = Date.now();
  await stage.events.put(burstOf(customers));
  for (const { id } of customers) {
    await until(
      `all journeys of ${id} to end`,
      async () => {
        const enrollments = await stage.customers.records(id, "enrollment#");
        return enrollments.filter(({ state }) => state === "completed").length === each;
      },
      300,
    );
  }
  await stage.queues.drained(["email"]);
  console.log(`${crowd * each} events: ${((Date.now() - began) / 1000).toFixed(1)} s to their end`);

  for (const customer of customers) {
    expect(await seenOf(customer)).toEqual({
      entered: each,
      enrollments: each,
      sent: { "Your cart": cartCap, "Your order": orders },
      claimed: { cart: cartCap, "order-update": orders },
      capped: carts - cartCap,
    });
  }
  const keys = new Set(await Promise.all(customers.map(({ id }) => stage.customers.keyOf(id))));
  const runs = await allRunsOf(keys);
  expect(runs).toHaveLength(crowd * each);
  expect(runs.filter(({ status }) => status !== "SUCCEEDED")).toEqual([]);
  for (const queue of ["intake", "wake", "email"] as const) {
    expect(await stage.queues.deadLetters(queue)).toEqual([]);
  }
});

async function seenOf({ id, email }: TestCustomer) {
  const customer = await stage.customers.find(id);
  const events = await stage.customers.records(id, "event#");
  const turns = await stage.customers.records(id, "turn#");
  const committed = new Set(
    Object.values(customer?.enrollments ?? {}).map(
      (enrollment) => `turn#${enrollment.id.slice(17)}#${enrollment.record}`,
    ),
  );
  const decisions = turns
    .filter(({ sk }) => committed.has(sk))
    .flatMap((turn) => turn["decisions"] as Decision[]);
  const claims = customer?.ledger.filter(({ reservedUntil }) => reservedUntil === undefined) ?? [];
  return {
    entered: events.filter(hasEntered).length,
    enrollments: committed.size,
    capped: decisions.filter(({ kind }) => kind === "dropped").length,
    claimed: countBy(claims, ({ purpose }) => purpose),
    sent: countBy(stage.outbox(email), ({ subject = "" }) => subject),
  };
}

function hasEntered({ consequences }: StoredRecord): boolean {
  const [only, ...others] = (consequences ?? []) as EventConsequence[];
  return only?.kind === "entered" && others.length === 0;
}

function countBy<Item>(items: readonly Item[], by: (item: Item) => string): Record<string, number> {
  const groups = Object.entries(Object.groupBy(items, by));
  return Object.fromEntries(groups.map(([name, group = []]) => [name, group.length]));
}
