import { expect, it } from "vitest";
import { type Journey, journey } from "../../src/core/definitions/journey.ts";
import { type Settings, settings, withZone } from "../../src/core/definitions/settings.ts";
import { DAY, formatInstant, MINUTE, parseInstant } from "../../src/core/time/instant.ts";
import { createLocalRuntime } from "../../src/local/runtime.ts";

/** One customer in the cart at 07:00Z of a Monday: what goes out within two days, and when. */
async function play(
  change: Partial<Journey>,
  shop: Partial<Settings>,
  profile: object,
  when = "2026-03-02T07:00:00Z",
) {
  const start = parseInstant(when) ?? 0;
  const sent: { channel: string; to: string; at: string }[] = [];
  const runtime = createLocalRuntime({
    start,
    definitions: {
      rev: 1,
      settings: withZone(
        settings.parse({
          unknownZone: "use-default",
          purposes: { care: {} },
          senders: { email: { from: "shop@example.com" }, sms: { optOut: "STOP to opt out" } },
          ...shop,
        }),
        "UTC",
      ),
      journeys: [
        {
          version: 1,
          live: true,
          journey: journey.parse({
            name: "cart",
            owner: "crm@example.com",
            purpose: "care",
            status: "live",
            entry: { on: "cart.updated" },
            reentry: "always",
            ...change,
          }),
        },
      ],
      segments: [],
      templates: [
        {
          name: "note",
          header: {},
          parts: { "subject.txt": "Hello", "email.txt": "Hello", "sms.txt": "Hello" },
        },
      ],
    },
    sent: ({ channel, to }, at) => void sent.push({ channel, to, at: formatInstant(at) }),
  });
  const customer = {
    id: "C1",
    addresses: { sms: ["+12125550100"], email: ["c1@example.com"] },
    consents: { "sms:*": true, "email:*": true },
    ...profile,
  };
  runtime.offer(JSON.stringify({ id: "e1", type: "cart.updated", customer }));
  await runtime.agenda.advanceTo(start + 2 * DAY);
  return sent;
}

const send = (...channels: ("sms" | "email")[]) => ({
  steps: [{ do: "send" as const, id: "note", template: "note", channels }],
});

/** What waits for an opening is spread over ten minutes after it. */
function expectSoonAfter(found: string | undefined, opens: string): void {
  const late = Date.parse(found ?? "") - Date.parse(opens);
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThanOrEqual(11 * MINUTE);
}

it("an SMS to a customer in the US without a zone waits until it is 8 in all of the US", async () => {
  // 07:00Z is 15:00 at the shop in Shanghai, and 02:00 in New York; 18:00Z is 08:00 in Honolulu.
  const sent = await play(send("sms"), { zone: "Asia/Shanghai" }, { country: "US" });
  expect(sent).toMatchObject([{ channel: "sms" }]);
  expectSoonAfter(sent[0]?.at, "2026-03-02T18:00:00Z");
});

it("a channel whose quiet hours cover the window is passed over for the next one", async () => {
  const sendWindow = { days: "every-day" as const, between: ["21:30-23:00"] };
  const paris = { zone: "Europe/Paris", country: "FR" };
  const sent = await play({ ...send("sms", "email"), sendWindow }, {}, paris);
  expect(sent).toMatchObject([{ channel: "email" }]);
  expectSoonAfter(sent[0]?.at, "2026-03-02T20:30:00Z");
});

it("a wait for the send window is one for the window of the channel that will be taken", async () => {
  const sendWindow = { days: "every-day" as const, between: ["20:30-23:00"] };
  const paris = { zone: "Europe/Paris", country: "FR" };
  const steps: Journey["steps"] = [
    { do: "wait", id: "window", until: "send-window" },
    ...send("sms", "email").steps,
  ];
  // No number is known: mail may go until 23:00, SMS until 21:00.
  const noNumber = { ...paris, addresses: { email: ["c1@example.com"] } };
  for (const profile of [paris, noNumber]) {
    const sent = await play({ steps, sendWindow }, {}, profile);
    expect(sent).toMatchObject([{ channel: profile === paris ? "sms" : "email" }]);
    expectSoonAfter(sent[0]?.at, "2026-03-02T19:30:00Z");
  }
});

it("a number tells the country where the profile says none, or one that there is not", async () => {
  // 13:30Z is 21:30 in Shanghai, where SMS may go until 22:00; elsewhere they rest from 21:00.
  const start = "2026-03-02T13:30:00Z";
  const ask = (profile: object) => play(send("sms"), { zone: "Asia/Shanghai" }, profile, start);
  const chinese = { addresses: { sms: ["+86 138 0013 8000"] } };
  for (const profile of [chinese, { ...chinese, country: "ZZ" }]) {
    expect(await ask(profile)).toMatchObject([{ channel: "sms", at: start }]);
  }
  // A Chinese number whose profile says where its customer lives: it is 08:30 in New York only.
  const abroad = await ask({ ...chinese, country: "US" });
  expectSoonAfter(abroad[0]?.at, "2026-03-02T18:00:00Z");
  // 18:00Z is 08:00 in Honolulu, however late it is at the shop.
  const american = await ask({ addresses: { sms: ["+1 206 555 0100"] } });
  expectSoonAfter(american[0]?.at, "2026-03-02T18:00:00Z");
  // Of a number that no country of its code has assigned, the largest counts: 08:00 in London.
  const british = await ask({ addresses: { sms: ["+447700900123"] } });
  expect(british).toMatchObject([{ channel: "sms", at: start }]);
});

it("the zone of the profile stays the clock, the number tells whose law it is", async () => {
  const start = "2026-03-02T13:30:00Z";
  const profile = { zone: "Asia/Shanghai", addresses: { sms: ["+86 138 0013 8000"] } };
  expect(await play(send("sms"), {}, profile, start)).toMatchObject([
    { channel: "sms", at: start },
  ]);
  const german = { zone: "Asia/Shanghai", addresses: { sms: ["+4915112345678"] } };
  expectSoonAfter((await play(send("sms"), {}, german, start))[0]?.at, "2026-03-03T00:00:00Z");
});

it("a number without a country code waits for the country, and goes out in full", async () => {
  const addresses = { sms: ["138 0013 8000"], email: ["c1@example.com"] };
  const both = send("sms", "email");
  expect(await play(both, {}, { addresses })).toMatchObject([{ channel: "email" }]);
  const sent = await play(both, {}, { addresses, country: "CN" });
  expect(sent).toMatchObject([{ channel: "sms", to: "+8613800138000" }]);
});
