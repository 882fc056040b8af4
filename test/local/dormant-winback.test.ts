import { describe, expect, test } from "vitest";
import type { Journey } from "../../src/core/definitions/journey.ts";
import type { Profile } from "../../src/core/events/event.ts";
import { hashShare } from "../../src/core/hash.ts";
import { isWorkday } from "../../src/core/time/calendar.ts";
import { DAY } from "../../src/core/time/instant.ts";
import { formatLocal, localTime } from "../../src/core/time/zone.ts";
import { keyOfCustomer } from "../../src/local/runtime.ts";
import { china } from "../core/time/china-2026.ts";
import {
  byMail,
  bySms,
  type ExampleOptions,
  type ExamplePlay,
  exampleSet,
  playExamples,
  shanghai,
} from "./example-play.ts";

/** Whether a customer is among the tenth that is held out. */
const isHeldOut = (id: string) =>
  hashShare("journey-holdout", "dormant-winback", keyOfCustomer(id)) < 0.1;
const everybody = Array.from({ length: 200 }, (_, n) => `C${n}`);
const treated = everybody.filter((id) => !isHeldOut(id));
const [someone = ""] = treated;

async function dormant(
  at: string,
  profile: Profile = byMail,
  options: ExampleOptions = {},
): Promise<ExamplePlay> {
  const play = playExamples(options);
  await play.tell("customer.updated", someone, "2026-01-20 09:00", { profile });
  await fallAsleep(play, someone, at);
  return play;
}

/** Tells at a moment of a parcel of 30 days before: who hears of it knows the customer dormant. */
async function fallAsleep({ tell }: Pick<ExamplePlay, "tell">, id: string, at: string) {
  const signed = formatLocal(shanghai(at) - 30 * DAY, "Asia/Shanghai").slice(4, 20);
  await tell("order.signed", id, signed, { told: at });
}

describe("workdays 10:00-12:00 and 19:00-21:00, with China's calendar", () => {
  test("Saturday 14 February is worked to make up for the holiday: the message goes out", async () => {
    const { until, steps } = await dormant("2026-02-13 21:40");
    await until("2026-02-14 12:00");
    expect(steps()).toHaveLength(1);
    expect(steps()[0]).toMatch(/^first-\w+ email Sat 2026-02-14 10:0\d$/);
  });

  test("Monday 16 February is a holiday: the message waits for the first workday after it", async () => {
    const { until, steps, decisions } = await dormant("2026-02-16 10:30");
    await until("2026-02-24 09:59");
    expect(steps()).toEqual([]);
    await until("2026-02-24 10:15");
    expect(steps()[0]).toMatch(/^first-\w+ email Tue 2026-02-24 10:0\d$/);
    expect(decisions().join()).toContain("outside the send window");
  });

  test("at half past twelve it waits for the evening of the same day", async () => {
    const { until, steps } = await dormant("2026-03-04 12:30");
    await until("2026-03-05 00:00");
    expect(steps()[0]).toMatch(/^first-\w+ email Wed 2026-03-04 19:0\d$/);
  });

  test("inside the window it goes out at once", async () => {
    const { steps } = await dormant("2026-03-04 11:59");
    expect(steps()[0]).toMatch(/^first-\w+ email Wed 2026-03-04 11:59$/);
  });

  test("the hours are those of the customer's own clock", async () => {
    const london = { ...byMail, zone: "Europe/London", locale: "en", country: "GB" };
    const { until, steps } = await dormant("2026-03-04 11:00", london);
    await until("2026-03-05 00:00");
    // 10:00 in London, eight hours behind.
    expect(steps()[0]).toMatch(/^first-\w+ email Wed 2026-03-04 18:0\d$/);
  });

  test("whenever sixty customers fall silent, nothing goes out outside it", async () => {
    const { tell, until, sent } = playExamples();
    for (const [n, id] of treated.slice(0, 60).entries()) {
      await tell("customer.updated", id, "2026-01-20 00:00", { profile: n % 2 ? byMail : bySms });
    }
    for (const [n, id] of treated.slice(0, 60).entries()) {
      const day = String(1 + Math.floor(n / 3)).padStart(2, "0");
      const hour = String(((n % 3) * 8 + n) % 24).padStart(2, "0");
      await fallAsleep({ tell }, id, `2026-02-${day} ${hour}:17`);
    }
    await until("2026-03-31 00:00");
    expect(sent.length).toBeGreaterThan(100);
    for (const { at, local } of sent) {
      const { day, minute } = localTime(at, "Asia/Shanghai");
      const inside = (minute >= 600 && minute < 720) || (minute >= 1140 && minute < 1260);
      expect([local, isWorkday(day, china), inside]).toEqual([local, true, true]);
    }
  });
});

describe("at most so many wake-ups in so many days", () => {
  /** Wakes twice: what the shop allows in thirty days would not be used up by then. */
  async function twice(change: Partial<Journey> = {}): Promise<ExamplePlay> {
    const { settings, journeys } = exampleSet;
    const caps = (settings.caps ?? []).map((cap) =>
      cap.purpose === "winback" ? { ...cap, per: "60d" } : cap,
    );
    const set = {
      ...exampleSet,
      settings: { ...settings, caps },
      journeys: journeys.map((one) => ({ ...one, journey: { ...one.journey, ...change } })),
    };
    const play = await dormant("2026-03-02 10:30", byMail, { set });
    await play.until("2026-03-09 00:00");
    await play.tell("order.placed", someone, "2026-03-09 09:00", { properties: { total: 88 } });
    await play.tell("order.signed", someone, "2026-03-12 09:00");
    return play;
  }

  test("the third waits until a place is free, and the record says which cap", async () => {
    const { until, sent, decisions } = await twice();
    const winback = () => sent.filter(({ journey }) => journey === "dormant-winback");
    await until("2026-04-20 00:00");
    expect(winback()).toHaveLength(2);
    expect(decisions().join()).toContain("capped: at most 2 winback per 60d");
    await until("2026-05-12 00:00");
    expect(winback().length).toBeGreaterThan(2);
    for (const { at } of winback()) {
      const within = winback().filter((other) => other.at >= at && other.at < at + 60 * DAY);
      expect(within.length).toBeLessThanOrEqual(2);
    }
  });

  test("deferred as long as it may be, it is dropped with the reason", async () => {
    const { until, sent, decisions } = await twice({ deferAtMost: "3d" });
    await until("2026-05-12 00:00");
    expect(sent.filter(({ journey }) => journey === "dormant-winback")).toHaveLength(2);
    expect(decisions().join("\n")).toMatch(
      /first-\w+: dropped: capped: at most 2 winback per 60d \(rolling\); deferred as long as it may be/,
    );
  });
});

test("an order ends it at once: what is held is not sent, and no one calls", async () => {
  const { tell, until, sent, play } = await dormant("2026-03-04 12:30");
  await tell("order.placed", someone, "2026-03-04 18:59", { properties: { total: 88 } });
  // A month later without another order the customer is dormant again.
  await until("2026-04-02 00:00");
  expect(sent.filter(({ journey }) => journey === "dormant-winback")).toEqual([]);
  expect(play.runtime.timeline.kept.tasks.size).toBe(0);
  const report = play.report().journeys.find(({ name }) => name === "dormant-winback");
  expect(report).toMatchObject({ entered: 1, exited: { "order.placed": 1 } });
  expect(report?.goal).toMatchObject({ met: 1, value: 88 });
});

test("an order between the messages keeps the second from going out", async () => {
  const { tell, until, sent } = await dormant("2026-03-04 10:30");
  await tell("order.placed", someone, "2026-03-06 23:00", { properties: { total: 88 } });
  await until("2026-03-12 00:00");
  expect(sent.map(({ step }) => step)).toEqual([expect.stringMatching(/^first-/)]);
});

test("the sweep notices who has fallen silent, and wakes them", async () => {
  const { tell, until, steps, play } = playExamples();
  await tell("customer.updated", someone, "2026-01-20 09:00", { profile: byMail });
  await tell("order.signed", someone, "2026-02-02 09:00");
  await until("2026-03-03 23:59");
  expect(play.runtime.customers.peek(keyOfCustomer(someone))?.tags).toEqual([]);
  await until("2026-03-04 23:00");
  expect(play.runtime.customers.peek(keyOfCustomer(someone))?.tags).toEqual(["dormant"]);
  expect(steps()).toEqual([expect.stringMatching(/^first-\w+ email Wed 2026-03-04 10:0\d$/)]);
});

test("an order that is told late repairs the tag and stops the wake-up before it is sent", async () => {
  const { tell, until, sent, play } = await dormant("2026-03-04 12:30");
  const customer = () => play.runtime.customers.peek(keyOfCustomer(someone));
  expect(customer()?.tags).toEqual(["dormant"]);
  await tell("order.placed", someone, "2026-03-03 20:00", { told: "2026-03-04 18:00" });
  expect(customer()?.tags).toEqual([]);
  await until("2026-03-06 00:00");
  expect(sent.filter(({ journey }) => journey === "dormant-winback")).toEqual([]);
  const report = play.report().journeys.find(({ name }) => name === "dormant-winback");
  expect(report).toMatchObject({ entered: 1, exited: { "segment.left": 1 } });
});

test("a late sign of silence does not wake who has just ordered", async () => {
  const play = playExamples();
  await play.tell("customer.updated", someone, "2026-01-20 09:00", { profile: byMail });
  await play.tell("order.placed", someone, "2026-03-04 09:00", { properties: { total: 88 } });
  await fallAsleep(play, someone, "2026-03-04 10:30");
  await play.until("2026-03-05 00:00");
  const report = play.play.report().journeys.find(({ name }) => name === "dormant-winback");
  expect(report).toMatchObject({ entered: 0 });
});

test("consent withdrawn during the wait: nothing more is sent, and the record says why", async () => {
  const { tell, until, sent, decisions } = await dormant("2026-03-04 10:30");
  const profile = { consents: { "email:*": { given: false, source: "opt-out link" } } };
  await tell("consent.withdrawn", someone, "2026-03-05 08:00", { profile });
  await until("2026-03-20 00:00");
  expect(sent).toHaveLength(1);
  expect(decisions()).toContain(
    "last-call: not sent: no consent to winback by email; no sms address",
  );
});

test("who refused this purpose alone is not woken, and still gets what they agreed to", async () => {
  const { tell, until, steps } = playExamples();
  const consents = { "email:*": { given: true }, "email:winback": { given: false } };
  await tell("customer.registered", someone, "2026-03-02 10:00", {
    profile: { ...byMail, consents },
  });
  await fallAsleep({ tell }, someone, "2026-03-04 10:30");
  await until("2026-03-04 23:00");
  expect(steps()).toEqual([
    "welcome email Mon 2026-03-02 10:00",
    "guide email Tue 2026-03-03 10:00",
  ]);
});

test("a bounced address is not used again: the reminder takes the next channel", async () => {
  const both: Profile = {
    ...byMail,
    addresses: { email: ["gone@example.com"], sms: ["+8613900000009"] },
    consents: { "email:*": { given: true }, "sms:winback": { given: true } },
  };
  const { report, until, steps, tell } = playExamples();
  await tell("customer.registered", someone, "2026-03-02 10:00", { profile: both });
  await report(0, "bounced");
  await fallAsleep({ tell }, someone, "2026-03-04 10:30");
  await until("2026-03-08 00:00");
  expect(steps()[0]).toBe("welcome email Mon 2026-03-02 10:00");
  expect(
    steps()
      .slice(1)
      .every((step) => step.includes(" sms ")),
  ).toBe(true);
  expect(steps().length).toBeGreaterThan(1);
});

test("half get the discount, half the gift, and each gets the same again", async () => {
  const { tell, until, sent } = playExamples();
  for (const id of treated.slice(0, 100)) {
    await tell("customer.updated", id, "2026-01-20 00:00", { profile: addressed(id) });
    await fallAsleep({ tell }, id, "2026-01-26 09:00");
  }
  for (const id of treated.slice(0, 100)) await tell("order.placed", id, "2026-02-10 09:00");
  for (const id of treated.slice(0, 100)) await tell("order.signed", id, "2026-02-12 09:00");
  await until("2026-03-31 00:00");
  const firsts = sent.filter(({ step }) => step.startsWith("first-"));
  expect(firsts).toHaveLength(200);
  const arms = new Map<string, Set<string>>();
  for (const { step, rendered } of firsts) {
    arms.set(rendered.to, (arms.get(rendered.to) ?? new Set()).add(step));
  }
  expect(arms.size).toBe(100);
  expect([...arms.values()].every((steps) => steps.size === 1)).toBe(true);
  const gifts = [...arms.values()].filter((steps) => steps.has("first-gift")).length;
  // Four standard deviations of a fair coin over a hundred.
  expect(gifts).toBeGreaterThan(30);
  expect(gifts).toBeLessThan(70);
});

test("a tenth is held out: they get nothing and are measured apart", async () => {
  const { tell, until, sent, play } = playExamples();
  const heldOut = everybody.filter(isHeldOut);
  expect(heldOut.length).toBeGreaterThan(5);
  for (const id of heldOut) {
    await tell("customer.updated", id, "2026-01-20 00:00", { profile: byMail });
    await fallAsleep({ tell }, id, "2026-03-04 09:00");
  }
  await tell("order.placed", heldOut[0] ?? "", "2026-03-06 09:00", { properties: { total: 10 } });
  await until("2026-03-10 00:00");
  expect(sent).toEqual([]);
  const report = play.report().journeys.find(({ name }) => name === "dormant-winback");
  expect(report).toMatchObject({ entered: 0, heldOut: heldOut.length });
  expect(report?.goal?.heldOut).toMatchObject({ among: heldOut.length, met: 1 });
});

function addressed(id: string): Profile {
  return { ...byMail, addresses: { email: [`${id.toLowerCase()}@example.com`] } };
}

describe("a customer whose zone nobody knows", () => {
  const { zone: _, ...nowhere } = byMail;

  test("is written to by the shop's clock where settings say so", async () => {
    const { until, steps } = await dormant("2026-03-04 12:30", nowhere);
    await until("2026-03-05 00:00");
    expect(steps()[0]).toMatch(/Wed 2026-03-04 19:0\d$/);
  });

  test("waits until it is known where settings say so, and the record says why", async () => {
    const { tell, until, steps, decisions } = playExamples({ settings: { unknownZone: "hold" } });
    await tell("customer.updated", someone, "2026-01-20 09:00", { profile: nowhere });
    await fallAsleep({ tell }, someone, "2026-03-04 10:30");
    await until("2026-03-07 00:00");
    expect(steps()).toEqual([]);
    expect(decisions().join()).toContain("time zone unknown");
    const profile = { zone: "Asia/Shanghai" };
    await tell("customer.updated", someone, "2026-03-07 09:00", { profile });
    await until("2026-03-11 00:00");
    expect(steps()[0]).toMatch(/^first-\w+ email Mon 2026-03-09 1[09]:\d\d$/);
  });
});
