import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Customer } from "../../../src/core/customers/customer.ts";
import { isMember } from "../../../src/core/segments/membership.ts";
import { settleMembership } from "../../../src/core/segments/settle-membership.ts";
import { DAY, type Instant } from "../../../src/core/time/instant.ts";
import { apply, at, customer, event } from "../given.ts";
import { example, publishAttributes, valueOf } from "./given-attributes.ts";

const now = at("06-30 12:00");
const lifecycle = example("lifecycle");
const published = publishAttributes([lifecycle]);

/** Types with how many days ago, oldest first. */
type Story = readonly (readonly [type: string, days: number])[];
const orders = (...days: number[]): Story => days.map((day) => ["order.placed", day]);

/** A customer after a story that was followed day by day, as the sweep does. */
function live(story: Story, change = {}) {
  let who = customer(change);
  for (let day = 400; day >= 0; day--) {
    const today: Instant = now - day * DAY;
    for (const [type, days] of story) {
      if (days === day) who = apply(who, published, event(type, today)).customer;
    }
    if (who.rev !== 0 || Object.keys(who.figures).length > 0) {
      who = settleMembership(who, published, today).customer;
    }
  }
  return who;
}

/** What a customer is in now. */
const segmentsOf = (who: Customer) =>
  Object.keys(who.segments).filter((name) => isMember(who, name));

const stageOf = (story: Story) => valueOf(published, "lifecycle", live(story), now);

describe("the lifecycle that ships", () => {
  it.each<[string, Story, string | undefined]>([
    ["registered today", [["customer.registered", 0]], "new"],
    ["registered 7 days ago", [["customer.registered", 7]], "new"],
    ["registered 8 days ago, nothing else", [["customer.registered", 8]], undefined],
    ["registered and ordered once", [["customer.registered", 1], ...orders(0)], undefined],
    ["registered and ordered twice", [["customer.registered", 1], ...orders(1, 0)], "active"],
    ["two orders in 30 days", orders(29, 0), "active"],
    ["two orders, one 30 days back", orders(30, 0), undefined],
    ["half of before", orders(50, 45, 10), "churn-risk"],
    ["as many as before", orders(45, 10), undefined],
    ["down, but still two", orders(59, 58, 57, 56, 5, 4), "active"],
    ["89 days of silence", orders(89), undefined],
    ["90 days of silence", orders(90), "dormant"],
    ["90 days, but a login", [...orders(90), ["login", 89]], undefined],
    ["179 days of silence", orders(179), "dormant"],
    ["180 days of silence", orders(180), "lost"],
    ["back from dormancy by a login", [...orders(150), ["login", 3]], "recalled"],
    ["back from loss by an order", orders(300, 3), "recalled"],
    ["back 29 days ago", [...orders(150), ["login", 29]], "recalled"],
    ["back 30 days ago", [...orders(150), ["login", 30]], undefined],
    ["back with two orders", orders(150, 3, 2), "active"],
    ["nothing ever", [], undefined],
  ])("%s: %s is %s", (_, story, stage) => {
    expect(stageOf(story)).toBe(stage);
  });

  it("has one segment for each stage, with its tag", () => {
    const who = live(orders(180));
    expect(segmentsOf(who)).toEqual(["lifecycle.lost"]);
    expect(who.tags).toEqual(["lost"]);
    const back = apply(who, published, event("login", now + DAY)).customer;
    expect(back.tags).toEqual([]);
    expect(back.segments["lifecycle.lost"]).toEqual([now, now + DAY]);
    expect(back.segments["lifecycle.recalled"]).toEqual([now + DAY]);
  });

  it("tells of a change as an event", () => {
    const { derived } = apply(live(orders(180)), published, event("login", now + DAY));
    expect(derived.map(({ type, properties }) => [type, properties["segment"]])).toEqual([
      ["segment.left", "lifecycle.lost"],
      ["segment.entered", "lifecycle.recalled"],
    ]);
  });

  it("has no stage for who refuses profiling, unless the file names one", () => {
    const who = customer({ ...live(orders(180)), profiling: "refused" });
    expect(valueOf(published, "lifecycle", who, now)).toBeUndefined();
    const named = publishAttributes([{ ...lifecycle, refused: "unstaged" }]);
    expect(valueOf(named, "lifecycle", who, now)).toBe("unstaged");
    expect(Object.keys(settleMembership(who, named, now).customer.segments)).toContain(
      "lifecycle.unstaged",
    );
  });
});

describe("stages exclude each other", () => {
  const types = fc.constantFrom("customer.registered", "order.placed", "login");
  const story = fc.array(fc.tuple(types, fc.integer({ min: 0, max: 300 })), { maxLength: 8 });

  it("a customer is in exactly the segment of the stage, or in none", () => {
    fc.assert(
      fc.property(story, (events) => {
        const who = live(events.toSorted(([, a], [, b]) => b - a));
        const stage = valueOf(published, "lifecycle", who, now);
        expect(segmentsOf(who)).toEqual(stage === undefined ? [] : [`lifecycle.${String(stage)}`]);
      }),
      { numRuns: 60 },
    );
  });
});
