import { describe, expect, it } from "vitest";
import type { Customer } from "../../../src/core/customers/customer.ts";
import type { Definitions } from "../../../src/core/definitions/definitions.ts";
import type { Journey } from "../../../src/core/definitions/journey.ts";
import type { Step } from "../../../src/core/definitions/step.ts";
import type { Profile } from "../../../src/core/events/event.ts";
import { followZone } from "../../../src/core/events/follow-changes.ts";
import { owedOf } from "../../../src/core/events/owed.ts";
import { HOUR, type Instant, MINUTE } from "../../../src/core/time/instant.ts";
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

const mail: Step = { do: "send", id: "hello", template: "hello", channels: ["email"] };
const reminder: Step = {
  do: "wait",
  id: "before",
  until: { attribute: "appointment", offset: "-1d", at: "10:00" },
};

function waitsAt(step: Step, change: Partial<Journey> = {}): Definitions {
  return definitions(journey({ steps: [step, mail], ...change }), {
    quietHours: [],
    unknownZone: "hold",
  });
}

/** A customer that entered on 2 March at 10:00 and stands at the first wait. */
function standing(published: Definitions, who: Partial<Customer>): Customer {
  return enterAndTurn(published, at("03-02 10:00"), customer(who)).customer;
}

function say(of: Customer, published: Definitions, when: Instant, profile: Profile) {
  return apply(of, published, { ...event("profile.changed", when), profile });
}

describe("a wait until a date of the customer", () => {
  const published = waitsAt(reminder);
  const before = standing(published, { zone: "UTC", attributes: { appointment: "2026-03-10" } });
  const move = (to: string | null, when = at("03-05 10:00")) =>
    say(before, published, when, { attributes: { appointment: to } });

  it("stood until the day before the first date", () => {
    expect(only(before).wait).toMatchObject({ due: at("03-09 10:00"), timer: 1 });
  });

  it.each([
    ["later", "2026-03-20", at("03-19 10:00")],
    ["nearer", "2026-03-08", at("03-07 10:00")],
    ["to tomorrow", "2026-03-07", at("03-06 10:00")],
  ])("follows a date that is moved %s", (_how, to, due) => {
    const { customer: after, owed, consequences } = move(to);
    const enrollment = only(after);
    expect(enrollment.wait).toMatchObject({ due, timer: 2, began: at("03-02 10:00") });
    expect(enrollment.bid).toMatchObject({ earliest: due });
    expect(owed).toEqual([{ kind: "wake", enrollment: enrollment.id, turn: 1 }]);
    expect(consequences).toMatchObject([
      { kind: "retimed", reason: { code: "wait-date-changed", params: { step: "before" } } },
    ]);
  });

  it.each<[string, string | null]>([
    ["taken away", null],
    ["moved into the past", "2026-03-04"],
    ["no date any more", "soon"],
  ])("is over at once when its date is %s, and goes on by otherwise", (_how, to) => {
    const { customer: after, consequences } = move(to);
    expect(only(after).wait).toMatchObject({ due: at("03-05 10:00"), timer: 2 });
    expect(consequences).toMatchObject([{ reason: { code: "wait-date-missed" } }]);
    const next = turn(after, published, at("03-05 10:00"));
    expect(next.decisions[0]).toMatchObject({ step: "before", kind: "went-on" });
    expect(next.effects).toHaveLength(1);
  });

  it.each([null, "2026-03-04"])("exits where otherwise says so and the date is %s", (to) => {
    const exits = waitsAt({ ...reminder, otherwise: "exit" });
    const who = standing(exits, { zone: "UTC", attributes: { appointment: "2026-03-10" } });
    const moved = say(who, exits, at("03-05 10:00"), { attributes: { appointment: to } });
    const next = turn(moved.customer, exits, at("03-05 10:01"));
    expect(next.effects).toEqual([]);
    expect(only(next.customer)).toMatchObject({ state: "ended" });
  });

  it("waits on when its date comes back before the turn has decided", () => {
    const gone = move(null).customer;
    const back = say(gone, published, at("03-05 10:01"), {
      attributes: { appointment: "2026-03-20" },
    }).customer;
    expect(only(back).wait).toMatchObject({ due: at("03-19 10:00") });
    expect(only(back).wait?.missed).toBeUndefined();
    const next = turn(back, published, at("03-05 10:02"));
    expect(next.effects).toEqual([]);
    expect(only(next.customer).wait).toMatchObject({ due: at("03-19 10:00") });
  });

  it("follows the last of several moves, and remembers the timer that may be set", () => {
    const once = move("2026-03-20").customer;
    const twice = say(once, published, at("03-05 10:01"), {
      attributes: { appointment: "2026-03-15" },
    }).customer;
    expect(only(twice).wait).toMatchObject({ due: at("03-14 10:00"), timer: 3 });
    expect(only(twice).wait?.retimed).toMatchObject({ from: 1 });
  });

  it("stays as it is when the same date is said again, or another one", () => {
    expect(move("2026-03-10").customer.enrollments).toBe(before.enrollments);
    const other = say(before, published, at("03-05 10:00"), {
      attributes: { renewal: "2026-03-01" },
    });
    expect(only(other.customer).wait).toBe(only(before).wait);
    expect(other.owed).toEqual([]);
  });

  it("is ended, not moved, by an exit in the same batch, whichever comes first", () => {
    const exits = waitsAt(reminder, { exitWhen: [{ event: "appointment.cancelled" }] });
    const who = standing(exits, { zone: "UTC", attributes: { appointment: "2026-03-10" } });
    const now = at("03-05 10:00");
    const moved = {
      ...event("profile.changed", now),
      profile: { attributes: { appointment: "2026-03-20" } },
    };
    const cancelled = event("appointment.cancelled", now);
    for (const order of [
      [moved, cancelled],
      [cancelled, moved],
    ]) {
      expect(only(apply(who, exits, ...order).customer)).toMatchObject({ state: "closing" });
    }
  });

  it("is over but undecided, as during a pause: the new date counts", () => {
    const late = move("2026-03-20", at("03-09 12:00"));
    expect(only(late.customer).wait).toMatchObject({ due: at("03-19 10:00") });
  });

  it("parks beyond day 300 of its generation, and stays parked when it moves back", () => {
    const far = move("2027-03-20").customer;
    expect(only(far)).toMatchObject({
      generation: 2,
      wait: { parked: true, due: at("2027-03-19 10:00") },
    });
    const back = say(far, published, at("03-05 11:00"), {
      attributes: { appointment: "2026-03-20" },
    }).customer;
    expect(only(back)).toMatchObject({
      generation: 2,
      wait: { parked: true, due: at("03-19 10:00") },
    });
  });
});

describe("a wait in the customer's zone", () => {
  const shanghai = "Asia/Shanghai";
  const newYork = "America/New_York";
  const morning: Step = { do: "wait", id: "morning", until: "09:00" };

  it("until a local time is over by the clock of the new zone", () => {
    const published = waitsAt(morning);
    const before = standing(published, { zone: shanghai });
    expect(only(before).wait).toMatchObject({ due: at("03-03 01:00") });
    const { customer: after, owed } = say(before, published, at("03-02 12:00"), { zone: newYork });
    // 9:00 in winter time, five hours behind.
    expect(only(after).wait).toMatchObject({ due: at("03-02 14:00"), timer: 2 });
    expect(owed).toHaveLength(1);
  });

  it("is never over at another local time than its own", () => {
    const published = waitsAt(morning);
    const before = standing(published, { zone: shanghai });
    // It is 11:00 in Auckland: the next morning there, not at once.
    const { customer: after } = say(before, published, at("03-02 22:00"), {
      zone: "Pacific/Auckland",
    });
    expect(only(after).wait).toMatchObject({ due: at("03-03 20:00") });
  });

  it("keeps the local time of its beginning over a change of clocks in the new zone", () => {
    const published = waitsAt({ do: "wait", id: "rest", for: "7d" });
    const before = standing(published, { zone: shanghai });
    expect(only(before).wait).toMatchObject({ due: at("03-09 10:00") });
    // New York's clocks go forward on 8 March.
    const { customer: after } = say(before, published, at("03-03 10:00"), { zone: newYork });
    expect(only(after).wait).toMatchObject({ due: at("03-09 09:00") });
  });

  it.each(["48h", "90min"])("of %s is exact in every zone", (length) => {
    const published = waitsAt({ do: "wait", id: "rest", for: length });
    const before = standing(published, { zone: shanghai });
    const { customer: after, owed } = say(before, published, at("03-02 10:30"), { zone: newYork });
    expect(only(after).wait).toBe(only(before).wait);
    expect(owed).toEqual([]);
  });

  it("for an event has its deadline by the new zone", () => {
    const awaits: Step = { do: "waitFor", id: "used", event: "coupon.used", atMost: "1w" };
    const published = waitsAt(awaits);
    const before = standing(published, { zone: shanghai });
    const { customer: after } = say(before, published, at("03-03 10:00"), { zone: newYork });
    expect(only(after).wait).toMatchObject({ due: at("03-09 09:00"), event: "coupon.used" });
    const used = apply(before, published, event("coupon.used", at("03-03 10:00"))).customer;
    const matched = say(used, published, at("03-03 10:01"), { zone: newYork }).customer;
    expect(only(matched).wait).toBe(only(used).wait);
  });

  it("until the send window opens follows the new zone's clock", () => {
    const published = waitsAt(
      { do: "wait", id: "open", until: "send-window" },
      {
        sendWindow: { days: "every-day", between: ["09:00-10:00"] },
      },
    );
    const before = standing(published, { zone: shanghai });
    const { customer: after } = say(before, published, at("03-02 12:00"), { zone: newYork });
    const { due } = only(after).wait ?? { due: 0 };
    expect(due).toBeGreaterThanOrEqual(at("03-02 14:00"));
    expect(due).toBeLessThan(at("03-02 14:10"));
  });

  it("until a date is met, not missed, when its hour has gone by in the new zone", () => {
    const published = waitsAt({ ...reminder, otherwise: "exit" });
    const before = standing(published, {
      zone: newYork,
      attributes: { appointment: "2026-03-10" },
    });
    expect(only(before).wait).toMatchObject({ due: at("03-09 14:00") });
    const { customer: after } = say(before, published, at("03-09 12:00"), { zone: shanghai });
    expect(only(after).wait).toMatchObject({ due: at("03-09 12:00") });
    const next = turn(after, published, at("03-09 12:00"));
    expect(next.effects).toHaveLength(1);
  });

  it("plans a yearly date by when it was learned, not by when the wait began", () => {
    const yearly: Step = { do: "wait", id: "day", until: { attribute: "birthday", yearly: true } };
    const published = waitsAt(yearly);
    const before = standing(published, { zone: "UTC", attributes: { birthday: "1990-04-01" } });
    const moved = say(before, published, at("03-20 10:00"), {
      attributes: { birthday: "1990-03-10" },
    });
    expect(only(moved.customer).wait).toMatchObject({ due: at("2027-03-10 09:00") });
    const away = say(moved.customer, published, at("03-21 10:00"), { zone: shanghai });
    expect(only(away.customer).wait).toMatchObject({ due: at("2027-03-10 01:00") });
  });

  it("asks a send at once that was held for want of a zone or by the clock", () => {
    const published = definitions(journey({ steps: [mail] }), { unknownZone: "hold" });
    const held = standing(published, {});
    expect(only(held).wait).toMatchObject({ reason: "unknown-zone" });
    const known = say(held, published, at("03-02 11:00"), { zone: newYork }).customer;
    expect(only(known).wait).toMatchObject({ due: at("03-02 11:00") });
    const windowed = definitions(
      journey({ steps: [mail], sendWindow: { days: "every-day", between: ["09:00-10:00"] } }),
    );
    const waits = standing(windowed, { zone: shanghai });
    expect(only(waits).wait).toMatchObject({ reason: "send-window" });
    const flown = say(waits, windowed, at("03-02 14:20"), { zone: newYork }).customer;
    expect(turn(flown, windowed, at("03-02 14:20")).effects).toHaveLength(1);
  });

  it("of who has none follows the first zone, from the shop's", () => {
    const published = waitsAt(morning);
    const before = standing(published, {});
    expect(only(before).wait).toMatchObject({ due: at("03-03 09:00") });
    const { customer: after } = say(before, published, at("03-02 12:00"), { zone: newYork });
    expect(only(after).wait).toMatchObject({ due: at("03-02 14:00") });
  });

  describe("that changes again within the hour", () => {
    const published = waitsAt(morning);
    const first = at("03-02 12:00");
    const before = standing(published, { zone: shanghai });
    const flown = say(before, published, first, { zone: newYork }).customer;
    const back = say(flown, published, first + 10 * MINUTE, { zone: shanghai }).customer;
    const retiming = (now: Instant) => ({ definitions: published, now, cause: "sweep" });

    it("counts once: the wait stays by the first change", () => {
      expect(only(back).wait).toBe(only(flown).wait);
      expect(back.zone).toBe(shanghai);
    });

    it("is as if nothing had been when it changes back before the hour is over", () => {
      const again = say(back, published, first + 20 * MINUTE, { zone: newYork }).customer;
      expect(only(again).wait).toBe(only(flown).wait);
      expect(followZone(again, retiming(first + 2 * HOUR)).customer).toBe(again);
    });

    it("is followed by the next event once the hour is over, whatever it says", () => {
      const now = first + HOUR;
      expect(followZone(back, retiming(now - 1)).customer).toBe(back);
      const { customer: after, owed } = apply(back, published, event("page.viewed", now));
      expect(only(after).wait).toMatchObject({ due: at("03-03 01:00"), timer: 3 });
      expect(owed).toHaveLength(1);
    });

    it("is followed by the sweep once the hour is over", () => {
      const { customer: after } = followZone(back, retiming(first + HOUR));
      expect(only(after).wait).toMatchObject({ due: at("03-03 01:00"), timer: 3 });
      expect(owedOf(after, () => true)).toHaveLength(1);
    });
  });
});
