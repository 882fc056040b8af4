import { beforeAll, expect, test } from "vitest";
import { DAY, HOUR } from "../../../src/core/time/instant.ts";
import { messageTag } from "../../../src/names.ts";
import { goLive, plainMail } from "../stage/go-live.ts";
import { endState, seenAtTheEnd, turnState } from "../stage/seen-at-the-end.ts";
import { openStage } from "../stage/stage.ts";
import { until } from "../stage/until.ts";

/** Scenario 2: from the registration to the end of the journey, and what a wait costs. */
const stage = openStage();

const journey = {
  name: "journey-first-days",
  owner: "crm@shop.example.com",
  purpose: "onboarding",
  status: "live",
  entry: { on: "journey.registered" },
  reentry: "never",
  steps: [
    { do: "offer", id: "coupon", offer: "first-days-15", value: 15, expires: "7d" },
    { do: "send", id: "welcome", template: "journey-coupon", channels: ["email"] },
    { do: "wait", id: "rest", for: "2d" },
    {
      do: "branch",
      id: "interest",
      cases: [
        {
          id: "looked",
          when: { event: "journey.looked", since: "entry" },
          steps: [
            { do: "send", id: "picks", template: "journey-picks", channels: ["email"] },
            { do: "wait", id: "think", for: "1d" },
            { do: "send", id: "ask", template: "journey-ask", channels: ["email"] },
          ],
        },
      ],
      else: [{ do: "send", id: "guide", template: "journey-guide", channels: ["email"] }],
    },
  ],
};

beforeAll(() =>
  goLive(stage, {
    "templates/journey-coupon/template.json": {
      variables: {
        "customer.firstName": { example: "Ada" },
        "offer.code": { example: "K3VQ2A7XPD" },
      },
    },
    "templates/journey-coupon/subject.txt": "Welcome, {{ customer.firstName }}",
    "templates/journey-coupon/email.html": "<p>Your code: <b>{{ offer.code }}</b></p>",
    "templates/journey-coupon/email.txt": "Your code: {{ offer.code }}",
    ...plainMail("journey-picks", "Picked for you"),
    ...plainMail("journey-ask", "Did you like them?"),
    ...plainMail("journey-guide", "How it works"),
    "journeys/journey-first-days.json": journey,
  }),
);

async function register(name: string) {
  const customer = stage.customers.create(name);
  await stage.events.put([
    {
      type: "journey.registered",
      customer: {
        id: customer.id,
        addresses: { email: [customer.email] },
        consents: { "email:onboarding": true },
        attributes: { firstName: name },
      },
    },
  ]);
  return customer;
}

function sentTo(email: string, count: number) {
  return until(`${count} messages to ${email}`, async () => {
    const sent = stage.outbox(email);
    return sent.length >= count && sent;
  });
}

test("who registers gets a coupon by a mail that can be traced and left with one click", async () => {
  const ada = await register("Ada");

  const [mail] = await sentTo(ada.email, 1);
  const message = await until("the message to be told as sent", async () => {
    const [found] = await stage.customers.records(ada.id, "message#");
    return found?.["state"] === "sent" && found;
  });
  const [offer] = await stage.customers.records(ada.id, "offer#");

  expect(offer).toMatchObject({ offer: "first-days-15", code: expect.stringMatching(/^\w{8,}$/) });
  expect(mail).toMatchObject({
    channel: "email",
    to: [ada.email],
    from: expect.stringContaining("<hello@shop.example.com>"),
    replyTo: ["service@shop.example.com"],
    subject: "Welcome, Ada",
    html: expect.stringContaining(`<b>${String(offer?.["code"])}</b>`),
    text: expect.stringContaining(`Your code: ${String(offer?.["code"])}`),
    tags: { [messageTag]: message.sk.slice("message#".length) },
    messageId: message["providerId"],
    configurationSet: expect.stringContaining(stage.connection.stackName),
  });
  const link = `${stage.connection.output("OptOutUrl")}?t=`;
  expect(mail?.headers).toEqual({
    "List-Unsubscribe": expect.stringMatching(/^<https:\/\/[^>]+>$/),
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  });
  expect(mail?.headers?.["List-Unsubscribe"]).toContain(link);
  expect(mail?.html).toContain(link);
  expect(mail?.text).toContain(link);
});

test("a wait costs one transition, and the schedule that ends it wakes who waits in time", async () => {
  const [bea, cai] = await Promise.all([register("Bea"), register("Cai")]);
  const [beasWait, caisWait] = await Promise.all([
    stage.enrollments.asleep(bea.id),
    stage.enrollments.asleep(cai.id),
  ]);
  await stage.events.put([{ type: "journey.looked", customer: bea.id }]);
  await until("the look to be counted", async () => {
    const found = await stage.customers.find(bea.id);
    return Object.keys(found?.enrollments[beasWait.id]?.sinceEntry ?? {}).length > 0;
  });

  await stage.clock.advance(2 * DAY - HOUR);
  expect(await stage.clock.schedules(caisWait.id.slice(0, 16))).toHaveLength(1);
  expect(stage.outbox(cai.email)).toHaveLength(1);

  await stage.clock.advance(HOUR);
  await Promise.all([sentTo(bea.email, 2), sentTo(cai.email, 2)]);
  await stage.enrollments.asleep(bea.id, 2);
  await stage.clock.advance(DAY);
  await sentTo(bea.email, 3);

  expect(await seenAtTheEnd(stage, bea)).toEqual({
    subjects: ["Welcome, Bea", "Picked for you", "Did you like them?"],
    ending: "completed",
    runs: [["SUCCEEDED", [turnState, turnState, turnState, endState]]],
    schedules: [],
  });
  expect(await seenAtTheEnd(stage, cai)).toEqual({
    subjects: ["Welcome, Cai", "How it works"],
    ending: "completed",
    runs: [["SUCCEEDED", [turnState, turnState, endState]]],
    schedules: [],
  });
});
