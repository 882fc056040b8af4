import { PutSuppressedDestinationCommand } from "@aws-sdk/client-sesv2";
import { beforeAll, expect, test } from "vitest";
import type { TestCustomer } from "../stage/customers.ts";
import { goLive, plainMail } from "../stage/go-live.ts";
import { openStage } from "../stage/stage.ts";
import { until } from "../stage/until.ts";

/** Scenario 12: what speaks against an address holds for everyone who has it, until it is lifted. */
const stage = openStage();

const journey = (name: string, purpose: string) => ({
  [`journeys/addresses-${name}.json`]: {
    name: `addresses-${name}`,
    owner: "crm@shop.example.com",
    purpose,
    status: "live",
    entry: { on: `addresses.${name}` },
    reentry: "always",
    steps: [{ do: "send", id: "mail", template: `addresses-${name}`, channels: ["email"] }],
  },
});

beforeAll(() =>
  goLive(stage, {
    ...plainMail("addresses-news", "News"),
    ...plainMail("addresses-order", "Your order"),
    ...journey("news", "onboarding"),
    ...journey("order", "order-update"),
  }),
);

const subjects = ({ email }: TestCustomer) => stage.outbox(email).map(({ subject }) => subject);

/** A customer has something happen, and the journey that it starts comes to its end. */
async function live({ id, email }: TestCustomer, what: "news" | "order", consent: unknown = true) {
  const consents = { "email:onboarding": consent };
  const customer = { id, addresses: { email: [email] }, consents };
  const before = (await stage.customers.records(id, "enrollment#")).length;
  await stage.events.put([{ type: `addresses.${what}`, customer }]);
  await until(`${what} of ${id} to end`, async () => {
    const runs = await stage.customers.records(id, "enrollment#");
    return runs.length > before && runs.every(({ state }) => state === "completed");
  });
}

/** The states of all messages to a customer, once none of them is on its way. */
function messagesOf({ id }: TestCustomer) {
  return until(`the messages of ${id} to come to rest`, async () => {
    const messages = await stage.customers.records(id, "message#");
    const isUnderWay = messages.some(({ state }) => state === "queued" || state === "sending");
    return !isUnderWay && messages.map(({ state, reason }) => ({ state, reason }));
  });
}

test("an opt-out by one reader of a mailbox rests the other, until a consent with its proof", async () => {
  const ann = stage.customers.create("ann");
  // The same mailbox in another spelling: only the domain's is the same in what is sent.
  const email = ann.email.replace(/^[^@]+/, (local) => local.toUpperCase());
  const bob = { ...stage.customers.create("bob"), email };
  await live(ann, "news");
  const [mail] = await until("the first mail", async () => {
    const sent = stage.outbox(ann.email);
    return sent.length === 1 && sent;
  });
  expect(await stage.clickOptOut(mail!)).toMatchObject({ status: 200 });
  await until("the opt-out to be taken in", async () => {
    const found = await stage.customers.find(ann.id);
    return found?.consents["email:onboarding"]?.given === false;
  });

  await live(bob, "news");
  await live(bob, "order");
  await messagesOf(bob);
  expect(subjects(bob)).toEqual(["Your order"]);
  const shown = await stage.cli("address", "show", "email", bob.email);
  expect(shown.out).toContain("its reader opted out of onboarding");

  const proven = { given: true, source: "preference-center", text: "v3" };
  await live(bob, "news", proven);
  await messagesOf(bob);
  expect(subjects(bob)).toEqual(["Your order", "News"]);
  // It speaks for the reader who gave it, and the other has refused.
  await live(ann, "news");
  await messagesOf(ann);
  expect(subjects(ann)).toEqual(["News"]);
});

test("an address that bounced rests here and with SES until an operator allows it", async () => {
  const { ses } = stage.connection.clients;
  const eve = stage.customers.create("eve");
  await live(eve, "order");
  const [mail] = await until("the first mail", async () => {
    const sent = stage.outbox(eve.email);
    return sent.length === 1 && sent;
  });
  // A hard bounce: SES tells of it, and holds the address back from now on.
  await ses.send(
    new PutSuppressedDestinationCommand({ EmailAddress: eve.email, Reason: "BOUNCE" }),
  );
  await stage.events.fromSes("Bounce", mail!, await stage.clock.now());
  await until("the bounce to be taken in", async () => {
    const found = await stage.customers.find(eve.id);
    return found?.addresses.email?.some(({ suppressed }) => suppressed !== undefined);
  });
  await live(eve, "order");
  await messagesOf(eve);
  expect(subjects(eve)).toEqual(["Your order"]);

  const address = ["email", eve.email.toUpperCase()];
  const shown = await stage.cli("address", "show", ...address);
  expect(shown.out).toContain("a message to it came back for good");
  expect(shown.out).toContain("SES holds it back, too: BOUNCE");
  const reason = ["--reason", "the mailbox is back"];
  const allowed = await stage.cli("address", "allow", ...address, "--customer", eve.id, ...reason);
  expect(allowed).toMatchObject({ code: 0, error: "" });
  const after = await stage.cli("address", "show", ...address);
  expect(after.out).toContain("an operator allowed it: the mailbox is back");
  expect(after.out).not.toContain("SES holds it back");

  await live(eve, "order");
  await messagesOf(eve);
  expect(subjects(eve)).toEqual(["Your order", "Your order"]);
});
