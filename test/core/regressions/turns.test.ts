import { describe, expect, it } from "vitest";
import { recallEvent, rememberEvent, type Seen } from "../../../src/core/customers/seen.ts";
import type { Step } from "../../../src/core/definitions/step.ts";
import { isOwedBy } from "../../../src/core/events/owed.ts";
import { DAY, MINUTE, SECOND } from "../../../src/core/time/instant.ts";
import {
  apply,
  at,
  customer,
  definitions,
  enterAndTurn,
  event,
  journey,
  only,
  turn,
} from "../given.ts";

const now = at("01-05 10:00");
const tag = (id: string): Step => ({ do: "update", id, addTags: ["round"] });

describe("a turn that pauses after 200 steps", () => {
  // 1 + 33 × (1 + 5) + 1 steps come before the wait.
  const walk: Step[] = [
    tag("on"),
    { do: "repeat", id: "walk", times: 33, steps: ["a", "b", "c", "d", "e"].map(tag) },
  ];

  it("begins the wait that it stopped at, instead of passing it", () => {
    const published = definitions(
      journey({ steps: [...walk, { do: "wait", id: "rest", for: "1d" }] }),
    );
    const paused = enterAndTurn(published, now);
    expect(only(paused.customer)).toMatchObject({
      at: "rest",
      wait: { reason: "parked", due: now },
    });
    const { customer: after } = turn(paused.customer, published, now);
    expect(only(after)).toMatchObject({ at: "rest", wait: { reason: "for", due: now + DAY } });
  });

  it("begins the waitFor that it stopped at, instead of timing out", () => {
    const published = definitions(
      journey({
        steps: [...walk, { do: "waitFor", id: "used", event: "coupon.used", atMost: "1d" }],
      }),
    );
    const { customer: after } = turn(enterAndTurn(published, now).customer, published, now);
    expect(only(after)).toMatchObject({ at: "used", wait: { reason: "event", due: now + DAY } });
  });
});

describe("a waitFor the kind of event that started the journey", () => {
  const published = definitions(
    journey({
      entry: { on: "order.placed" },
      steps: [{ do: "waitFor", id: "again", event: "order.placed", atMost: "30d" }],
    }),
  );

  it("is not satisfied by its trigger, though the producer's clock ran ahead", () => {
    const ahead = { ...event("order.placed", now + 5 * MINUTE), accepted: now };
    const { customer: entered } = apply(customer(), published, ahead);
    const { customer: after } = turn(entered, published, now);
    expect(only(after)).toMatchObject({ state: "running", at: "again" });
  });

  it("is satisfied by another one that came ahead of its time", () => {
    const trigger = { ...event("order.placed", now), accepted: now };
    const ahead = { ...event("order.placed", now + 5 * MINUTE), accepted: now + SECOND };
    const { customer: entered } = apply(customer(), published, trigger, ahead);
    const first = Object.values(entered.enrollments)[0];
    expect(first?.trigger).toBe(trigger.id);
    const alone = { ...entered, enrollments: { [first?.id ?? ""]: first! } };
    expect(turn(alone, published, now + MINUTE).next).toMatchObject({ kind: "ended" });
  });
});

describe("what is remembered of events", () => {
  it("asks the history for one that was let go of in the very moment it was accepted", () => {
    let seen: Seen = {};
    for (let i = 0; i <= 512; i++) seen = rememberEvent(seen, `e${i}`, now);
    expect(recallEvent(seen, "e0", now + 10 * MINUTE)).toBe("ask-history");
  });
});

describe("an event that comes again", () => {
  const published = definitions(
    journey({
      exitWhen: [{ event: "order.placed" }],
      steps: [{ do: "waitFor", id: "used", event: "coupon.used", atMost: "30d" }],
    }),
  );

  it("carries out what it owes itself, and leaves to others what they owe", () => {
    const entry = event("customer.registered", now);
    const { customer: entered } = apply(customer(), published, entry);
    const { customer: waiting } = turn(entered, published, now);
    const [used, order, other] = ["coupon.used", "order.placed", "login"].map((type) =>
      event(type, now + MINUTE),
    );
    const owes = (who: typeof waiting, id = "") => isOwedBy(only(who), id);
    const { customer: matched } = apply(waiting, published, used!);
    expect([entry, used, order].map((one) => owes(matched, one?.id))).toEqual([true, true, false]);
    const { customer: closing } = apply(waiting, published, order!);
    expect([used, order, other].map((one) => owes(closing, one?.id))).toEqual([false, true, false]);
  });
});

it("a wait in a repeat begins with each pass, and keeps that beginning while it stands", () => {
  // Torture seed 16: the deadline of a later pass was timed anew from the beginning of the first.
  const published = definitions(
    journey({
      steps: [
        { do: "repeat", id: "rounds", times: 3, steps: [{ do: "wait", id: "rest", for: "1d" }] },
      ],
    }),
  );
  const first = enterAndTurn(published, at("01-05 10:00")).customer;
  const second = turn(first, published, at("01-06 10:00")).customer;
  expect(only(second).wait).toMatchObject({ began: at("01-06 10:00"), due: at("01-07 10:00") });
  const early = turn(second, published, at("01-06 12:00")).customer;
  expect(only(early).wait).toMatchObject({ began: at("01-06 10:00"), due: at("01-07 10:00") });
});
