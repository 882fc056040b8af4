import { describe, expect, it } from "vitest";
import type { Customer } from "../../../src/core/customers/customer.ts";
import type { Definitions } from "../../../src/core/definitions/definitions.ts";
import type { Journey } from "../../../src/core/definitions/journey.ts";
import { importInto } from "../../../src/core/imports/apply-import.ts";
import { HOUR, type Instant } from "../../../src/core/time/instant.ts";
import { apply, at, customer, event } from "../given.ts";
import { committed, publish, sweepTold } from "./given.ts";

const steps: Journey["steps"] = [{ do: "wait", id: "rest", for: "1d" }];

/** Sweeps at each of the moments, as commits do; tells what was said when. */
function sweepAt(who: Customer, published: Definitions, moments: readonly Instant[]): string[] {
  let current = who;
  return moments.flatMap((now) => {
    const { customer: after, told } = sweepTold(current, published, now);
    if (after !== current) current = committed(after);
    return told.map((text) => `${new Date(now).toISOString().slice(5, 16)} ${text}`);
  });
}

/** Every hour of a stretch. */
function hourly(from: string, to: string): Instant[] {
  const moments: Instant[] = [];
  for (let now = at(from); now <= at(to); now += HOUR) moments.push(now);
  return moments;
}

function onDate(
  entry: Omit<Extract<Journey["entry"], { attribute: string }>, "on">,
  name = "birthday",
) {
  return {
    name,
    reentry: "always" as const,
    entry: { on: "date.reached" as const, ...entry },
    steps,
  } satisfies Partial<Journey>;
}

describe("a date of a customer", () => {
  const born = (birthday: string, zone?: string) =>
    customer({ attributes: { birthday }, ...(zone !== undefined && { zone }) });

  it("comes once a year, days before it and on the day, each journey once", () => {
    const published = publish({
      journeys: [
        onDate({ attribute: "birthday", offset: "-7d", yearly: true }, "week-before"),
        onDate({ attribute: "birthday", offset: "-3d", yearly: true }, "days-before"),
        onDate({ attribute: "birthday", yearly: true }, "on-the-day"),
      ],
    });
    expect(sweepAt(born("1990-05-17"), published, hourly("05-01 00:30", "05-31 00:30"))).toEqual([
      "05-10T09:30 date.reached week-before birthday 2026-05-10",
      "05-14T09:30 date.reached days-before birthday 2026-05-14",
      "05-17T09:30 date.reached on-the-day birthday 2026-05-17",
    ]);
  });

  it("starts the journey", () => {
    const published = publish({ journeys: [onDate({ attribute: "birthday", yearly: true })] });
    const { customer: who, owed } = sweepTold(born("1990-05-17"), published, at("05-17 12:00"));
    expect(owed).toMatchObject([{ kind: "start" }]);
    expect(Object.values(who.enrollments)).toMatchObject([{ journey: "birthday" }]);
  });

  it("is one of the customer's zone, from the hour that is asked for", () => {
    const entry = { attribute: "birthday", at: "08:00", yearly: true };
    const published = publish({ journeys: [onDate(entry)] });
    const inTokyo = born("1990-05-17", "Asia/Tokyo");
    expect(sweepAt(inTokyo, published, hourly("05-15 00:00", "05-19 00:00"))).toEqual([
      "05-16T23:00 date.reached birthday birthday 2026-05-17",
    ]);
  });

  it("does not come again when the customer moves to another zone on the day", () => {
    const published = publish({ journeys: [onDate({ attribute: "birthday", yearly: true })] });
    const there = committed(
      sweepTold(born("1990-05-17", "Asia/Tokyo"), published, at("05-17 00:30")).customer,
    );
    const moved = { ...there, zone: "America/Los_Angeles" };
    expect(sweepTold(moved, published, at("05-17 18:00")).told).toEqual([]);
  });

  it("is the 28th in a common year for who was born on 29 February", () => {
    const published = publish({ journeys: [onDate({ attribute: "birthday", yearly: true })] });
    const leap = born("2004-02-29");
    expect(sweepAt(leap, published, hourly("02-27 00:00", "03-02 00:00"))).toEqual([
      "02-28T09:00 date.reached birthday birthday 2026-02-28",
    ]);
    expect(sweepAt(leap, published, hourly("2028-02-27 00:00", "2028-03-02 00:00"))).toEqual([
      "02-29T09:00 date.reached birthday birthday 2028-02-29",
    ]);
  });

  it("comes every month, on the last day of one that is shorter", () => {
    const published = publish({ journeys: [onDate({ attribute: "joined", monthly: true })] });
    const who = customer({ attributes: { joined: "2025-12-31" } });
    expect(sweepAt(who, published, hourly("01-01 12:00", "05-01 12:00"))).toEqual([
      "01-01T12:00 date.reached birthday joined 2025-12-31",
      "01-31T09:00 date.reached birthday joined 2026-01-31",
      "02-28T09:00 date.reached birthday joined 2026-02-28",
      "03-31T09:00 date.reached birthday joined 2026-03-31",
      "04-30T09:00 date.reached birthday joined 2026-04-30",
    ]);
  });

  it("comes once where it is not said that it recurs", () => {
    const published = publish({ journeys: [onDate({ attribute: "renewal", offset: "3d" })] });
    const who = customer({ attributes: { renewal: "2026-03-01" } });
    expect(sweepAt(who, published, hourly("02-01 12:00", "2026-08-01 12:00"))).toEqual([
      "03-04T09:00 date.reached birthday renewal 2026-03-04",
    ]);
  });

  it("comes late by a late sweep, but not after three days", () => {
    const published = publish({ journeys: [onDate({ attribute: "birthday", yearly: true })] });
    expect(sweepAt(born("1990-05-17"), published, [at("05-20 09:00")])).toHaveLength(1);
    expect(sweepAt(born("1990-05-17"), published, [at("05-20 09:01")])).toEqual([]);
  });

  it("does not come for a journey that went live after it", () => {
    const since = { "journeys/birthday": { rev: 3, at: at("05-17 09:01") } };
    const journeys = [onDate({ attribute: "birthday", yearly: true })];
    const published = publish({ journeys, since });
    expect(sweepAt(born("1990-05-17"), published, [at("05-17 10:00")])).toEqual([]);
  });

  it("is the day that is written where shops write midnight with it", () => {
    const published = publish({ journeys: [onDate({ attribute: "birthday", yearly: true })] });
    const inNewYork = "05-17T13:00 date.reached birthday birthday 2026-05-17";
    for (const written of ["1990-05-17", "1990-05-17T00:00:00Z", "1990-05-17T00:00:00+08:00"]) {
      const who = born(written, "America/New_York");
      expect(sweepAt(who, published, hourly("05-15 00:00", "05-19 00:00"))).toEqual([inNewYork]);
    }
    const instant = publish({
      journeys: [onDate({ attribute: "birthday", yearly: true })],
      attributes: { birthday: "instant" },
    });
    const who = born("1990-05-17T00:00:00Z", "America/New_York");
    expect(sweepAt(who, instant, hourly("05-15 00:00", "05-19 00:00"))).toEqual([
      "05-16T13:00 date.reached birthday birthday 2026-05-16",
    ]);
  });

  it("comes hours before a time, and again for another time of that day", () => {
    const published = publish({ journeys: [onDate({ attribute: "appointment", offset: "-2h" })] });
    const booked = (appointment: string) => customer({ attributes: { appointment } });
    const first = booked("2026-03-10T11:30:00Z");
    expect(sweepAt(first, published, hourly("03-10 00:00", "03-11 00:00"))).toEqual([
      "03-10T10:00 date.reached birthday appointment 2026-03-10",
    ]);
    const told = committed(sweepTold(first, published, at("03-10 10:00")).customer);
    const later = { ...told, attributes: { appointment: "2026-03-10T18:00:00Z" } };
    expect(sweepAt(later, published, hourly("03-10 11:00", "03-11 00:00"))).toEqual([
      "03-10T16:00 date.reached birthday appointment 2026-03-10",
    ]);
    const earlier = { ...told, attributes: { appointment: "2026-03-10T11:00:00Z" } };
    expect(sweepAt(earlier, published, hourly("03-10 11:00", "03-11 00:00"))).toEqual([]);
  });

  it("hours before a time is not told once that time is over", () => {
    const journeys = [onDate({ attribute: "appointment", offset: "-2h" })];
    const published = publish({ journeys });
    const booked = (appointment: string) => customer({ attributes: { appointment } });
    // Booked within the hour of the sweep: it comes too late for one, in time for the other.
    expect(sweepAt(booked("2026-03-10T13:30:00Z"), published, [at("03-10 14:00")])).toEqual([]);
    expect(sweepAt(booked("2026-03-10T14:30:00Z"), published, [at("03-10 14:00")])).toHaveLength(1);
    // At the very time it is over, too.
    expect(sweepAt(booked("2026-03-10T14:00:00Z"), published, [at("03-10 14:00")])).toEqual([]);
    const after = publish({ journeys: [onDate({ attribute: "appointment", offset: "2h" })] });
    expect(sweepAt(booked("2026-03-10T11:30:00Z"), after, [at("03-10 14:00")])).toHaveLength(1);
  });

  it("that 0.2.0 told of a day does not come again for a time of that day", () => {
    const published = publish({ journeys: [onDate({ attribute: "appointment", offset: "-2h" })] });
    const day = at("03-10") / (24 * HOUR);
    const told = customer({
      attributes: { appointment: "2026-03-10T11:30:00Z" },
      fired: { birthday: [day] },
    });
    expect(sweepAt(told, published, hourly("03-10 00:00", "03-11 00:00"))).toEqual([]);
  });

  it("is none where the attribute is no date", () => {
    const published = publish({ journeys: [onDate({ attribute: "birthday", yearly: true })] });
    expect(sweepAt(born("soon"), published, hourly("05-01 00:00", "05-03 00:00"))).toEqual([]);
  });
});

describe("days without an event", () => {
  const sleepy: Partial<Journey> = {
    name: "sleepy",
    reentry: "always",
    entry: { on: "inactivity.reached", event: "login", days: [30, 7, 60, 90, 120] },
    steps,
  };
  const published = publish({ journeys: [sleepy] });
  const login = (when: string) => event("login", at(when));
  const loggedIn = committed(apply(customer(), published, login("01-01 15:00")).customer);
  const told = (day: string, days: number) => `${day}T00:00 inactivity.reached sleepy ${days}`;

  it("are told at each of the days that are asked for, once", () => {
    expect(sweepAt(loggedIn, published, hourly("01-01 16:00", "07-01 00:00"))).toEqual([
      told("01-08", 7),
      told("01-31", 30),
      told("03-02", 60),
      told("04-01", 90),
      told("05-01", 120),
    ]);
  });

  it("are told late by a late sweep, each of those that have gone by, once", () => {
    const moments = [at("02-20 00:00"), at("02-20 01:00"), at("03-02 00:00")];
    expect(sweepAt(loggedIn, published, moments)).toEqual([
      told("02-20", 7),
      told("02-20", 30),
      told("03-02", 60),
    ]);
  });

  it("begin anew with the next event", () => {
    const slept = committed(sweepTold(loggedIn, published, at("01-31")).customer);
    const back = committed(apply(slept, published, login("02-01 10:00")).customer);
    expect(sweepAt(back, published, hourly("02-01 16:00", "02-20 00:00"))).toEqual([
      told("02-08", 7),
    ]);
  });

  it("are counted from a late event's own day", () => {
    const slept = committed(sweepTold(loggedIn, published, at("01-08")).customer);
    const late = { ...login("01-05 10:00"), accepted: at("01-09") };
    const known = committed(apply(slept, published, late).customer);
    expect(sweepAt(known, published, hourly("01-09 16:00", "01-20 00:00"))).toEqual([
      told("01-12", 7),
    ]);
  });

  it("are told of nobody who never had such an event", () => {
    expect(sweepAt(customer(), published, [at("07-01")])).toEqual([]);
  });

  it("that were over before the journey went live are no news", () => {
    const since = { "journeys/sleepy": { rev: 3, at: at("02-10") } };
    const live = publish({ journeys: [sleepy], since });
    expect(sweepAt(loggedIn, live, hourly("02-10 00:00", "03-05 00:00"))).toEqual([
      told("03-02", 60),
    ]);
  });

  it("that an import tells of are no news, but those after it are", () => {
    const past = { kind: "event", event: login("01-01 15:00") } as const;
    const imported = committed(importInto(customer(), [past], published, at("01-10 12:00")));
    expect(sweepAt(imported, published, hourly("01-10 13:00", "02-10 00:00"))).toEqual([
      told("01-31", 30),
    ]);
  });

  it("that were due before an import are still told", () => {
    const profile = { kind: "profile", at: at("01-10"), profile: { tags: ["vip"] } } as const;
    const imported = committed(importInto(loggedIn, [profile], published, at("01-10 12:00")));
    expect(sweepAt(imported, published, [at("01-10 13:00")])).toHaveLength(1);
  });
});
