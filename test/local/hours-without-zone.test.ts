import { expect, it } from "vitest";
import { type Journey, journey } from "../../src/core/definitions/journey.ts";
import { type Settings, settings, withZone } from "../../src/core/definitions/settings.ts";
import { DAY, formatInstant, MINUTE, parseInstant } from "../../src/core/time/instant.ts";
import { createLocalRuntime } from "../../src/local/runtime.ts";

/** One customer in the cart at 07:00Z of a Monday: what goes out within two days, and when. */
async function play(change: Partial<Journey>, shop: Partial<Settings>, profile: object) {
  const start = parseInstant("2026-03-02T07:00:00Z") ?? 0;
  const sent: { channel: string; at: string }[] = [];
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
    sent: ({ channel }, at) => void sent.push({ channel, at: formatInstant(at) }),
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
