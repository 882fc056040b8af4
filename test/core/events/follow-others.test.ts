import { describe, expect, it } from "vitest";
import { type Customer, newCustomer } from "../../../src/core/customers/customer.ts";
import { continuationOf } from "../../../src/core/customers/join-enrollments.ts";
import type { Definitions } from "../../../src/core/definitions/definitions.ts";
import type { Journey } from "../../../src/core/definitions/journey.ts";
import { currentMeaning } from "../../../src/core/definitions/meaning.ts";
import type { Step } from "../../../src/core/definitions/step.ts";
import { applyIdentification } from "../../../src/core/events/apply-identification.ts";
import { isOwedBy } from "../../../src/core/events/owed.ts";
import { importInto } from "../../../src/core/imports/apply-import.ts";
import { sweepCustomer } from "../../../src/core/segments/sweep-customer.ts";
import { causeOfTurn, takeTurn } from "../../../src/core/turns/take-turn.ts";
import { apply, at, customer, definitions, event, journey, only } from "../given.ts";

const mail: Step = { do: "send", id: "hello", template: "hello", channels: ["email"] };
const reminder: Step = {
  do: "wait",
  id: "before",
  until: { attribute: "appointment", offset: "-1d", at: "10:00" },
};
const waits = (change: Partial<Journey> = {}) => journey({ steps: [reminder, mail], ...change });
const now = at("03-05 10:00");

/** Takes the next turn of one journey's enrollment. */
function turnOf(who: Customer, name: string, published: Definitions, when: number) {
  const found = Object.values(who.enrollments).find((one) => one.journey === name);
  const compiled = published.live.get(name);
  if (found === undefined || compiled === undefined) throw new RangeError(name);
  const taken = takeTurn(published, compiled, who, found.id, when);
  return { ...taken, enrollment: taken.customer.enrollments[found.id] };
}

function standing(published: Definitions, who: Customer, name = "welcome"): Customer {
  const entered = apply(who, published, event("customer.registered", at("03-02 10:00")));
  return turnOf(entered.customer, name, published, at("03-02 10:00")).customer;
}

describe("a wait follows a date that is changed", () => {
  it("by an import, which owes the wake", () => {
    const published = definitions(waits());
    const before = standing(published, customer({ attributes: { appointment: "2026-03-10" } }));
    const row = {
      kind: "profile",
      at: now,
      profile: { attributes: { appointment: "2026-03-20" } },
    } as const;
    const after = importInto(before, [row], published, now);
    expect(only(after).wait).toMatchObject({
      due: at("03-19 10:00"),
      retimed: { by: "import", from: 1 },
    });
  });

  it("by an update of another journey, whose turn owes the wake", () => {
    const change: Step = { do: "update", id: "move", set: { appointment: "2026-03-20" } };
    const published = definitions([
      waits(),
      journey({ name: "mover", entry: { on: "desk.called" }, steps: [change] }),
    ]);
    const before = standing(published, customer({ attributes: { appointment: "2026-03-10" } }));
    const called = apply(before, published, event("desk.called", now)).customer;
    const { customer: after, enrollment } = turnOf(called, "mover", published, now);
    const moved = Object.values(after.enrollments).find((one) => one.journey === "welcome");
    expect(moved?.wait).toMatchObject({ due: at("03-19 10:00"), timer: 2 });
    const cause = causeOfTurn(enrollment?.id ?? "", 1);
    expect(moved && isOwedBy(moved, cause)).toBe(true);
  });

  it("by an update of its own journey only as the wait begins", () => {
    const change: Step = { do: "update", id: "move", set: { appointment: "2026-03-20" } };
    const published = definitions(journey({ steps: [change, reminder, mail] }));
    const before = standing(published, customer({ attributes: { appointment: "2026-03-10" } }));
    expect(only(before).wait).toMatchObject({ due: at("03-19 10:00"), timer: 1 });
    expect(only(before).wait?.retimed).toBeUndefined();
  });

  describe("by a join", () => {
    const published = definitions([
      waits(),
      waits({ name: "visit", entry: { on: "page.viewed" } }),
    ]);
    const identified = event("customer.identified", now, { properties: { anonymous: "v1" } });
    const mine = {
      ...standing(published, customer({ attributes: { appointment: "2026-03-10" } })),
      rev: 3,
    };
    const visited = apply(
      { ...newCustomer("a234567890123456", "v1"), attributes: { appointment: "2026-03-30" } },
      published,
      event("page.viewed", at("03-02 10:00")),
    ).customer;
    const theirs = { ...turnOf(visited, "visit", published, at("03-02 10:00")).customer, rev: 2 };
    const join = (profileAt: number) =>
      applyIdentification(mine, { ...theirs, profileAt }, identified, published, now);

    it("whose visitor spoke last: the known customer's wait is timed anew", () => {
      const { customer: joined, owed } = join(now);
      const own = Object.values(joined.enrollments).find((one) => one.journey === "welcome");
      expect(own?.wait).toMatchObject({ due: at("03-29 10:00"), timer: 2 });
      expect(owed).toContainEqual({ kind: "wake", enrollment: own?.id, turn: 1 });
    });

    it("whose customer spoke last: what goes on of the visitor's waits for that", () => {
      const { customer: joined } = join(-1);
      const [theirs1] = Object.keys(theirs.enrollments);
      const goesOn = joined.enrollments[continuationOf(mine.key, theirs1 ?? "")];
      expect(goesOn).toMatchObject({ state: "starting", wait: { due: at("03-09 10:00") } });
      expect(goesOn?.wait?.retimed).toBeUndefined();
      const next = turnOf(joined, "visit", published, now);
      expect(next.enrollment?.wait).toMatchObject({ due: at("03-09 10:00") });
    });
  });
});

describe("an entry by a date", () => {
  const published = (change: Partial<Journey> = {}) =>
    definitions(
      journey({
        name: "visit",
        entry: { on: "date.reached", attribute: "appointment", offset: "-3d" },
        reentry: "never",
        goal: { event: "order.placed", within: "14d" },
        steps: [{ do: "wait", id: "rest", for: "1d" }, mail],
        ...change,
      }),
      { quietHours: [] },
    );
  const set = published();

  /** Entered on 2 March, three days before the appointment, by the sweep of noon. */
  function entered(): Customer {
    const said = { attributes: { appointment: "2026-03-05" }, meaning: currentMeaning };
    const who = { ...customer(said), rev: 1 };
    const swept = sweepCustomer(who, set, at("03-02 12:00"), "noon").customer;
    return turnOf({ ...swept, rev: 2 }, "visit", set, at("03-02 12:01")).customer;
  }
  const move = (who: Customer, to: string | null, when = at("03-03 08:00")) =>
    apply(who, set, {
      ...event("appointment.moved", when),
      profile: { attributes: { appointment: to } },
    });

  it.each(["2026-03-20", "2026-03-06", null])("ends when its date moves to %s", (to) => {
    const { customer: after, owed, consequences } = move(entered(), to);
    expect(only(after)).toMatchObject({ state: "closing", ending: "date-moved", turn: 1 });
    expect(only(after).bid).toBeUndefined();
    expect(owed).toHaveLength(1);
    expect(consequences).toMatchObject([
      { journey: "visit", kind: "exited", reason: { code: "date-moved" } },
    ]);
  });

  it("counts for no re-entry limit and no goal, and the new day is entered on", () => {
    const after = move(entered(), "2026-03-20").customer;
    expect(after.entries).toEqual({});
    expect(after.goals).toEqual([]);
    const { enrollments } = sweepCustomer(
      { ...after, rev: 3 },
      set,
      at("03-17 12:00"),
      "n",
    ).customer;
    expect(Object.values(enrollments).map(({ state }) => state)).toEqual(["closing", "starting"]);
  });

  it("goes on when the same day is said in another way", () => {
    const { customer: after } = move(entered(), "2026-03-05T08:00:00");
    expect(only(after)).toMatchObject({ state: "running" });
  });

  it("goes on when a message of it was claimed", () => {
    const who = entered();
    const { id } = only(who);
    const claimed = { ...who, enrollments: { [id]: { ...only(who), claimed: true as const } } };
    expect(only(move(claimed, "2026-03-20").customer)).toMatchObject({ state: "running" });
  });

  it("of version 0.2.0 goes on when the ledger has a claim of its journey", () => {
    const entry = {
      message: "m",
      journey: "visit",
      purpose: "care",
      channel: "email",
      priority: 0,
    };
    const claim = { ...entry, channel: "email", at: at("03-02 13:00") } as const;
    const kept = move({ ...entered(), ledger: [claim] }, "2026-03-20").customer;
    expect(only(kept)).toMatchObject({ state: "running" });
    const reserved = { ...claim, reservedUntil: at("03-05 13:00") };
    const left = move({ ...entered(), ledger: [reserved] }, "2026-03-20").customer;
    expect(only(left)).toMatchObject({ state: "closing" });
  });

  it("of an earlier pass counts again once the later one is taken back", () => {
    const who = entered();
    const { id } = only(who);
    const first = at("02-01 12:00");
    const twice: Customer = {
      ...who,
      entries: { visit: { "": [2, at("03-02 12:00")] } },
      enrollments: { [id]: { ...only(who), enteredBefore: first } },
    };
    expect(move(twice, "2026-03-20").customer.entries).toEqual({ visit: { "": [1, first] } });
  });
});
