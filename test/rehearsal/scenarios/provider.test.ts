import { afterEach, beforeAll, expect, test } from "vitest";
import { MINUTE } from "../../../src/core/time/instant.ts";
import type { TestCustomer } from "../stage/customers.ts";
import { goLive } from "../stage/go-live.ts";
import { openStage } from "../stage/stage.ts";
import { until } from "../stage/until.ts";

/** Scenario 8: what a provider says, or fails to say, is on record; nothing is sent twice. */
const stage = openStage();
const journey = "provider-order-news";

beforeAll(async () => {
  await goLive(stage, {
    "templates/order-news/subject.txt": "Your order {{ event.orderId }}",
    "templates/order-news/email.txt": "It is on its way.",
    "templates/order-news/template.json": { variables: { "event.orderId": {} } },
    [`journeys/${journey}.json`]: {
      name: journey,
      owner: "crm@example.com",
      purpose: "order-update",
      status: "live",
      entry: { on: "provider.order-shipped", key: "orderId" },
      reentry: "never",
      steps: [{ do: "send", id: "news", template: "order-news", channels: ["email"] }],
    },
  });
});

afterEach(() => stage.faults.clear());

/** What the shop tells when a parcel leaves. */
async function ship({ id, email }: TestCustomer): Promise<void> {
  await stage.events.put([
    {
      type: "provider.order-shipped",
      customer: { id, addresses: { email: [email] } },
      properties: { orderId: `order-of-${id}` },
    },
  ]);
}

/** The one message of a customer, once it is in a state. */
function messageIn(id: string, state: string, seconds?: number) {
  return until(
    `the message of ${id} to be ${state}`,
    async () => {
      const messages = await stage.customers.records(id, "message#");
      expect(messages.length).toBeLessThanOrEqual(1);
      return messages[0]?.["state"] === state ? messages[0] : undefined;
    },
    seconds,
  );
}

test("a message that the provider refuses is failed, with its words, and on the list", async () => {
  const customer = stage.customers.create("refused");
  await stage.faults.add({
    function: "deliver-email",
    service: "ses",
    match: customer.email,
    do: "error",
    status: 400,
    code: "MessageRejected",
    message: "Email address is not verified.",
  });
  await ship(customer);
  const failed = await messageIn(customer.id, "failed");
  expect(failed["reason"]).toContain("Email address is not verified.");
  expect(failed["attention"]).toBeDefined();
  expect(stage.outbox(customer.email)).toEqual([]);
  const { code, out } = await stage.cli("attention");
  expect(code).toBe(0);
  const key = await stage.customers.keyOf(customer.id);
  expect(out).toMatch(new RegExp(`${key}.*${journey}.*Email address is not verified\\.`));
});

test("a call that broke off after the provider took the message is unknown until SES tells", async () => {
  const customer = stage.customers.create("unclear");
  await stage.faults.add({
    function: "deliver-email",
    service: "ses",
    match: customer.email,
    when: "after",
    do: "cut",
  });
  await ship(customer);
  await messageIn(customer.id, "sending");
  const [taken] = await until("SES to have it", async () => {
    const sent = stage.outbox(customer.email);
    return sent.length > 0 ? sent : undefined;
  });
  const key = await stage.customers.keyOf(customer.id);
  await until("the delivery to wait for SES's own word", async () => {
    return (await stage.clock.schedules(key)).length > 0;
  });
  await stage.clock.advance(16 * MINUTE);
  const unknown = await messageIn(customer.id, "unknown");
  expect(unknown["attention"]).toBeDefined();
  await stage.events.fromSes("Delivery", taken!, await stage.clock.now());
  // Two writes, the state first.
  const settled = await until("SES's own word to be on record", async () => {
    const message = await messageIn(customer.id, "sent");
    const { delivered } = message["reports"] as { readonly delivered?: number };
    return delivered !== undefined && message;
  });
  expect(settled["attention"]).toBeUndefined();
  expect(stage.outbox(customer.email)).toHaveLength(1);
});

test("a provider that is busy is asked again, and the message goes out once", async () => {
  const visibility = await stage.queues.setVisibility("email", 2);
  const customer = stage.customers.create("busy");
  await stage.faults.add({
    function: "deliver-email",
    service: "ses",
    match: customer.email,
    times: 2,
    do: "error",
    status: 429,
    code: "TooManyRequestsException",
  });
  await ship(customer);
  await messageIn(customer.id, "sent", 40);
  await stage.queues.setVisibility("email", visibility);
  expect(stage.outbox(customer.email)).toHaveLength(1);
});

test("a role that may not send closes the channel; it opens by itself, and each goes out once", async () => {
  const refused = ["denied-one", "denied-two"].map((name) => stage.customers.create(name));
  const began = Date.now();
  await stage.faults.add({
    function: "deliver-email",
    service: "ses",
    times: 1_000,
    do: "error",
    status: 403,
    code: "AccessDeniedException",
    message: "User: arn:aws:sts::000000000000:assumed-role/x is not authorized",
  });
  const [first, second] = refused;
  await ship(first!);
  const held = await messageIn(first!.id, "held");
  // The provider's name for it, and none of its words.
  expect(held["reason"]).toEqual({
    code: "provider-refuses-us",
    params: { channel: "email", code: "AccessDeniedException" },
  });
  expect(held["attention"]).toBeUndefined();
  // By then every function knows, and the next one is not even tried.
  await stage.clock.advance(35_000);
  await ship(second!);
  await messageIn(second!.id, "held");
  const { out } = await stage.cli("status");
  expect(out).toMatch(/channel email since .*: its provider refuses the stage itself/);
  const tries = () =>
    stage.requests(began).filter(({ function: by, service }) => {
      return by === "deliver-email" && service === "ses";
    });
  // One asks again, a minute later by a clock of whole minutes.
  for (const probes of [2, 3]) {
    await stage.clock.advance(2 * MINUTE);
    await until("a probe", async () => tries().length >= probes);
  }
  expect(tries().length).toBeLessThanOrEqual(5);
  await stage.faults.clear();
  // The next probe is taken; a while later, when every function knows that, the rest is let go.
  const sent = () => refused.filter(({ email }) => stage.outbox(email).length === 1).length;
  await stage.clock.advance(2 * MINUTE);
  await until("the probe", async () => sent() === 1);
  await stage.clock.advance(2 * MINUTE);
  await until("the other mail", async () => sent() === 2);
  for (const { id } of refused) await messageIn(id, "sent");
  expect((await stage.cli("status")).out).toContain("Nothing is paused.");
});
