import { describe, expect, it } from "vitest";
import type { Step } from "../../../src/core/definitions/step.ts";
import { describeDecision } from "../../../src/core/turns/decision.ts";
import type { TurnOutcome } from "../../../src/core/turns/take-turn.ts";
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
const said = (outcome: TurnOutcome) =>
  outcome.decisions.map((one) => `${one.step || "end"}: ${describeDecision(one)}`);

describe("a turn", () => {
  it("runs every step up to the next wait and names what it waits for", () => {
    const published = definitions(
      journey({
        steps: [
          { do: "update", set: { stage: "new" }, addTags: ["welcomed"] },
          send("hello"),
          { do: "wait", for: "1d" },
          send("again"),
        ],
      }),
    );
    const outcome = enterAndTurn(published, at("01-05 10:00"));
    expect(said(outcome)).toEqual([
      "update-after-entry: set stage, tagged welcomed",
      "hello: message queued by email",
      "after-hello: waits for 1d, until Tue 2026-01-06 10:00 UTC",
    ]);
    expect(outcome.customer.tags).toEqual(["welcomed"]);
    expect(outcome.customer.attributes).toEqual({ stage: "new" });
    expect(outcome.effects.map(({ kind }) => kind)).toEqual(["send"]);
    expect(only(outcome.customer)).toMatchObject({ state: "running", turn: 1, at: "after-hello" });
  });

  it("goes on after the wait and ends with the last step", () => {
    const published = definitions(journey({ steps: [{ do: "wait", for: "1d" }, send("late")] }));
    const first = enterAndTurn(published, at("01-05 10:00"));
    const second = turn(first.customer, published, at("01-06 10:00"));
    expect(said(second)).toEqual(["late: message queued by email", "end: ended: completed"]);
    expect(second.next).toEqual({ kind: "ended", reason: "completed" });
    expect(only(second.customer)).toMatchObject({ state: "ended", turn: 2, ending: "completed" });
  });

  it("waits on, with a new timer, when it was woken for nothing", () => {
    const published = definitions(
      journey({ steps: [{ do: "wait", id: "w", for: "1d" }, send("late")] }),
    );
    const first = enterAndTurn(published, at("01-05 10:00"));
    const early = turn(first.customer, published, at("01-05 22:00"));
    expect(early.next).toEqual({ kind: "wait", due: at("01-06 10:00") });
    expect(only(early.customer).wait).toMatchObject({ timer: 2, began: at("01-05 10:00") });
    expect(early.effects).toEqual([]);
  });

  it("gives the same effects, by name, however often it is computed", () => {
    const published = definitions(
      journey({ steps: [send("a"), { do: "offer", id: "o", offer: "ten", expires: "7d" }] }),
    );
    const who = apply(customer(), published, event("customer.registered", at("01-05"))).customer;
    const [one, two] = [turn(who, published, at("01-05")), turn(who, published, at("01-05"))];
    expect(one.effects).toEqual(two.effects);
  });

  it("ends the run's generation when a wait lasts beyond day 300", () => {
    const published = definitions(
      journey({ steps: [{ do: "wait", id: "w", for: "2y" }, send("a")] }),
    );
    const first = enterAndTurn(published, at("01-05"));
    expect(only(first.customer)).toMatchObject({ generation: 2, wait: { parked: true } });
    const next = turn(first.customer, published, at("2028-01-05"));
    expect(only(next.customer).generation).toBe(2);
    expect(next.next.kind).toBe("ended");
  });
});

describe("waitFor", () => {
  const published = definitions(
    journey({
      steps: [
        {
          do: "waitFor",
          id: "used",
          event: "coupon.redeemed",
          where: { code: "A" },
          atMost: "3d",
          // biome-ignore lint/suspicious/noThenProperty: the marketer's word for the way on.
          then: [{ do: "exit", reason: "used it" }],
          else: [send("reminder")],
        },
      ],
    }),
  );
  const first = enterAndTurn(published, at("01-05 10:00")).customer;
  const redeemed = (when: number, accepted = when) => ({
    ...event("coupon.redeemed", when, { properties: { code: "A" } }),
    accepted,
  });

  it("takes the first way when the event came in time", () => {
    const woken = apply(first, published, redeemed(at("01-06 09:00")));
    expect(woken.owed).toEqual([{ kind: "wake", enrollment: only(first).id, turn: 1 }]);
    const next = turn(woken.customer, published, at("01-06 09:00"));
    expect(said(next)).toEqual(["used: took then: coupon.redeemed came", "end: ended: used it"]);
  });

  it("takes the other way at the deadline", () => {
    const next = turn(first, published, at("01-08 10:00"));
    expect(said(next)[0]).toBe("used: took else: no coupon.redeemed within 3d");
    expect(next.effects).toHaveLength(1);
  });

  it("counts an event that happened at the deadline and is accepted before the turn decides", () => {
    const woken = apply(first, published, redeemed(at("01-08 10:00"), at("01-08 10:05")));
    expect(turn(woken.customer, published, at("01-08 10:06")).next).toMatchObject({
      reason: "used it",
    });
  });

  it("ignores an event from before the wait, one after the deadline and one that fails the filter", () => {
    const late = redeemed(at("01-08 10:01"), at("01-08 10:02"));
    const before = redeemed(at("01-05 09:00"), at("01-05 11:00"));
    const other = { ...redeemed(at("01-06 09:00")), properties: { code: "B" } };
    for (const one of [late, before, other]) {
      const reached = apply(first, published, one);
      expect(only(reached.customer).wait?.matched).toBeUndefined();
      expect(reached.owed).toEqual([]);
    }
  });

  it("is matched by an event that tells the second only, though the wait began within it", () => {
    const began = at("01-05 10:00") + 700;
    const { customer: waiting } = enterAndTurn(published, began);
    const bus = apply(waiting, published, redeemed(at("01-05 10:00"), began + 200));
    expect(only(bus.customer).wait?.matched).toBeDefined();
    const before = apply(waiting, published, redeemed(began - 1, began + 200));
    expect(only(before.customer).wait?.matched).toBeUndefined();
  });

  it("is matched once: a second event changes nothing", () => {
    const once = apply(first, published, redeemed(at("01-06 09:00")));
    const twice = apply(once.customer, published, redeemed(at("01-06 09:30")));
    expect(only(twice.customer).wait?.matched).toEqual(only(once.customer).wait?.matched);
    expect(twice.owed).toEqual([]);
  });
});

describe("choices", () => {
  it("takes the first case that holds, else the other way", () => {
    const published = definitions(
      journey({
        steps: [
          {
            do: "branch",
            id: "b",
            cases: [
              { id: "vip", when: { tag: "vip" }, steps: [send("vip-mail")] },
              { when: { event: "order.placed", within: "30d" }, steps: [send("buyer-mail")] },
            ],
            else: [send("plain-mail")],
          },
          send("after"),
        ],
      }),
    );
    const ways = (who: ReturnType<typeof customer>) =>
      enterAndTurn(published, at("01-05"), who).effects.map((effect) =>
        effect.kind === "send" ? effect.message.step : effect.kind,
      );
    expect(ways(customer({ tags: ["vip"] }))).toEqual(["vip-mail", "after"]);
    const buyer = apply(customer(), published, event("order.placed", at("01-03"))).customer;
    expect(ways(buyer)).toEqual(["buyer-mail", "after"]);
    expect(ways(customer())).toEqual(["plain-mail", "after"]);
  });

  it("asks since entry without counting the trigger itself", () => {
    const published = definitions(
      journey({
        entry: { on: "order.placed" },
        steps: [
          { do: "wait", id: "w", for: "3d" },
          {
            do: "branch",
            id: "b",
            cases: [
              {
                id: "again",
                when: { event: "order.placed", since: "entry", count: { atLeast: 2 } },
                steps: [],
              },
              { id: "once", when: { event: "order.placed", since: "entry" }, steps: [] },
            ],
          },
        ],
      }),
    );
    const first = enterAndTurn(published, at("01-05")).customer;
    const way = (who: typeof first) => said(turn(who, published, at("01-08")))[0];
    expect(way(first)).toBe("b: took else: no case holds");
    const once = apply(first, published, event("order.placed", at("01-06"))).customer;
    expect(way(once)).toBe("b: took once: its condition holds");
    const twice = apply(once, published, event("order.placed", at("01-07"))).customer;
    expect(way(twice)).toBe("b: took again: its condition holds");
  });

  it("repeats at most so often, each pass with messages of its own", () => {
    const published = definitions(
      journey({
        steps: [{ do: "repeat", id: "r", times: 3, steps: [send("nudge")] }, send("last")],
      }),
    );
    const outcome = enterAndTurn(published, at("01-05"));
    const ids = outcome.effects.map((effect) => (effect.kind === "send" ? effect.message.id : ""));
    expect(new Set(ids).size).toBe(4);
    expect(said(outcome)).toContain("r: went on: 3 of 3 passes done");
  });

  it("stops repeating once its condition holds", () => {
    const until = { event: "order.placed", since: "entry" as const };
    const steps: Step[] = [send("nudge"), { do: "wait", for: "1d" }];
    const published = definitions(
      journey({ steps: [{ do: "repeat", id: "r", times: 5, until, steps }] }),
    );
    const first = enterAndTurn(published, at("01-05")).customer;
    const bought = apply(first, published, event("order.placed", at("01-05 12:00"))).customer;
    expect(said(turn(bought, published, at("01-06")))).toEqual([
      "r: went on: its condition holds",
      "end: ended: completed",
    ]);
  });
});

describe("offers, tasks and events", () => {
  it("issues, opens and emits as data with all inputs", () => {
    const published = definitions(
      journey({
        steps: [
          { do: "offer", id: "coupon", offer: "150-off-20", value: 20, expires: "7d" },
          { do: "task", id: "call", team: "service", note: "需人工跟进", due: "2d" },
          { do: "emit", id: "tell", event: "crm.called", properties: { score: 3 } },
          send("mail"),
        ],
      }),
    );
    const { effects } = enterAndTurn(published, at("01-05 10:00"));
    expect(effects.map(({ kind }) => kind)).toEqual(["issue-offer", "open-task", "emit", "send"]);
    const [offer, task, emit, mail] = effects;
    expect(offer).toMatchObject({
      offer: { offer: "150-off-20", value: 20, expires: at("01-12 10:00") },
    });
    expect(task).toMatchObject({ task: { team: "service", due: at("01-07 10:00") } });
    expect(emit).toMatchObject({
      event: { type: "crm.called", customer: "c1", properties: { score: 3 } },
    });
    const code = offer?.kind === "issue-offer" ? offer.offer.code : "";
    expect(code).toMatch(/^[A-Z2-7]{10}$/);
    expect(mail).toMatchObject({ message: { offer: { code } } });
  });
});
