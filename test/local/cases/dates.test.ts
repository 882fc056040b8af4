import { describe, expect, it } from "vitest";
import { send, wait } from "./case-files.ts";
import { playCase } from "./play-case.ts";

describe("a date that a journey waits for", () => {
  const visit = (offset: string, at?: string) => ({
    visit: {
      entry: { on: "visit.booked" },
      steps: [
        wait("before", { until: { attribute: "visit", offset, ...(at !== undefined && { at }) } }),
        send("reminder"),
      ],
    },
  });
  const says = (type: string, customer: string, at: string, date: string) => {
    return { type, customer, at, profile: { attributes: { visit: date } } };
  };

  it("moves the reminder when it moves, to later and to earlier", async () => {
    const played = playCase({
      journeys: visit("-1d", "10:00"),
      customers: { later: {}, sooner: {} },
      events: [
        says("visit.booked", "later", "03-02 10:00", "2026-03-10"),
        says("visit.booked", "sooner", "03-02 10:00", "2026-03-20"),
        says("visit.moved", "later", "03-05 10:00", "2026-03-20"),
        says("visit.moved", "sooner", "03-05 10:00", "2026-03-10"),
      ],
      to: "03-25",
    });
    expect(await played).toEqual(["sooner reminder 03-09 10:00", "later reminder 03-19 10:00"]);
  });

  it("with a clock is reminded of hours before that clock", async () => {
    const played = playCase({
      journeys: visit("-2h"),
      customers: { ida: {} },
      events: [says("visit.booked", "ida", "03-02 10:00", "2026-03-10T15:30:00Z")],
      to: "03-12",
    });
    expect(await played).toEqual(["ida reminder 03-10 13:30"]);
  });
});

describe("a birthday", () => {
  const birthday = (at: string) => ({
    birthday: {
      entry: { on: "date.reached", attribute: "birthday", yearly: true, at },
      reentry: { after: "300d" },
      steps: [send("happy")],
    },
  });

  it("written as midnight UTC is that day, in New York too", async () => {
    const zone = "America/New_York";
    const played = playCase({
      journeys: birthday("10:00"),
      customers: {
        midnight: { zone, attributes: { birthday: "1990-03-17T00:00:00Z" } },
        plain: { zone, attributes: { birthday: "1990-03-17" } },
      },
      events: [
        { type: "login", customer: "midnight", at: "03-01 10:00" },
        { type: "login", customer: "plain", at: "03-01 10:00" },
      ],
      to: "03-20",
    });
    expect((await played).toSorted()).toEqual([
      "midnight happy 03-17 10:00",
      "plain happy 03-17 10:00",
    ]);
  });

  it("is greeted on the day that we learn it, and never when it had passed before", async () => {
    const registered = (customer: string, date: string) => ({
      type: "customer.registered",
      customer,
      at: "03-17 15:00",
      profile: {
        addresses: { email: [`${customer}@example.com`] },
        consents: { "email:*": true },
        zone: "UTC",
        attributes: { birthday: date },
      },
    });
    const played = await playCase({
      journeys: birthday("09:00"),
      customers: { host: {} },
      events: [
        { type: "login", customer: "host", at: "03-01 10:00" },
        registered("today", "1990-03-17"),
        registered("two-days-ago", "1990-03-15"),
        registered("four-days-ago", "1990-03-13"),
      ],
      to: "03-25",
    });
    expect(played.map((line) => line.slice(0, "today happy 03-17".length))).toEqual([
      "today happy 03-17",
    ]);
  });
});

describe("the calendar", () => {
  it("gives a daily lesson each day at its time", async () => {
    const daily = {
      do: "repeat",
      id: "daily",
      times: 4,
      steps: [wait("next", { until: "09:00" }), send("lesson")],
    };
    const played = playCase({
      journeys: { course: { entry: { on: "course.begun" }, steps: [daily] } },
      customers: { tom: {} },
      events: [{ type: "course.begun", customer: "tom", at: "03-27 07:00" }],
      to: "04-03",
    });
    expect(await played).toEqual(
      ["27", "28", "29", "30"].map((day) => `tom lesson 03-${day} 09:00`),
    );
  });

  it("lets a customer in again a day later at the same time, though the clock was changed", async () => {
    const quote = (at: string) => ({ type: "quote.due", customer: "eva", at });
    const played = playCase({
      journeys: {
        quotes: { entry: { on: "quote.due" }, reentry: { after: "1d" }, steps: [send("quote")] },
      },
      customers: { eva: { zone: "Europe/Berlin" } },
      // 09:00 in Berlin each day; summer time begins on 29 March.
      events: ["03-27 08:00", "03-28 08:00", "03-29 07:00", "03-30 07:00"].map(quote),
      to: "04-02",
    });
    expect(await played).toEqual(
      ["27", "28", "29", "30"].map((day) => `eva quote 03-${day} 09:00`),
    );
  });
});
