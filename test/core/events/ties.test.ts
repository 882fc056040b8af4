import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Journey } from "../../../src/core/definitions/journey.ts";
import type { CustomerEvent } from "../../../src/core/events/event.ts";
import { HOUR, MINUTE, SECOND } from "../../../src/core/time/instant.ts";
import { takeTurn } from "../../../src/core/turns/take-turn.ts";
import { apply, at, customer, definitions, event, journey, only, turn } from "../given.ts";

const ten = at("03-02 10:00");
const mail = { do: "send" as const, id: "mail", template: "t", channels: ["email" as const] };

const repurchase = (change: Partial<Journey> = {}) =>
  definitions(
    journey({
      name: "repurchase",
      entry: { on: "order.placed" },
      reentry: "always",
      exitWhen: [{ event: "order.placed" }],
      steps: [{ do: "wait", id: "week", for: "7d" }, mail],
      ...change,
    }),
  );

/** The runs that are still under way, by what started them. */
function underWay(published: ReturnType<typeof definitions>, list: readonly CustomerEvent[]) {
  const accepted = list.map((one) => ({ ...one, accepted: ten + 2 * SECOND }));
  const { enrollments } = apply(customer(), published, ...accepted).customer;
  return Object.values(enrollments).flatMap(({ state, trigger }) =>
    state === "starting" ? [trigger] : [],
  );
}

describe("two orders of one instant", () => {
  it.each([
    ["in whole seconds", 0, 0],
    ["to the millisecond", 400, 400],
    ["one in a whole second, one within it", 0, 400],
    ["one within a second, one in the whole", 400, 0],
  ])("%s leave one run: that of the later by arrival", (_, first, second) => {
    const list = [first, second].map((ms) => event("order.placed", ten + ms));
    expect(underWay(repurchase(), list)).toEqual([list[1]?.id]);
  });

  it("leave one run in two batches, too, and after a redelivery of the first", () => {
    const [one, other] = [event("order.placed", ten), event("order.placed", ten)];
    const first = apply(customer(), repurchase(), { ...one, accepted: ten + SECOND });
    const { customer: who } = apply(first.customer, repurchase(), {
      ...other,
      accepted: ten + HOUR,
    });
    const running = Object.values(who.enrollments).filter(({ state }) => state === "starting");
    expect(running.map(({ trigger }) => trigger)).toEqual([other.id]);
  });

  it("of different times leave the run of the later one, whatever order they come in", () => {
    const orders = [event("order.placed", ten), event("order.placed", ten + SECOND)];
    expect(underWay(repurchase(), orders)).toEqual([orders[1]?.id]);
    expect(underWay(repurchase(), orders.toReversed())).toEqual([orders[1]?.id]);
  });
});

describe("placed and paid in one second", () => {
  const thanks = definitions(
    journey({
      entry: { on: "order.placed", key: "orderId" },
      goal: { event: "order.paid", within: "1d" },
      steps: [
        // biome-ignore lint/suspicious/noThenProperty: the marketer's word for the way on.
        { do: "waitFor", id: "paid", event: "order.paid", atMost: "1d", then: [mail] },
      ],
    }),
  );
  const placed = event("order.placed", ten, { properties: { orderId: "A-1" } });
  const paid = event("order.paid", ten, { properties: { orderId: "A-1" } });

  it.each([
    ["placed first", [placed, paid]],
    ["paid first", [paid, placed]],
  ])("thanks: %s", (_, list) => {
    const accepted = list.map((one, nth) => ({ ...one, accepted: ten + nth * SECOND }));
    const { customer: who } = apply(customer(), thanks, ...accepted);
    const { decisions } = turn(who, thanks, ten + MINUTE);
    expect(decisions[0]).toMatchObject({ step: "paid", kind: "chose", way: "then" });
    expect(who.goals).toEqual([]);
  });

  it.each([
    ["placed first", [placed, paid]],
    ["paid first", [paid, placed]],
  ])("ends what paying ends: %s", (_, list) => {
    const published = definitions(
      journey({
        entry: { on: "order.placed", key: "orderId" },
        exitWhen: [{ event: "order.paid" }],
      }),
    );
    expect(underWay(published, list)).toEqual([]);
  });

  it("does not end a run by what brought its own trigger about", () => {
    const published = definitions(
      journey({
        entry: { on: "segment.entered", segment: "buyers" },
        exitWhen: [{ event: "order.placed" }],
      }),
      {},
      [{ name: "buyers", when: { event: "order.placed" } }],
    );
    const { customer: who } = apply(customer(), published, event("order.placed", ten));
    expect(only(who).state).toBe("starting");
  });
});

describe("the arrival order of a batch", () => {
  const published = definitions(
    journey({
      entry: { on: "order.placed", key: "orderId" },
      reentry: "always",
      exitWhen: [{ event: "order.returned" }],
      goal: { event: "order.paid", within: "1d" },
      steps: [
        // biome-ignore lint/suspicious/noThenProperty: the marketer's word for the way on.
        { do: "waitFor", id: "paid", event: "order.paid", atMost: "1d", then: [mail] },
      ],
    }),
  );
  /** What becomes of each order: by key, its state, its goal and the way of its first turn. */
  function outcome(list: readonly CustomerEvent[]) {
    const accepted = list.map((one) => ({ ...one, accepted: ten + HOUR }));
    const { customer: who } = apply(customer(), published, ...accepted);
    const [compiled] = published.live.values();
    const open = new Set(who.goals.map(({ id }) => id));
    return Object.values(who.enrollments)
      .filter(({ state }) => state === "starting")
      .map(({ key, id }) => {
        if (compiled === undefined) throw new RangeError("no journey");
        const { decisions } = takeTurn(published, compiled, who, id, ten + HOUR);
        return `${key} ${open.has(id) ? "open" : "met"} ${decisions[0]?.kind}`;
      })
      .toSorted();
  }

  it("does not matter where no two of one type and key come at one instant", () => {
    const told = fc.uniqueArray(
      fc.record({
        type: fc.constantFrom("order.placed", "order.paid", "order.returned"),
        orderId: fc.constantFrom("A", "B"),
        second: fc.integer({ min: 0, max: 4 }),
      }),
      {
        maxLength: 6,
        // One order is placed once; else the later of two placings is the one that stays.
        selector: ({ type, orderId, second }) =>
          type === "order.placed" ? `${type}${orderId}` : `${type}${orderId}${second}`,
      },
    );
    fc.assert(
      fc.property(told, fc.infiniteStream(fc.nat()), (all, keys) => {
        const list = all.map(({ type, orderId, second }, nth) => {
          const properties = { orderId };
          return event(type, ten + second * SECOND, { id: `t${nth}`, properties });
        });
        const shuffled = list
          .map((one) => [keys.next().value ?? 0, one] as const)
          .toSorted(([a], [b]) => a - b)
          .map(([, one]) => one);
        expect(outcome(shuffled)).toEqual(outcome(list));
      }),
      { numRuns: 300 },
    );
  });
});
