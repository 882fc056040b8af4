import { describe, expect, it } from "vitest";
import { type Customer, newCustomer } from "../../../src/core/customers/customer.ts";
import { joinCustomers } from "../../../src/core/customers/join-customers.ts";
import { continuationOf } from "../../../src/core/customers/join-enrollments.ts";
import { recallEvent } from "../../../src/core/customers/seen.ts";
import type { Definitions } from "../../../src/core/definitions/definitions.ts";
import type { Step } from "../../../src/core/definitions/step.ts";
import { DAY, HOUR } from "../../../src/core/time/instant.ts";
import { apply, at, customer, definitions, event, journey, only, turn } from "../given.ts";

const now = at("01-10 12:00");
const wait: Step = { do: "wait", id: "rest", for: "3d" };

/** A visitor that the shop does not know yet. */
function visitor(change: Partial<Customer> = {}): Customer {
  return { ...newCustomer("a234567890123456", "v1"), ...change };
}

function known(change: Partial<Customer> = {}): Customer {
  return { ...newCustomer("k234567890123456", "c1"), rev: 3, ...change };
}

const identified = (when = now) =>
  event("customer.identified", when, { properties: { anonymous: "v1" } });

function join(
  mine: Customer,
  theirs: Customer,
  published: Definitions = definitions([]),
  when = now,
) {
  return joinCustomers(mine, theirs, {
    event: identified(when),
    definitions: published,
    now: when,
  });
}

describe("what two customers say of themselves", () => {
  it("is taken from the one that spoke last, the other fills what is missing", () => {
    const mine = known({
      attributes: { name: "Li", tier: "gold" },
      profileAt: 10,
      zone: "Asia/Shanghai",
    });
    const theirs = visitor({
      attributes: { tier: "none", campaign: "spring" },
      profileAt: 20,
      locale: "zh-CN",
    });
    expect(join(mine, theirs).known).toMatchObject({
      attributes: { name: "Li", tier: "none", campaign: "spring" },
      profileAt: 20,
      zone: "Asia/Shanghai",
      locale: "zh-CN",
    });
    const early = { ...theirs, profileAt: 10 };
    expect(join(mine, early).known.attributes).toMatchObject({ tier: "gold", campaign: "spring" });
  });

  it("is by consent the newest word, and of one instant the refusal", () => {
    const mine = known({
      consents: {
        "email:*": { given: true, at: 10 },
        "sms:*": { given: true, at: 10 },
        "push:*": { given: true, at: 30 },
      },
    });
    const theirs = visitor({
      consents: {
        "email:*": { given: false, at: 10, source: "opt-out link" },
        "sms:*": { given: false, at: 20 },
        "push:*": { given: false, at: 20 },
        "email:news": { given: true, at: 5 },
      },
    });
    const { consents } = join(mine, theirs).known;
    expect(consents).toEqual({
      "email:*": { given: false, at: 10, source: "opt-out link" },
      "sms:*": { given: false, at: 20 },
      "push:*": { given: true, at: 30 },
      "email:news": { given: true, at: 5 },
    });
    expect(join(visitor(mine), known(theirs)).known.consents).toEqual(consents);
  });

  it("is every address, suppressed where either says so, and every tag once", () => {
    const mine = known({
      addresses: {
        email: [{ to: "a@example.com" }, { to: "b@example.com", suppressed: "bounced" }],
      },
      tags: ["vip"],
    });
    const theirs = visitor({
      addresses: {
        email: [{ to: "b@example.com" }, { to: "a@example.com", suppressed: "complained" }],
        push: [{ to: "device" }],
      },
      tags: ["vip", "campaign"],
    });
    expect(join(mine, theirs).known).toMatchObject({
      addresses: {
        email: [
          { to: "a@example.com", suppressed: "complained" },
          { to: "b@example.com", suppressed: "bounced" },
        ],
        push: [{ to: "device" }],
      },
      tags: ["vip", "campaign"],
    });
  });

  it("leaves away a tag that either took away later", () => {
    const mine = known({ tags: ["a", "b"], tagsAt: { a: 10, b: 10, c: 20 } });
    const theirs = visitor({ tags: ["c", "d"], tagsAt: { a: 10, b: 5, c: 30 } });
    const { tags, tagsAt } = join(mine, theirs).known;
    expect(tags).toEqual(["b", "c", "d"]);
    expect(tagsAt).toEqual({ a: 10, b: 10, c: 30 });
  });

  it("is on profiling the later word, and at one instant the refusal", () => {
    const mine = known({ profiling: "allowed", profilingAt: 20 });
    const theirs = visitor({ profiling: "refused", profilingAt: 20 });
    expect(join(mine, theirs).known).toMatchObject({ profiling: "refused", profilingAt: 20 });
    const early = { ...theirs, profilingAt: 10 };
    expect(join(mine, early).known).toMatchObject({ profiling: "allowed", profilingAt: 20 });
  });

  it("is membership of either, since the earlier of two", () => {
    const mine = known({
      segments: { vip: [10], gone: [5, 8], back: [5, 8] },
      fired: { care: [4] },
    });
    const theirs = visitor({
      segments: { vip: [7], gone: [6, 9], back: [9], fresh: [3] },
      fired: { care: [5], birthday: [100] },
    });
    const { segments, fired } = join(mine, theirs).known;
    expect(segments).toEqual({ vip: [7], gone: [5, 9], back: [9, 8], fresh: [3] });
    expect(fired).toEqual({ care: [5], birthday: [100] });
  });
});

describe("what two customers have done", () => {
  const goal = { event: "order.placed", within: "14d", value: "total" } as const;
  const published = definitions(journey({ steps: [wait], goal, reentry: { atMost: 2 } }));

  it("is recognized when it comes again to either", () => {
    const order = event("order.placed", now - HOUR);
    const theirs = apply(visitor(), published, order).customer;
    const joined = join(known(), theirs, published).known;
    expect(recallEvent(joined.seen, order.id, order.at)).toBe("seen");
  });

  it("counts for re-entry together", () => {
    const enter = (who: Customer) => {
      const entered = apply(who, published, event("customer.registered", now - 4 * DAY)).customer;
      return { ...entered, enrollments: {} };
    };
    const joined = join(enter(known()), enter(visitor()), published).known;
    expect(joined.entries.welcome).toEqual({ "": [2, now - 4 * DAY] });
    const third = apply(joined, published, event("customer.registered", now));
    expect(third.consequences).toMatchObject([
      { kind: "not-entered", reason: "re-entry: entered 2 of at most 2 times" },
    ]);
  });

  it("leaves the goals of both open", () => {
    const enter = (who: Customer) =>
      apply(who, published, event("customer.registered", now - DAY)).customer;
    const [mine, theirs] = [enter(known()), enter(visitor())];
    const joined = join(mine, theirs, published).known;
    expect(joined.goals.map(({ id }) => id)).toEqual([only(mine).id, only(theirs).id]);
    const order = event("order.placed", now, { properties: { total: 9 } });
    const met = apply(joined, published, order).consequences;
    expect(met.filter(({ kind }) => kind === "goal-met")).toHaveLength(2);
  });

  it("has its figures filled in as far as both had", () => {
    expect(join(known({ counted: 5 }), visitor({ counted: 3 })).known.counted).toBe(3);
    expect(join(known({ counted: 5 }), visitor()).known).not.toHaveProperty("counted");
  });

  it("keeps the claims of both under their caps, in order", () => {
    const entry = (message: string, claimed: number) => ({
      message,
      journey: "welcome",
      purpose: "care",
      channel: "email" as const,
      priority: 0,
      at: claimed,
    });
    const mine = known({ ledger: [entry("m1", 10), entry("m3", 30)] });
    const theirs = visitor({ ledger: [entry("m2", 20)] });
    expect(join(mine, theirs).known.ledger.map(({ message }) => message)).toEqual([
      "m1",
      "m2",
      "m3",
    ]);
  });
});

describe("an enrollment of the anonymous customer", () => {
  const { addresses, consents } = customer();
  const reachable = { addresses, consents };
  const steps: Step[] = [wait, { do: "send", id: "hello", template: "hello", channels: ["email"] }];
  const published = definitions(
    journey({ steps, exitWhen: [{ event: "order.placed" }], reentry: "always" }),
  );
  const entered = (who: Customer, when = now - DAY, set = published) => {
    const first = apply(who, set, event("customer.registered", when)).customer;
    return turn(first, set, when).customer;
  };

  it("goes on under the known one where it stands, and ends under its own name", () => {
    const theirs = entered(visitor());
    const before = only(theirs);
    const {
      known: joined,
      stub,
      consequences,
      touched,
    } = join(known(reachable), theirs, published);
    const id = continuationOf(joined.key, before.id);
    expect(only(joined)).toMatchObject({
      id,
      state: "starting",
      at: "rest",
      turn: 1,
      wait: before.wait,
      triggered: before.triggered,
      generation: 1,
      continues: { enrollment: before.id },
    });
    expect(only(joined).record).toBeUndefined();
    expect(stub?.enrollments[before.id]).toMatchObject({
      state: "closing",
      ending: "joined",
      goesOnAs: id,
    });
    expect(consequences).toEqual([{ journey: "welcome", kind: "goes-on", enrollment: id }]);
    expect(touched).toEqual([id]);
    // Woken before its time it waits on, and ends its wait when that is due.
    expect(only(turn(joined, published, now).customer).wait?.due).toBe(before.wait?.due);
    const due = before.wait?.due ?? 0;
    expect(turn(joined, published, due).effects).toMatchObject([{ kind: "send" }]);
  });

  it("ends as joined where the known one is under way in the same journey and key", () => {
    const [mine, theirs] = [entered(known()), entered(visitor())];
    const { known: joined, stub, consequences } = join(mine, theirs, published);
    expect(only(joined)).toBe(only(mine));
    expect(only(stub ?? mine)).toMatchObject({ state: "closing", ending: "joined" });
    expect(only(stub ?? mine).goesOnAs).toBeUndefined();
    expect(consequences).toMatchObject([{ kind: "joined", enrollment: only(theirs).id }]);
  });

  it("ends as joined where the known one is held out", () => {
    const held = definitions(journey({ steps, holdout: "50%", reentry: "always" }));
    const isHeldOut = (key: string) => {
      const who = { ...known(), key };
      return (
        apply(who, held, event("customer.registered", now)).consequences[0]?.kind === "held-out"
      );
    };
    const keys = Array.from({ length: 40 }, (_, n) => `k2345678901234${n + 10}`);
    const out = keys.find(isHeldOut) ?? "";
    const into = keys.find((key) => !isHeldOut(key)) ?? "";
    const theirs = entered({ ...visitor(), key: into }, now - DAY, held);
    expect(join({ ...known(), key: out }, theirs, held).consequences[0]?.kind).toBe("joined");
    const other = keys.findLast((key) => !isHeldOut(key)) ?? "";
    expect(join({ ...known(), key: other }, theirs, held).consequences[0]?.kind).toBe("goes-on");
  });

  it("is ended by what the known one did since its trigger", () => {
    const mine = apply(known(), published, event("order.placed", now - HOUR)).customer;
    const { known: joined, stub, consequences } = join(mine, entered(visitor()), published);
    expect(joined.enrollments).toEqual({});
    expect(only(stub ?? joined)).toMatchObject({ state: "closing", ending: "order.placed" });
    expect(consequences).toMatchObject([{ kind: "exited" }]);
  });

  it("ends what the known one is in by what it did itself", () => {
    const theirs = apply(visitor(), published, event("order.placed", now - HOUR)).customer;
    const { known: joined, touched } = join(entered(known()), theirs, published);
    expect(only(joined)).toMatchObject({ state: "closing", ending: "order.placed" });
    expect(touched).toEqual([only(joined).id]);
    const early = apply(visitor(), published, event("order.placed", now - 2 * DAY)).customer;
    expect(only(join(entered(known()), early, published).known).state).toBe("running");
  });

  it("answers waits of the known one, and is answered", () => {
    const waiting: Step[] = [
      { do: "waitFor", id: "used", event: "coupon.used", atMost: "3d", then: [], else: [] },
    ];
    const set = definitions(journey({ steps: waiting, reentry: "always" }));
    const used = apply(visitor(), set, event("coupon.used", now - HOUR)).customer;
    const mine = join(entered(known(), now - DAY, set), used, set);
    expect(only(mine.known).wait?.matched?.at).toBe(now - HOUR);
    expect(mine.consequences).toMatchObject([{ kind: "woken" }]);
    const knownUsed = apply(known(), set, event("coupon.used", now - HOUR)).customer;
    const theirs = join(knownUsed, entered(visitor(), now - DAY, set), set);
    expect(only(theirs.known)).toMatchObject({ state: "starting", wait: { matched: {} } });
  });

  it("leaves nothing but runs to end under its own key", () => {
    const { stub, known: joined } = join(known(), entered(visitor({ tags: ["x"] })), published);
    const { enrollments, joinedInto, ...rest } = stub ?? visitor();
    expect(Object.keys(enrollments)).toHaveLength(1);
    expect(joinedInto).toMatchObject({ key: joined.key, at: now });
    expect(rest).toEqual({ ...visitor(), enrollments: undefined });
    expect(joined.joined).toEqual([visitor().key]);
  });
});

describe("no customer is joined", () => {
  const reasonOf = (mine: Customer, theirs: Customer) => {
    const { outcome, known: joined, stub } = join(mine, theirs);
    expect(joined).toBe(mine);
    expect(stub).toBeUndefined();
    return outcome.reason;
  };

  it("twice, whoever says so", () => {
    const { stub, known: joined } = join(known(), visitor());
    expect(reasonOf(joined, stub ?? visitor())).toBe("it is joined already");
    const another = { ...known(), key: "z234567890123456" };
    expect(reasonOf(another, stub ?? visitor())).toBe("it is joined into another customer");
  });

  it("into itself", () => {
    expect(reasonOf(customer(), customer())).toBe("a customer can't be joined into itself");
  });

  it("that others are joined into", () => {
    const { known: joined } = join(known(), visitor());
    const another = { ...known(), key: "z234567890123456" };
    expect(reasonOf(another, joined)).toBe("others are joined into it: it is not anonymous");
  });

  it("beyond 200 in one", () => {
    const joined = Array.from({ length: 200 }, (_, n) => `b${String(n).padStart(15, "2")}`);
    expect(reasonOf(known({ joined }), visitor())).toBe("already 200 joined into it");
    expect(join(known({ joined: joined.slice(1) }), visitor()).outcome.kind).toBe("joined");
  });
});

it("a visitor who is identified before anything else is known of is a stub at once", () => {
  const { stub, known: joined } = join({ ...known(), rev: 0 }, visitor());
  expect(stub).toMatchObject({ rev: 0, joinedInto: { key: joined.key } });
  expect(joined.joined).toEqual([visitor().key]);
});
