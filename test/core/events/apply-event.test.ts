import { describe, expect, it } from "vitest";
import type { Journey } from "../../../src/core/definitions/journey.ts";
import type { CustomerEvent } from "../../../src/core/events/event.ts";
import { printReason } from "../../../src/core/reasons/reason.ts";
import { apply, at, customer, definitions, event, journey, only, turn } from "../given.ts";

const registered = (when: number, change: Partial<CustomerEvent> = {}) =>
  event("customer.registered", when, change);
const kinds = (change: Partial<Journey>, ...events: (CustomerEvent & { accepted?: number })[]) =>
  apply(customer(), definitions(journey(change)), ...events).consequences.map(({ kind, reason }) =>
    reason === undefined ? kind : `${kind}: ${printReason(reason)}`,
  );

describe("entry", () => {
  it("starts the journey, owes its run and remembers the entry", () => {
    const applied = apply(customer(), definitions(journey()), registered(at("01-05")));
    const { id } = only(applied.customer);
    expect(applied.consequences).toEqual([{ journey: "welcome", kind: "entered", enrollment: id }]);
    expect(applied.owed).toEqual([{ kind: "start", enrollment: id, generation: 1, turn: 1 }]);
    expect(applied.customer.entries).toEqual({ welcome: { "": [1, at("01-05")] } });
  });

  it("asks the filter, the dates and the condition", () => {
    const entry = { on: "customer.registered", where: { source: "app" } };
    const app = { properties: { source: "app" } };
    expect(kinds({ entry }, registered(at("01-05"), { properties: { source: "web" } }))).toEqual(
      [],
    );
    expect(kinds({ entry }, registered(at("01-05"), app))).toEqual(["entered"]);
    expect(kinds({ from: "2026-02-01" }, registered(at("01-05")))).toEqual([
      "not-entered: opens 2026-02-01",
    ]);
    expect(kinds({ to: "2026-01-04" }, registered(at("01-05")))).toEqual([
      "not-entered: closed after 2026-01-04",
    ]);
    expect(kinds({ to: "2026-01-05" }, registered(at("01-05 23:59")))).toEqual(["entered"]);
    const choosy = { on: "customer.registered", if: { tag: "vip" } };
    expect(kinds({ entry: choosy }, registered(at("01-05")))).toEqual([
      "not-entered: the entry condition does not hold",
    ]);
  });

  it("keeps to the stated re-entry rule", () => {
    const again = (reentry: Journey["reentry"], when: number) => {
      const published = definitions(journey({ reentry, exitWhen: [{ event: "out" }] }));
      const once = apply(customer(), published, registered(at("01-05")), event("out", at("01-06")));
      return apply(once.customer, published, registered(when)).consequences[0];
    };
    expect(again("never", at("06-05"))?.reason).toBe("re-entry: entered 1 of at most 1 time");
    expect(again("always", at("01-07"))?.kind).toBe("entered");
    expect(again({ after: "30d" }, at("02-03"))?.reason).toBe("re-entry: entered too recently");
    expect(again({ after: "30d" }, at("02-04"))?.kind).toBe("entered");
    // The first may have been a minute late, as a stage's timers are.
    expect(again({ after: "30d" }, at("02-04") - 59_000)?.kind).toBe("entered");
    expect(again({ after: "30d" }, at("02-04") - 61_000)?.kind).toBe("not-entered");
  });

  it("counts days of a re-entry on the customer's calendar, hours by the clock", () => {
    const day = at("03-28 08:00");
    const next = at("03-29 07:00");
    const again = (after: string, when: number, zone?: string) => {
      const published = definitions(journey({ reentry: { after }, exitWhen: [{ event: "out" }] }));
      const who = customer(zone === undefined ? {} : { zone });
      const once = apply(who, published, registered(day), event("out", day + 1));
      return apply(once.customer, published, registered(when)).consequences[0]?.kind;
    };
    // In Berlin 09:00 on either day, 23 hours apart.
    expect(again("1d", next, "Europe/Berlin")).toBe("entered");
    expect(again("24h", next, "Europe/Berlin")).toBe("not-entered");
    expect(again("1d", next)).toBe("not-entered");
    expect(again("1mo", at("04-28 07:00"), "Europe/Berlin")).toBe("entered");
    expect(again("1mo", at("04-28 06:58"), "Europe/Berlin")).toBe("not-entered");
    // A month is not 30 days.
    expect(again("1mo", at("04-27 12:00"))).toBe("not-entered");
  });

  it("lets in a daily event on every day, over the change of the clock", () => {
    const published = definitions(journey({ reentry: { after: "1d" }, steps: [{ do: "exit" }] }));
    let who = customer({ zone: "Europe/Berlin" });
    const kinds = [
      at("03-27 08:00"),
      at("03-28 08:00"),
      at("03-29 07:00"),
      at("03-30 07:00"),
      at("03-31 07:00") - 2000,
    ].map((when) => {
      const applied = apply(who, published, registered(when));
      who = turn(applied.customer, published, when).customer;
      who = { ...who, enrollments: {} };
      return applied.consequences[0]?.kind;
    });
    expect(kinds).toEqual(["entered", "entered", "entered", "entered", "entered"]);
  });

  it("runs once per key, side by side", () => {
    const published = definitions(
      journey({ entry: { on: "order.placed", key: "orderId" }, reentry: "never" }),
    );
    const order = (id: string, when: number) =>
      event("order.placed", when, { properties: { orderId: id } });
    const applied = apply(customer(), published, order("A", at("01-05")), order("B", at("01-06")));
    expect(Object.keys(applied.customer.enrollments)).toHaveLength(2);
    const third = apply(applied.customer, published, order("A", at("01-07")));
    expect(third.consequences[0]?.reason).toBe("already under way");
    const none = apply(customer(), published, event("order.placed", at("01-05")));
    expect(none.consequences[0]?.reason).toBe("the event has no orderId");
  });

  it("holds out a share, always the same customers, and still opens their goal", () => {
    const goal = { event: "order.placed", within: "14d" };
    const published = definitions(journey({ holdout: "50%", goal }));
    const sides = Array.from({ length: 200 }, (_, i) => {
      const who = { ...customer(), key: `key${i}`.padEnd(16, "x") };
      const { consequences, customer: after } = apply(who, published, registered(at("01-05")));
      const repeat = apply(who, published, registered(at("03-05")));
      expect(repeat.consequences[0]?.kind).toBe(consequences[0]?.kind);
      expect(after.goals).toHaveLength(1);
      return consequences[0]?.kind;
    });
    const heldOut = sides.filter((kind) => kind === "held-out").length;
    expect(heldOut).toBeGreaterThan(75);
    expect(heldOut).toBeLessThan(125);
  });

  it("keeps who is in a rollout at 5 % in at 20 %", () => {
    const inAt = (percent: number) => {
      const published = definitions(journey({ rollout: { percent } }));
      return Array.from({ length: 400 }, (_, i) => `key${i}`.padEnd(16, "x")).filter((key) =>
        apply({ ...customer(), key }, published, registered(at("01-05"))).consequences.some(
          ({ kind }) => kind === "entered",
        ),
      );
    };
    const five = inAt(5);
    const twenty = new Set(inAt(20));
    expect(five.length).toBeGreaterThan(5);
    expect(five.every((key) => twenty.has(key))).toBe(true);
    expect(twenty.size).toBeGreaterThan(five.length);
  });

  it("prints the share of a rollout as it was written", () => {
    const published = definitions(journey({ rollout: { percent: 28 } }));
    const reasons = Array.from({ length: 9 }, (_, i) => `key${i}`.padEnd(16, "x")).flatMap(
      (key) => apply({ ...customer(), key }, published, registered(at("01-05"))).consequences,
    );
    const outside = reasons.find(({ kind }) => kind === "not-entered");
    expect(outside?.reason).toBe("not among the 28 % of the rollout");
  });
});

describe("exit", () => {
  const exits = { exitWhen: [{ event: "order.placed", where: { total: { atLeast: 10 } } }] };
  const order = (when: number, total = 20) =>
    event("order.placed", when, { properties: { total } });

  it("ends the enrollment in the very update that accepts the event, and owes the run's end", () => {
    const applied = apply(
      customer(),
      definitions(journey(exits)),
      registered(at("01-05")),
      order(at("01-06")),
    );
    expect(only(applied.customer)).toMatchObject({ state: "closing", ending: "order.placed" });
    expect(applied.owed).toMatchObject([{ kind: "wake", turn: 0 }]);
  });

  it("does not end on an event that fails the filter or happened before the trigger", () => {
    const published = definitions(journey(exits));
    const entered = apply(customer(), published, registered(at("01-05 12:00"))).customer;
    expect(only(apply(entered, published, order(at("01-06"), 5)).customer).state).toBe("starting");
    const late = { ...order(at("01-05 11:00")), accepted: at("01-05 13:00") };
    expect(only(apply(entered, published, late).customer).state).toBe("starting");
  });

  it("ends on an event that tells the second of the trigger only, since it was accepted later", () => {
    const published = definitions(journey(exits));
    const entered = apply(customer(), published, registered(at("01-05") + 700)).customer;
    expect(only(apply(entered, published, order(at("01-05"))).customer).state).toBe("closing");
    const toTheMillisecond = order(at("01-05") + 699);
    expect(only(apply(entered, published, toTheMillisecond).customer).state).toBe("starting");
  });

  it("ends before it began when the exit event was accepted first", () => {
    expect(
      kinds(exits, order(at("01-05 12:00")), {
        ...registered(at("01-05 11:00")),
        accepted: at("01-05 12:01"),
      }),
    ).toEqual(["ended-at-entry"]);
  });

  it("lets one order end a journey and start its next run", () => {
    const published = definitions(
      journey({
        entry: { on: "order.placed" },
        reentry: "always",
        exitWhen: [{ event: "order.placed" }],
      }),
    );
    const applied = apply(customer(), published, order(at("01-05")), order(at("01-20")));
    const states = Object.values(applied.customer.enrollments).map(({ state }) => state);
    expect(states.sort()).toEqual(["closing", "starting"]);
  });
});

describe("goals", () => {
  const goal = { event: "order.placed", within: "14d", target: "20%", value: "total" };
  const order = (when: number) => event("order.placed", when, { properties: { total: 80 } });

  it("are met once, by own time within the goal's, with their value", () => {
    const published = definitions(journey({ goal }));
    const entered = apply(customer(), published, registered(at("01-05"))).customer;
    const met = apply(entered, published, order(at("01-10")));
    expect(met.consequences).toMatchObject([{ kind: "goal-met", value: 80 }]);
    const asText = event("order.placed", at("01-10"), { properties: { total: "80.5" } });
    expect(apply(entered, published, asText).consequences).toMatchObject([{ value: 80.5 }]);
    expect(apply(met.customer, published, order(at("01-11"))).consequences).toEqual([]);
    expect(apply(entered, published, order(at("01-19 00:01"))).consequences).toEqual([]);
  });

  it("are kept past the end of the enrollment", () => {
    const published = definitions(journey({ goal, exitWhen: [{ event: "left" }] }));
    const left = apply(customer(), published, registered(at("01-05")), event("left", at("01-06")));
    expect(apply(left.customer, published, order(at("01-10"))).consequences[0]?.kind).toBe(
      "goal-met",
    );
  });
});

describe("what events did", () => {
  const silent = (when: number) => event("looked.around", when);

  it("is kept with the change itself, where they did anything", () => {
    const applied = apply(customer(), definitions(journey()), registered(at("01-05")));
    const { consequences, customer: after } = applied;
    const { trigger } = only(after);
    expect(after.said).toEqual([{ event: trigger, accepted: at("01-05"), consequences }]);
    const later = apply(after, definitions(journey()), silent(at("01-05 00:01")));
    expect(later.customer.said).toEqual(after.said);
  });

  it("is kept for three hours, longer than a queue tries", () => {
    const published = definitions(journey());
    const entered = apply(customer(), published, registered(at("01-05 10:00"))).customer;
    const kept = apply(entered, published, silent(at("01-05 12:59")));
    expect(kept.customer.said).toHaveLength(1);
    expect(apply(entered, published, silent(at("01-05 13:00"))).customer.said).toEqual([]);
    expect(turn(entered, published, at("01-05 13:00")).customer.said).toEqual([]);
  });

  it("is kept of the latest 20", () => {
    const list = Array.from({ length: 21 }, (_, nth) => registered(at("01-05") + nth));
    const { said } = apply(customer(), definitions(journey()), ...list).customer;
    expect(said.map((one) => one.event)).toEqual(list.slice(1).map(({ id }) => id));
  });
});

describe("what an event says of its customer", () => {
  const say = (when: number, profile: CustomerEvent["profile"], accepted = when) => ({
    ...event("customer.updated", when, profile === undefined ? {} : { profile }),
    accepted,
  });

  it("wins by own time; an older one fills only what is missing", () => {
    const { customer: after } = apply(
      customer(),
      definitions(journey()),
      say(at("01-10"), { attributes: { tier: "gold" }, zone: "Asia/Shanghai" }),
      say(at("01-05"), { attributes: { tier: "silver", city: "上海" }, zone: "UTC" }, at("01-11")),
    );
    expect(after.attributes).toEqual({ tier: "gold", city: "上海" });
    expect(after.zone).toBe("Asia/Shanghai");
  });

  it("takes the newest word on consent; at the same instant the refusal", () => {
    const word = (given: boolean) => ({
      consents: { "sms:winback": { given, source: "form" } },
    });
    const given = (first: boolean, second: boolean, firstAt: number, secondAt: number) =>
      apply(
        customer(),
        definitions(journey()),
        say(firstAt, word(first), at("02-01")),
        say(secondAt, word(second), at("02-01")),
      ).customer.consents["sms:winback"]?.given;
    expect(given(true, false, at("01-01"), at("01-02"))).toBe(false);
    expect(given(false, true, at("01-02"), at("01-01"))).toBe(false);
    expect(given(true, false, at("01-01"), at("01-01"))).toBe(false);
    expect(given(false, true, at("01-01"), at("01-01"))).toBe(false);
    expect(given(false, true, at("01-01"), at("01-02"))).toBe(true);
  });
});
