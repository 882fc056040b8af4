import { describe, expect, it } from "vitest";
import type { Customer } from "../../../src/core/customers/customer.ts";
import type { Definitions } from "../../../src/core/definitions/definitions.ts";
import type { Step } from "../../../src/core/definitions/step.ts";
import type { Instant } from "../../../src/core/time/instant.ts";
import { describeDecision } from "../../../src/core/turns/decision.ts";
import { pauseTurn } from "../../../src/core/turns/pause-turn.ts";
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

const send = (id: string): Step => ({ do: "send", id, template: "t", channels: ["email"] });
const used: Step = {
  do: "waitFor",
  id: "used",
  event: "coupon.used",
  atMost: "3d",
  // biome-ignore lint/suspicious/noThenProperty: the marketer's word for the way on.
  then: [send("thanks")],
  else: [send("reminder")],
};
const pause = { since: at("01-05"), by: "ann", why: "wrong prices" };

function paused(of: Customer, published: Definitions, now: Instant) {
  const { id, journey: name, version } = only(of);
  const compiled = published.journey(name, version);
  if (compiled === undefined) throw new RangeError(name);
  return pauseTurn(published, compiled, of, id, now, pause);
}

const steps = (outcome: { readonly decisions: readonly { readonly step: string }[] }) =>
  outcome.decisions.map(({ step }) => step || "end");

describe("a turn during a pause", () => {
  it.each<[string, Step]>([
    ["a message", send("hello")],
    ["a wait", { do: "wait", id: "w", for: "1d" }],
    ["a wait for an event", used],
  ])("waits before the first step, %s, which is taken whole after it", (_what, first) => {
    const published = definitions(journey({ steps: [first, send("last")] }));
    const entered = apply(customer(), published, event("customer.registered", at("01-05 10:00")));
    const held = paused(entered.customer, published, at("01-05 10:00"));
    expect(held.decisions.map(describeDecision)).toEqual(["paused: by ann: wrong prices"]);
    expect(held.effects).toEqual([]);
    expect(only(held.customer)).toMatchObject({
      state: "running",
      turn: 1,
      wait: { reason: "paused", paused: true, due: at("01-05 10:00") },
    });
    const late = at("01-08 12:00");
    const after = turn(held.customer, published, late);
    const never = turn(entered.customer, published, late);
    expect(after.decisions).toEqual(never.decisions);
    expect(after.next).toEqual(never.next);
    expect(only(after.customer).wait?.paused).toBeUndefined();
  });

  it("leaves a wait that is over as it was, and goes on behind it afterwards", () => {
    const published = definitions(
      journey({ steps: [{ do: "wait", id: "w", for: "1d" }, send("late")] }),
    );
    const first = enterAndTurn(published, at("01-05 10:00"));
    const held = paused(first.customer, published, at("01-06 10:00"));
    expect(only(held.customer)).toMatchObject({
      turn: 2,
      at: "w",
      wait: {
        reason: "for",
        began: at("01-05 10:00"),
        due: at("01-06 10:00"),
        timer: 2,
        paused: true,
      },
    });
    expect(steps(turn(held.customer, published, at("01-09")))).toEqual(["late", "end"]);
  });

  it("forgets no match, and still takes one that came in time but late", () => {
    const published = definitions(journey({ steps: [used] }));
    const first = enterAndTurn(published, at("01-05 10:00")).customer;
    const redeemed = { ...event("coupon.used", at("01-07")), accepted: at("01-09") };
    const matched = apply(first, published, { ...redeemed, accepted: at("01-07") }).customer;
    const during = apply(paused(first, published, at("01-08 10:00")).customer, published, redeemed);
    for (const held of [paused(matched, published, at("01-07")).customer, during.customer]) {
      expect(steps(turn(held, published, at("01-20")))).toEqual([
        "used",
        "used/then/thanks",
        "end",
      ]);
    }
  });

  it("waits on with a timer where the wait is not over", () => {
    const published = definitions(
      journey({ steps: [{ do: "wait", id: "w", for: "1d" }, send("late")] }),
    );
    const first = enterAndTurn(published, at("01-05 10:00"));
    const held = paused(first.customer, published, at("01-05 20:00"));
    expect(held.next).toEqual({ kind: "wait", due: at("01-06 10:00") });
    expect(held.decisions).toEqual([]);
    expect(only(held.customer).wait).toEqual({
      reason: "for",
      began: at("01-05 10:00"),
      due: at("01-06 10:00"),
      timer: 2,
    });
  });

  it("is a turn of the next generation where a wait of years is over", () => {
    const published = definitions(
      journey({ steps: [{ do: "wait", id: "w", for: "2y" }, send("a")] }),
    );
    const first = enterAndTurn(published, at("01-05"));
    const held = paused(first.customer, published, at("2028-01-05"));
    expect(only(held.customer)).toMatchObject({
      generation: 2,
      generationBegan: at("2028-01-05"),
      wait: { paused: true },
    });
    expect(only(held.customer).wait?.parked).toBeUndefined();
    expect(turn(held.customer, published, at("2028-02-05")).next.kind).toBe("ended");
  });

  it("says that no reason was given where none was", () => {
    const published = definitions(journey({ steps: [send("a")] }));
    const entered = apply(
      customer(),
      published,
      event("customer.registered", at("01-05")),
    ).customer;
    const compiled = published.live.get("welcome");
    if (compiled === undefined) throw new RangeError("not live");
    const said = pauseTurn(published, compiled, entered, only(entered).id, at("01-05"), {
      since: 0,
    });
    expect(said.decisions.map(describeDecision)).toEqual(["paused: no reason given"]);
  });
});
