import { describe, expect, it } from "vitest";
import type { Customer } from "../../../src/core/customers/customer.ts";
import type { Definitions } from "../../../src/core/definitions/definitions.ts";
import type { Journey } from "../../../src/core/definitions/journey.ts";
import { currentMeaning } from "../../../src/core/definitions/meaning.ts";
import { applyIdentification } from "../../../src/core/events/apply-identification.ts";
import type { Profile } from "../../../src/core/events/event.ts";
import { HOUR, type Instant } from "../../../src/core/time/instant.ts";
import { takeTurn } from "../../../src/core/turns/take-turn.ts";
import { apply, at, customer, event } from "../given.ts";
import { committed, publish, sweepTold } from "./given.ts";

const steps: Journey["steps"] = [{ do: "wait", id: "rest", for: "1d" }];
const yearly = { on: "date.reached", attribute: "birthday", yearly: true } as const;

function birthdays(entry: Partial<Journey["entry"]> = {}, since?: Instant): Definitions {
  const change = { name: "birthday", reentry: "always", steps } as const;
  return publish({
    journeys: [{ ...change, entry: { ...yearly, ...entry } }],
    ...(since !== undefined && { since: { "journeys/birthday": { rev: 1, at: since } } }),
  });
}

/** What hourly sweeps tell from the whole hour after an instant on, for so many days. */
function told(who: Customer, published: Definitions, from: Instant, days = 5): string[] {
  const first = Math.ceil((from + 1) / HOUR) * HOUR;
  let current = committed(who);
  return Array.from({ length: days * 24 }, (_, hours) => first + hours * HOUR).flatMap((now) => {
    const swept = sweepTold(current, published, now);
    if (swept.customer !== current) current = committed(swept.customer);
    return swept.told.map((text) => `${new Date(now).toISOString().slice(5, 16)} ${text}`);
  });
}

function learn(who: Customer, published: Definitions, profile: Profile, now: Instant): Customer {
  return apply(who, published, event("customer.registered", now, { profile })).customer;
}

const knowing = (birthday: string, change: Partial<Customer> = {}) =>
  customer({ rev: 1, meaning: currentMeaning, attributes: { birthday }, ...change });

describe("a customer who registers", () => {
  const now = at("03-17 15:00");
  const after = (birthday: string, zone = "UTC", published = birthdays()) =>
    told(learn(customer(), published, { zone, attributes: { birthday } }, now), published, now);

  it("on the birthday gets the mail that day, days after it none", () => {
    expect(after("1990-03-17")).toEqual(["03-17T16:00 date.reached birthday birthday 2026-03-17"]);
    expect(after("1990-03-16")).toEqual([]);
    expect(after("1990-03-15")).toEqual([]);
    expect(after("1990-03-13")).toEqual([]);
    expect(after("1990-03-18")).toEqual(["03-18T09:00 date.reached birthday birthday 2026-03-18"]);
  });

  it("is on the day that the customer's own calendar shows", () => {
    // 15:00 UTC is 04:00 of the 18th in Auckland, and 17 March at 08:00 in Los Angeles.
    expect(after("1990-03-17", "Pacific/Auckland")).toEqual([]);
    expect(after("1990-03-18", "Pacific/Auckland")).toHaveLength(1);
    expect(after("1990-03-17", "America/Los_Angeles")).toHaveLength(1);
    expect(after("1990-03-16", "America/Los_Angeles")).toEqual([]);
  });

  it("for a date in hours counts the day of the occurrence", () => {
    const entry = { attribute: "birthday", yearly: false, offset: "-2h" };
    const published = birthdays(entry);
    // Half an hour ago it was two hours before; the date itself is still to come.
    expect(after("2026-03-17T16:30:00Z", "UTC", published)).toHaveLength(1);
    // Five hours ago: a reminder after the date is worse than none.
    expect(after("2026-03-17T10:00:00Z", "UTC", published)).toEqual([]);
    expect(after("2026-03-17T01:30:00Z", "UTC", published)).toEqual([]);
    expect(after("2026-03-17T18:00:00Z", "UTC", published)).toEqual([
      "03-17T16:00 date.reached birthday birthday 2026-03-17",
    ]);
  });

  it("is told of next year's", () => {
    const published = birthdays();
    const who = learn(customer(), published, { attributes: { birthday: "1990-03-15" } }, now);
    expect(told(who, published, at("2027-03-14"), 3)).toEqual([
      "03-15T09:00 date.reached birthday birthday 2027-03-15",
    ]);
  });

  it("before the journey went live hears nothing of what came before that", () => {
    expect(after("1990-03-17", "UTC", birthdays({}, at("03-17 10:00")))).toEqual([]);
  });
});

describe("a customer who was known", () => {
  const published = birthdays();
  const now = at("03-18 15:00");

  it("is told of what was due though a profile says the same date again", () => {
    const who = knowing("1990-03-17");
    const same = { attributes: { birthday: "1990-03-17", city: "Bonn" } };
    expect(told(learn(who, published, same, now), published, now)).toHaveLength(1);
    // The same day, written in another way.
    const written = { attributes: { birthday: "1990-03-17T00:00:00Z" } };
    expect(told(learn(who, published, written, now), published, now)).toHaveLength(1);
  });

  it("is not told of a date that is corrected to a past one, but of one that is still to come", () => {
    const who = knowing("1990-06-01");
    const correct = (birthday: string) =>
      told(learn(who, published, { attributes: { birthday } }, now), published, now);
    expect(correct("1990-03-17")).toEqual([]);
    expect(correct("1990-03-18")).toHaveLength(1);
    expect(correct("1990-03-19")).toHaveLength(1);
    const twice = learn(who, published, { attributes: { birthday: "1990-03-17" } }, now);
    const again = learn(twice, published, { attributes: { birthday: "1990-03-18" } }, now + HOUR);
    expect(told(again, published, now + HOUR)).toHaveLength(1);
  });

  it("whose zone is learnt is told of what came by the shop's, once", () => {
    // 17 March, 15:00 UTC, is the 18th in Auckland: the day was known, and it is told late.
    const late = at("03-17 15:00");
    const who = learn(knowing("1990-03-17"), published, { zone: "Pacific/Auckland" }, late);
    expect(told(who, published, late)).toHaveLength(1);
    const done = committed(sweepTold(knowing("1990-03-17"), published, at("03-17 09:00")).customer);
    const moved = learn(done, published, { zone: "America/Los_Angeles" }, late);
    expect(told(moved, published, late)).toEqual([]);
  });

  it("whose zone is learnt is not told again of a time that falls on another day there", () => {
    const who = committed(
      sweepTold(knowing("1990-03-17T20:00:00Z"), published, at("03-17 09:00")).customer,
    );
    expect(who.fired).toEqual({ birthday: [at("03-17") / (24 * HOUR)] });
    const moved = learn(who, published, { zone: "Asia/Tokyo" }, at("03-17 15:00"));
    expect(told(moved, published, at("03-17 15:00"))).toEqual([]);
    expect(told(moved, published, at("2027-03-16"), 4)).toHaveLength(1);
  });
});

it("a date that a journey sets is learnt, too", () => {
  const set: Journey["steps"] = [{ do: "update", set: { birthday: { from: "born" } } }, ...steps];
  const published = publish({
    journeys: [
      { name: "birthday", entry: yearly, reentry: "always", steps },
      { name: "form", entry: { on: "form.sent" }, steps: set },
    ],
  });
  const now = at("03-17 15:00");
  const after = (born: string) => {
    const sent = apply(customer({ zone: "UTC" }), published, {
      ...event("form.sent", now),
      properties: { born },
    }).customer;
    const name = Object.values(sent.enrollments)[0];
    const compiled = name && published.journey(name.journey, name.version);
    if (!name || !compiled) throw new RangeError("not entered");
    const { customer: who } = takeTurn(published, compiled, sent, name.id, now, { born });
    return told(who, published, now);
  };
  expect(after("1990-03-15")).toEqual([]);
  expect(after("1990-03-17")).toHaveLength(1);
});

describe("a visitor who is joined", () => {
  const published = birthdays();
  const now = at("03-18 15:00");
  const join = (known: Customer, visitor: Customer, profile: Profile = {}) => {
    const properties = { anonymous: "visitor" };
    const said = event("customer.identified", now, { properties, profile });
    const anonymous = { ...visitor, key: "a234567890123456", id: "visitor" };
    return told(
      applyIdentification(known, anonymous, said, published, now).customer,
      published,
      now,
    );
  };

  it("brings what was due, and nothing that was told", () => {
    const day = at("03-17") / (24 * HOUR);
    expect(join(customer({ rev: 1, meaning: currentMeaning }), knowing("1990-03-17"))).toHaveLength(
      1,
    );
    expect(
      join(
        customer({ rev: 1, meaning: currentMeaning }),
        knowing("1990-03-17", { fired: { birthday: [day] } }),
      ),
    ).toEqual([]);
    const profile = { attributes: { birthday: "1990-03-17" } };
    expect(
      join(
        customer({ rev: 1, meaning: currentMeaning }),
        customer({ rev: 1, meaning: currentMeaning }),
        profile,
      ),
    ).toEqual([]);
  });
});
