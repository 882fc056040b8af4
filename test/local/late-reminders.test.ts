import { describe, expect, it } from "vitest";
import { type Journey, journey } from "../../src/core/definitions/journey.ts";
import { type Settings, settings, withZone } from "../../src/core/definitions/settings.ts";
import { DAY, formatInstant, MINUTE, parseInstant } from "../../src/core/time/instant.ts";
import { createLocalRuntime } from "../../src/local/runtime.ts";

const registered = "2026-03-09T10:00:00Z";

/** A customer in Berlin with one appointment: what goes out until two days after it. */
async function remind(
  appointment: string,
  change: Partial<Journey> = {},
  shop: Partial<Settings> = {},
  profile: object = {},
): Promise<string[]> {
  const start = parseInstant(registered) ?? 0;
  const sent: string[] = [];
  const reminder = journey.parse({
    name: "reminder",
    owner: "crm@example.com",
    purpose: "care",
    status: "live",
    entry: { on: "date.reached", attribute: "appointment", offset: "-2h" },
    reentry: "always",
    steps: [{ do: "send", id: "note", template: "note", channels: ["sms", "email"] }],
    ...change,
  });
  const said = settings.parse({
    unknownZone: "use-default",
    purposes: { care: {} },
    attributes: { appointment: "instant" },
    quietHours: [{ channel: "sms", country: "DE", between: "20:00-09:00" }],
    senders: { email: { from: "shop@example.com" }, sms: { optOut: "STOP to opt out" } },
    ...shop,
  });
  const parts = { "subject.txt": "Hello", "email.txt": "Hello", "sms.txt": "Hello" };
  const runtime = createLocalRuntime({
    start,
    definitions: {
      rev: 1,
      settings: withZone(said, "Europe/Berlin"),
      journeys: [{ version: 1, live: true, journey: reminder }],
      segments: [],
      templates: [{ name: "note", header: {}, parts }],
    },
    sent: ({ channel }, at) => void sent.push(`${channel} ${formatInstant(at).slice(5, 16)}`),
  });
  const customer = {
    id: "C1",
    addresses: { sms: ["+4930123456"], email: ["c1@example.com"] },
    consents: { "sms:*": true, "email:*": true },
    zone: "Europe/Berlin",
    country: "DE",
    attributes: { appointment },
    ...profile,
  };
  runtime.offer(JSON.stringify({ id: "e1", type: "appointment.booked", customer }));
  // A stage sweeps hourly.
  for (let hour = 1; hour <= 72; hour++) {
    await runtime.agenda.advanceTo(start + hour * 60 * MINUTE);
    await runtime.sweep("evaluate");
  }
  await runtime.agenda.advanceTo(start + 5 * DAY);
  return sent;
}

const send = (id: string, channel: "sms" | "email") => ({
  do: "send" as const,
  id,
  template: "note",
  channels: [channel],
});

describe("a reminder before an appointment", () => {
  it("goes out in time, by the first channel that may", async () => {
    expect(await remind("2026-03-10T15:30:00+01:00")).toEqual(["sms 03-10T13:00"]);
  });

  it.each([
    ["2026-03-10T22:30:00+01:00", "email 03-10T20:00"],
    ["2026-03-10T08:30:00+01:00", "email 03-10T06:00"],
    ["2026-03-11T04:00:00+01:00", "email 03-11T01:00"],
  ])("that is over when quiet hours end takes the next channel: %s", async (when, wanted) => {
    expect((await remind(when)).map((one) => one.slice(0, 14))).toEqual([wanted.slice(0, 14)]);
  });

  it("never comes after it: where no channel is left, none goes out", async () => {
    const steps = [send("note", "sms")];
    expect(await remind("2026-03-10T22:30:00+01:00", { steps })).toEqual([]);
  });

  it("is not held by a cap until after it", async () => {
    const caps = [{ channel: "email", atMost: 1, per: "day", overCap: "defer" }] as const;
    const entry = { on: "date.reached", attribute: "appointment", offset: "-3h" } as const;
    const steps = [send("first", "email"), send("second", "email")];
    const sent = await remind("2026-03-10T15:30:00+01:00", { entry, steps }, { caps: [...caps] });
    expect(sent).toHaveLength(1);
  });

  it("does not hold back what is meant for after it", async () => {
    const steps: Journey["steps"] = [
      { do: "wait", id: "rest", for: "1d" },
      send("thanks", "email"),
    ];
    expect(await remind("2026-03-10T15:30:00+01:00", { steps })).toHaveLength(1);
  });
});

describe("a send that says when it expires", () => {
  const entry = { on: "appointment.booked" } as const;
  const night = { sendWindow: { days: "every-day" as const, between: ["20:00-21:00"] } };

  it("is not held beyond that", async () => {
    const steps = [{ ...send("note", "email"), expires: "90min" }];
    expect(await remind("", { entry, ...night, steps })).toEqual([]);
  });

  it("waits for its window if that opens in time", async () => {
    const steps = [{ ...send("note", "email"), expires: "12h" }];
    expect(await remind("", { entry, ...night, steps })).toHaveLength(1);
  });
});
