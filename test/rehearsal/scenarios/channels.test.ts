import {
  CreatePlatformApplicationCommand,
  CreatePlatformEndpointCommand,
  SNSClient,
} from "@aws-sdk/client-sns";
import { beforeAll, expect, test } from "vitest";
import { keys } from "../stage/connection.ts";
import { goLive, plainMail } from "../stage/go-live.ts";
import { openStage } from "../stage/stage.ts";
import { until } from "../stage/until.ts";

/** Every channel is taken to its provider; what a provider tells of a mail ends one journey and starts another. */
const stage = openStage();
const consents = { "email:onboarding": true, "sms:onboarding": true, "push:onboarding": true };

const journey = (name: string, more: object) => ({
  [`journeys/channels-${name}.json`]: {
    name: `channels-${name}`,
    owner: "crm@shop.example.com",
    purpose: "order-update",
    status: "live",
    entry: { on: `channels.${name}` },
    reentry: "always",
    ...more,
  },
});

beforeAll(() =>
  goLive(stage, {
    ...plainMail("channels-mail", "Read this"),
    "templates/channels-text/template.json": {},
    "templates/channels-text/sms.txt": "Your parcel is on its way.",
    "templates/channels-note/template.json": {},
    "templates/channels-note/push.json": { title: "Parcel", body: "It is on its way." },
    ...journey("text", {
      steps: [{ do: "send", id: "text", template: "channels-text", channels: ["sms"] }],
    }),
    ...journey("note", {
      steps: [{ do: "send", id: "note", template: "channels-note", channels: ["push"] }],
    }),
    ...journey("mail", {
      exitWhen: [{ event: "message.opened" }],
      steps: [
        { do: "send", id: "mail", template: "channels-mail", channels: ["email"] },
        { do: "wait", id: "rest", for: "5d" },
        { do: "send", id: "again", template: "channels-mail", channels: ["email"] },
      ],
    }),
    ...journey("reader", {
      entry: { on: "message.opened" },
      steps: [{ do: "task", id: "call", team: "service", note: "A reader", due: "1d" }],
    }),
  }),
);

/** What an app does at its first start. */
async function registerDevice(token: string): Promise<string> {
  const { endpoint, region } = stage.connection;
  const client = new SNSClient({ endpoint, region, credentials: keys });
  const { PlatformApplicationArn } = await client.send(
    new CreatePlatformApplicationCommand({ Name: "shop", Platform: "GCM", Attributes: {} }),
  );
  const { EndpointArn } = await client.send(
    new CreatePlatformEndpointCommand({ PlatformApplicationArn, Token: token }),
  );
  return EndpointArn ?? "";
}

test("a text goes to the phone, and a note to the device", async () => {
  const { id, phone } = stage.customers.create("channels");
  const device = await registerDevice(id);
  const customer = { id, country: "CN", addresses: { sms: [phone], push: [device] }, consents };
  await stage.events.put([
    { type: "channels.text", customer },
    { type: "channels.note", customer },
  ]);
  await until("the text", async () => stage.outbox(phone).length === 1);
  await until("the note", async () => stage.outbox(device).length === 1);
  expect(stage.outbox(phone)).toMatchObject([{ channel: "sms" }]);
  expect(stage.outbox(device)).toMatchObject([{ channel: "push" }]);
});

test("a mail that is opened ends its journey, and starts the one that waits for readers", async () => {
  const { id, email } = stage.customers.create("reader");
  const customer = { id, addresses: { email: [email] }, consents };
  await stage.events.put([{ type: "channels.mail", customer }]);
  await until("the mail", async () => stage.outbox(email).length === 1);
  await stage.enrollments.asleep(id);
  const [mail] = stage.outbox(email);
  if (mail === undefined) throw new Error("no mail");
  await stage.events.fromSes("Open", mail, await stage.clock.now());
  await until("the first journey to end, and the other", async () => {
    const found = await stage.customers.records(id, "enrollment#");
    return (
      found.filter(({ state }) => state === "exited").length === 1 &&
      found.filter(({ state }) => state === "completed").length === 1
    );
  });
  expect(await stage.customers.records(id, "task#")).toHaveLength(1);
});
