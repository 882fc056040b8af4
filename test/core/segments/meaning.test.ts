import { describe, expect, it } from "vitest";
import type { Customer } from "../../../src/core/customers/customer.ts";
import { currentMeaning } from "../../../src/core/definitions/meaning.ts";
import { applyIdentification } from "../../../src/core/events/apply-identification.ts";
import { importInto } from "../../../src/core/imports/apply-import.ts";
import { parseDay } from "../../../src/core/time/zone.ts";
import { apply, at, customer, event, only, turn } from "../given.ts";
import { publish, sweepTold } from "./given.ts";

const now = at("05-17 12:00");
const dayOf = (text: string) => parseDay(text) ?? 0;
const steps = [{ do: "wait", id: "rest", for: "9d" }] as const;

/** A segment, with journeys on coming in, on going out, and one that takes members in. */
const published = publish({
  segments: [
    { name: "gold", when: { attribute: "tier", is: "gold" }, onEnter: { addTags: ["vip"] } },
  ],
  journeys: [
    { name: "in", entry: { on: "segment.entered", segment: "gold" }, steps: [...steps] },
    { name: "out", entry: { on: "segment.left", segment: "gold" }, steps: [...steps] },
    {
      name: "all",
      entry: { on: "segment.entered", segment: "gold", members: true },
      steps: [...steps],
    },
  ],
});

/** As 0.2.0 left it: committed, settled by these definitions, and without a meaning. */
const stored = (change: Partial<Customer>): Customer =>
  customer({ rev: 7, settled: published.segmentsRev, ...change });

/** One whom 0.2.0 did not take for gold, though the code of now does. */
const outsider = stored({ attributes: { tier: "gold" } });
/** One whom 0.2.0 took for gold, though the code of now does not. */
const insider = stored({ attributes: { tier: "tin" }, segments: { gold: [1] }, tags: ["vip"] });

describe("a new meaning of a segment", () => {
  it("tells nothing in the first sweep, starts nothing, and is noted", () => {
    const entered = sweepTold(outsider, published, now);
    expect(entered).toMatchObject({ told: [], owed: [] });
    expect(entered.customer).toMatchObject({
      segments: { gold: [now] },
      tags: ["vip"],
      meaning: currentMeaning,
      enrollments: {},
    });
    const left = sweepTold(insider, published, now);
    expect(left).toMatchObject({ told: [], owed: [] });
    expect(left.customer).toMatchObject({ segments: {}, enrollments: {} });
  });

  it("starts nothing by the next sweep either, for those who became members by it", () => {
    const after = sweepTold(outsider, published, now).customer;
    const again = sweepTold({ ...after, rev: 8 }, published, now + 1);
    expect(again).toMatchObject({ told: [], owed: [] });
  });

  it("does not keep out of a journey who was a member before", () => {
    const member = stored({ attributes: { tier: "gold" }, segments: { gold: [1] } });
    expect(sweepTold(member, published, now).told).toEqual(["segment.member gold all"]);
  });

  it("is no news with the first event, but what the event itself changes is", () => {
    const quiet = apply(outsider, published, event("order.placed", now));
    expect(quiet).toMatchObject({ derived: [], owed: [] });
    const profile = { attributes: { tier: "tin" } };
    const said = apply(outsider, published, event("order.placed", now, { profile }));
    expect(said.derived.map(({ type }) => type)).toEqual(["segment.left"]);
    expect(Object.values(said.customer.enrollments)).toMatchObject([{ journey: "out" }]);
  });

  it("ends no enrollment that exits when the segment is left", () => {
    const leaving = publish({
      segments: [{ name: "gold", when: { attribute: "tier", is: "gold" } }],
      journeys: [
        {
          name: "perks",
          entry: { on: "segment.entered", segment: "gold" },
          exitWhen: [{ segment: "left" }],
          steps: [...steps],
        },
      ],
    });
    const gold = apply(
      customer(),
      leaving,
      event("x", now, { profile: { attributes: { tier: "gold" } } }),
    ).customer;
    const { meaning: _, ...before } = { ...gold, attributes: { tier: "tin" }, rev: 3 };
    const { customer: after, told } = sweepTold(before, leaving, now);
    expect(told).toEqual([]);
    expect(only(after)).toMatchObject({ journey: "perks", state: "starting" });
  });

  it("is no news with the first turn, but what the turn itself changes is", () => {
    const tagging = publish({
      segments: [
        { name: "gold", when: { attribute: "tier", is: "gold" } },
        { name: "done", when: { tag: "done" } },
      ],
      journeys: [{ steps: [{ do: "update", id: "mark", addTags: ["done"] }] }],
    });
    const begun = apply(customer(), tagging, event("customer.registered", now)).customer;
    const { meaning: _, ...before } = { ...begun, attributes: { tier: "gold" }, rev: 3 };
    const { customer: after, effects } = turn(before, tagging, now);
    expect(Object.keys(after.segments)).toEqual(["gold", "done"]);
    const told = effects.flatMap((effect) => (effect.kind === "tell" ? [effect.told] : []));
    expect(told).toMatchObject([{ type: "segment.entered", properties: { segment: "done" } }]);
  });

  it("tells nothing of either when two customers are joined", () => {
    const anonymous = { ...insider, key: "a234567890123456", id: "visitor" };
    const said = event("customer.identified", now, { properties: { anonymous: "visitor" } });
    const { customer: joined, derived } = applyIdentification(
      outsider,
      anonymous,
      said,
      published,
      now,
    );
    expect(derived).toEqual([]);
    expect(joined).toMatchObject({ meaning: currentMeaning, enrollments: {} });
  });

  it("is taken in by an import, which writes nothing for a line that says nothing new", () => {
    const line = (tier: string) => {
      return { kind: "profile", at: 0, profile: { attributes: { tier } } } as const;
    };
    expect(importInto(outsider, [line("gold")], published, now)).toBe(outsider);
    const after = importInto(outsider, [{ ...line("tin"), at: now }], published, now);
    expect(after).toMatchObject({ meaning: currentMeaning, segments: {} });
  });

  it("waits for definitions that are as new as what the customer was settled by", () => {
    const ahead = { ...outsider, settled: published.segmentsRev + 1 };
    expect(sweepTold(ahead, published, now).customer).toBe(ahead);
  });

  it("is taken back as quietly where a deploy is rolled back", () => {
    const newer = { ...outsider, meaning: currentMeaning + 1 };
    const { customer: after, told } = sweepTold(newer, published, now);
    expect(told).toEqual([]);
    expect(after.meaning).toBe(currentMeaning);
  });
});

describe("a new meaning of a date", () => {
  const birthdays = publish({
    journeys: [
      {
        name: "birthday",
        entry: { on: "date.reached", attribute: "birthday", yearly: true },
        reentry: "always",
        steps: [...steps],
      },
    ],
  });
  const born = (birthday: string, change: Partial<Customer> = {}) =>
    customer({ rev: 7, attributes: { birthday }, ...change });

  it("tells nothing at the first look, and the next year as ever", () => {
    const first = sweepTold(born("1990-05-17"), birthdays, now);
    expect(first).toMatchObject({ told: [], owed: [] });
    expect(first.customer.fired).toEqual({ birthday: [dayOf("2026-05-17")] });
    const next = sweepTold({ ...first.customer, rev: 8 }, birthdays, at("2027-05-17 12:00"));
    expect(next.told).toEqual(["date.reached birthday birthday 2027-05-17"]);
  });

  it("tells a date once that each meaning puts on another day", () => {
    // Told for the 17th by 0.2.0; on the 18th by the code of now.
    const told = born("1990-05-18", { fired: { birthday: [dayOf("2026-05-17")] } });
    const first = sweepTold(told, birthdays, now);
    expect(first.told).toEqual([]);
    const day = sweepTold({ ...first.customer, rev: 8 }, birthdays, at("05-18 12:00"));
    expect(day.told).toEqual([]);
    const year = sweepTold({ ...first.customer, rev: 8 }, birthdays, at("2027-05-18 12:00"));
    expect(year.told).toEqual(["date.reached birthday birthday 2027-05-18"]);
  });

  it("tells a date that comes after the first look", () => {
    const first = sweepTold(born("1990-05-18"), birthdays, now);
    const day = sweepTold({ ...first.customer, rev: 8 }, birthdays, at("05-18 12:00"));
    expect(day.told).toEqual(["date.reached birthday birthday 2026-05-18"]);
  });

  it("keeps days without an event quiet that the first look finds", () => {
    const quiet = publish({
      journeys: [
        { entry: { on: "inactivity.reached", event: "login", days: [7, 30] }, steps: [...steps] },
      ],
    });
    const seen = apply(customer(), quiet, event("login", at("05-01"))).customer;
    const { meaning: _, ...before } = { ...seen, rev: 7 };
    const first = sweepTold(before, quiet, now);
    expect(first.told).toEqual([]);
    const later = sweepTold({ ...first.customer, rev: 8 }, quiet, at("06-01 12:00"));
    expect(later.told).toEqual(["inactivity.reached welcome 30"]);
  });
});

it("everything of a new customer is news", () => {
  const profile = { attributes: { tier: "gold" } };
  const { customer: fresh, derived } = apply(customer(), published, event("x", now, { profile }));
  expect(derived.map(({ type }) => type)).toEqual(["segment.entered"]);
  expect(fresh.meaning).toBe(currentMeaning);
});
