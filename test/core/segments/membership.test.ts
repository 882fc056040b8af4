import { describe, expect, it } from "vitest";
import type { Segment } from "../../../src/core/definitions/segment.ts";
import { isMember } from "../../../src/core/segments/membership.ts";
import { apply, at, customer, event, only, turn } from "../given.ts";
import { committed, publish, sweepTold } from "./given.ts";

const buyers: Segment = {
  name: "buyers",
  when: { event: "order.placed", within: "30d" },
  onEnter: { addTags: ["buyer"], removeTags: ["dormant"] },
  onLeave: { addTags: ["dormant"], removeTags: ["buyer"] },
};
const dormant: Segment = {
  name: "dormant",
  when: { event: "order.placed", daysSince: { atLeast: 30 } },
  onEnter: { addTags: ["sleeps"] },
  onLeave: { removeTags: ["sleeps"] },
};
const order = (day: string) => event("order.placed", at(`${day} 10:00`));
const wait = { do: "wait", id: "rest", for: "3d" } as const;

describe("membership that an event decides", () => {
  const published = publish({ segments: [buyers] });

  it("follows in the same turn of intake, tags and all", () => {
    const who = apply(customer({ tags: ["dormant", "vip"] }), published, order("01-05")).customer;
    expect(who.segments).toEqual({ buyers: [at("01-05 10:00")] });
    expect(who.tags).toEqual(["vip", "buyer"]);
  });

  it("is told as an event after the one that decided it", () => {
    const { derived, customer: who } = apply(customer(), published, order("01-05"));
    expect(derived).toMatchObject([{ type: "segment.entered", properties: { segment: "buyers" } }]);
    expect(who.said).toMatchObject([{ derived: [{ type: "segment.entered" }] }]);
    expect(apply(who, published, order("01-06")).derived).toEqual([]);
  });

  it("starts journeys that are entered on the segment, and ends them when it is left", () => {
    const first: Segment = { name: "first", when: { event: "order.placed", count: { is: 1 } } };
    const live = publish({
      segments: [first],
      journeys: [
        {
          entry: { on: "segment.entered", segment: "first" },
          exitWhen: [{ segment: "left" }],
          steps: [wait],
        },
      ],
    });
    const { customer: in1, owed } = apply(customer(), live, order("01-05"));
    expect(owed).toMatchObject([{ kind: "start", enrollment: only(in1).id, turn: 1 }]);
    const left = apply(in1, live, order("01-06"));
    expect(only(left.customer)).toMatchObject({ state: "closing", ending: "segment.left" });
    expect(left.owed).toMatchObject([{ kind: "wake" }]);
  });

  it("is decided before the journeys of that event look at its tags", () => {
    const live = publish({
      segments: [buyers],
      journeys: [{ entry: { on: "order.placed", if: { tag: "buyer" } } }],
    });
    expect(only(apply(customer(), live, order("01-05")).customer).state).toBe("starting");
  });

  it("starts no journey of another segment", () => {
    const other: Segment = { name: "other", when: { tag: "nobody" } };
    const entry = { on: "segment.entered", segment: "other" } as const;
    const live = publish({ segments: [buyers, other], journeys: [{ entry }] });
    expect(apply(customer(), live, order("01-05")).customer.enrollments).toEqual({});
  });
});

describe("membership that time decides", () => {
  const published = publish({
    segments: [buyers, dormant],
    journeys: [
      {
        purpose: "winback",
        reentry: "always",
        entry: { on: "segment.entered", segment: "dormant" },
        exitWhen: [{ segment: "left" }],
        steps: [wait],
      },
    ],
  });
  const ordered = committed(apply(customer(), published, order("01-05")).customer);

  it("follows in the sweep, not a day early", () => {
    expect(sweepTold(ordered, published, at("02-03 23:59")).told).toEqual([]);
    const { customer: who, told } = sweepTold(ordered, published, at("02-04 00:00"));
    expect(told).toEqual(["segment.left buyers", "segment.entered dormant"]);
    expect(who.tags).toEqual(["dormant", "sleeps"]);
    expect(only(who)).toMatchObject({ journey: "welcome", state: "starting" });
  });

  it("changes nothing where nothing has changed: the very same customer", () => {
    expect(sweepTold(ordered, published, at("01-20")).customer).toBe(ordered);
  });

  it("happens once, however often the sweep comes by", () => {
    const once = committed(sweepTold(ordered, published, at("02-04")).customer);
    expect(sweepTold(once, published, at("02-04 01:00")).customer).toBe(once);
    expect(sweepTold(once, published, at("03-04")).told).toEqual([]);
  });

  it("is repaired by a late event, which stops the wake-up before it is sent", () => {
    const asleep = committed(sweepTold(ordered, published, at("02-04")).customer);
    const late = { ...order("02-02"), accepted: at("02-04 12:00") };
    const { customer: who, owed } = apply(asleep, published, late);
    expect(who.tags).toEqual(["buyer"]);
    expect(only(who)).toMatchObject({ state: "closing", ending: "segment.left" });
    expect(owed).toMatchObject([{ kind: "wake" }]);
  });

  it("starts a second pass after a second falling asleep", () => {
    const first = committed(sweepTold(ordered, published, at("02-04")).customer);
    const awake = committed(apply(first, published, order("02-05")).customer);
    const { customer: who, told } = sweepTold(awake, published, at("03-07"));
    expect(told).toContain("segment.entered dormant");
    expect(Object.values(who.enrollments).map(({ state }) => state)).toEqual([
      "closing",
      "starting",
    ]);
  });
});

describe("a segment that is newer than what is known of a customer", () => {
  const old = publish({ segments: [buyers] });
  const published = publish({
    segments: [buyers, dormant],
    since: { "segments/dormant": { rev: 7, at: at("02-10") } },
    journeys: [{ entry: { on: "segment.entered", segment: "dormant" } }],
  });
  const sleeping = committed(apply(customer(), old, order("01-05")).customer);

  it("is entered in silence: publishing it mails nobody", () => {
    const { customer: who, told } = sweepTold(sleeping, published, at("02-10"));
    expect(told).toEqual(["segment.left buyers"]);
    expect(isMember(who, "dormant")).toBe(true);
    expect(who.tags).toContain("sleeps");
    expect(who.enrollments).toEqual({});
  });

  it("is news to a customer of whom nothing was known", () => {
    const active: Segment = { name: "active", when: { event: "order.placed" } };
    const since = { "segments/active": { rev: 7, at: at("02-10") } };
    const { derived } = apply(customer(), publish({ segments: [active], since }), order("02-11"));
    expect(derived).toHaveLength(1);
  });

  it("is news from the first look on", () => {
    const looked = committed(sweepTold(sleeping, published, at("01-20")).customer);
    expect(looked.settled).toBe(7);
    expect(sweepTold(looked, published, at("02-10")).told).toContain("segment.entered dormant");
  });

  it("is left alone by definitions that are older than what it was settled by", () => {
    const settled = committed(sweepTold(sleeping, published, at("02-10")).customer);
    expect(sweepTold(settled, old, at("02-11")).customer).toBe(settled);
  });
});

describe("members of before", () => {
  const entry = { on: "segment.entered", segment: "buyers", members: true } as const;
  const before = publish({ segments: [buyers] });
  const published = publish({ segments: [buyers], journeys: [{ entry, reentry: "always" }] });
  const member = committed(apply(customer(), before, order("01-05")).customer);

  it("enter by the next sweep, once", () => {
    const { customer: who, told, owed } = sweepTold(member, published, at("01-06"));
    expect(told).toEqual(["segment.member buyers welcome"]);
    expect(owed).toMatchObject([{ kind: "start" }]);
    const again = committed(who);
    expect(sweepTold(again, published, at("01-07")).customer).toBe(again);
  });

  it("do not enter a journey that does not take them in", () => {
    const { members: _, ...plain } = entry;
    const live = publish({ segments: [buyers], journeys: [{ entry: plain }] });
    expect(sweepTold(member, live, at("01-06")).customer).toBe(member);
  });

  it("who may not enter stay out without a word", () => {
    const closed = publish({
      segments: [buyers],
      journeys: [{ entry: { ...entry, if: { tag: "nobody" } } }],
    });
    expect(sweepTold(member, closed, at("01-06")).customer).toBe(member);
  });
});

describe("having been in a segment", () => {
  const recalled: Segment = {
    name: "recalled",
    when: {
      all: [
        { segment: "dormant", wasWithin: "10d" },
        { event: "order.placed", within: "10d" },
      ],
    },
  };
  const published = publish({ segments: [recalled, dormant] });
  const ordered = committed(apply(customer(), published, order("01-05")).customer);
  const asleep = committed(sweepTold(ordered, published, at("02-04")).customer);

  it("is known from the moment it is left, for as many days as are asked for", () => {
    const awake = committed(apply(asleep, published, order("02-08")).customer);
    expect(awake.segments).toEqual({
      dormant: [at("02-04"), at("02-08 10:00")],
      recalled: [at("02-08 10:00")],
    });
    const { told } = sweepTold(awake, published, at("02-17"));
    expect(told).toEqual([]);
    const later = sweepTold(awake, published, at("02-18"));
    expect(later.told).toEqual(["segment.left recalled"]);
  });

  it("is forgotten when nobody can ask any more", () => {
    const awake = committed(apply(asleep, published, order("02-08")).customer);
    const much = committed(apply(awake, published, order("03-01")).customer);
    expect(much.segments).toEqual({});
  });

  it("is not known of who has never been in it", () => {
    expect(apply(ordered, published, order("01-06")).customer.segments).toEqual({});
  });
});

describe("a turn that changes its customer", () => {
  const vip: Segment = { name: "vip", when: { tag: "vip" }, onEnter: { addTags: ["greet"] } };
  const published = publish({
    segments: [vip],
    journeys: [
      { steps: [{ do: "update", addTags: ["vip"] }, wait] },
      { name: "greeting", entry: { on: "segment.entered", segment: "vip" } },
    ],
  });

  it("moves it between segments in its own commit, and tells of it", () => {
    const entered = apply(customer(), published, event("customer.registered", at("01-05")));
    const outcome = turn(entered.customer, published, at("01-05 00:01"));
    expect(isMember(outcome.customer, "vip")).toBe(true);
    expect(outcome.customer.tags).toEqual(["vip", "greet"]);
    expect(outcome.effects).toMatchObject([
      { kind: "tell", told: { type: "segment.entered", properties: { segment: "vip" } } },
    ]);
    // A recount of figures finds it there while its record is still to be written.
    const told = { type: "segment.entered", properties: { segment: "vip" } };
    expect(outcome.customer.said.at(-1)).toMatchObject({ derived: [told] });
    const states = Object.values(outcome.customer.enrollments).map((one) => one.journey);
    expect(states).toEqual(["welcome", "greeting"]);
  });

  it("may end its own enrollment by it", () => {
    const guests: Segment = { name: "guests", when: { not: { tag: "vip" } } };
    const live = publish({
      segments: [guests],
      journeys: [
        {
          entry: { on: "segment.entered", segment: "guests" },
          exitWhen: [{ segment: "left" }],
          steps: [{ do: "update", addTags: ["vip"] }, wait],
        },
      ],
    });
    const entered = apply(
      customer(),
      live,
      event("customer.registered", at("01-05"), { profile: {} }),
    );
    const outcome = turn(entered.customer, live, at("01-05 00:01"));
    expect(only(outcome.customer).state).toBe("closing");
  });
});
