import { describe, expect, it } from "vitest";
import { type Customer, newCustomer } from "../../../src/core/customers/customer.ts";
import { continuationOf } from "../../../src/core/customers/join-enrollments.ts";
import { currentMeaning } from "../../../src/core/definitions/meaning.ts";
import { applyIdentification } from "../../../src/core/events/apply-identification.ts";
import { sweepCustomer } from "../../../src/core/segments/sweep-customer.ts";
import { apply, at, customer, definitions, event, journey, only } from "../given.ts";

const set = definitions(
  journey({
    name: "visit",
    entry: { on: "date.reached", attribute: "appointment", offset: "-3d" },
    reentry: "never",
    steps: [{ do: "wait", id: "rest", for: "1d" }],
  }),
);

/** Entered three days before the appointment, by the sweep of noon. */
function entered(who: Customer, appointment: string, day: string): Customer {
  const before = { ...who, attributes: { appointment }, meaning: currentMeaning, rev: 1 };
  return { ...sweepCustomer(before, set, at(`${day} 12:00`), "noon").customer, rev: 2 };
}

describe("a join of two who are both in a journey by a date", () => {
  const known = entered(customer(), "2026-03-05", "03-02");
  const visitor = entered(newCustomer("a234567890123456", "v1"), "2026-03-06", "03-03");
  const now = at("03-03 15:00");
  const identified = event("customer.identified", now, { properties: { anonymous: "v1" } });
  const join = (profileAt: number) =>
    applyIdentification(known, { ...visitor, profileAt }, identified, set, now).customer;
  const own = only(known).id;
  const others = continuationOf(known.key, only(visitor).id);

  // Torture seed 82: both runs ended, and nobody was reminded of the appointment that holds.
  it("goes on with the visitor's run where the visitor's date is the newer one", () => {
    const { enrollments, entries } = join(now);
    expect(enrollments[own]).toMatchObject({ state: "closing", ending: "date-moved" });
    expect(enrollments[others]).toMatchObject({ state: "starting", journey: "visit" });
    expect(entries["visit"]?.[""]?.[0]).toBe(1);
  });

  it("keeps the known customer's run where its own date is the newer one", () => {
    const { enrollments } = join(-1);
    expect(enrollments[own]).toMatchObject({ state: "starting" });
    expect(enrollments[others]).toBeUndefined();
  });
});

// Torture seed 4276: the visitor's run was taken back, and with it the note of the other's date.
describe("a join that takes back the run of a visitor", () => {
  it("tells no date again that the known customer was told of", () => {
    const told = entered(customer(), "2026-03-05", "03-02");
    const known = { ...told, enrollments: {} };
    const visitor = entered(newCustomer("a234567890123456", "v1"), "2026-03-04", "03-01");
    const now = at("03-03 15:00");
    const identified = event("customer.identified", now, { properties: { anonymous: "v1" } });
    const joined = applyIdentification(known, visitor, identified, set, now).customer;
    expect(joined.fired).toEqual(known.fired);
    const swept = sweepCustomer(joined, set, at("03-03 16:00"), "later").customer;
    expect(swept.said.flatMap(({ derived = [] }) => derived)).toEqual([]);
  });
});

describe("a join of two for whom days without an event were told", () => {
  const silence = definitions(
    journey({
      name: "silence",
      entry: { on: "inactivity.reached", event: "coupon.used", days: [2, 5] },
      reentry: "always",
      steps: [{ do: "wait", id: "rest", for: "1d" }],
    }),
  );
  const used = at("03-01 10:00");
  const now = at("03-04 12:00");

  // Torture seed 20020: the known one's note was of another event, which an older version asked for.
  it.each([
    ["later", used + 1],
    ["earlier", used - 1],
  ])("keeps the note of the event that counts, where the other one is of a %s event", (_, of) => {
    const visitor = apply(
      newCustomer("a234567890123456", "v1"),
      silence,
      event("coupon.used", used),
    );
    const before = { ...visitor.customer, rev: 2, meaning: currentMeaning };
    const told = sweepCustomer(before, silence, now, "noon").customer;
    expect(told.fired).toEqual({ silence: [used, 2] });
    const mine = { ...customer(), meaning: currentMeaning, rev: 1, fired: { silence: [of, 1] } };
    const identified = event("customer.identified", now, { properties: { anonymous: "v1" } });
    const joined = applyIdentification(
      mine,
      { ...told, rev: 3 },
      identified,
      silence,
      now,
    ).customer;
    expect(joined.fired).toEqual({ silence: [used, 2] });
    expect(sweepCustomer({ ...joined, rev: 2 }, silence, now + 1, "again").outcome).toBeUndefined();
  });
});

describe("an event of a visitor that arrives after the join", () => {
  it("brings back no address that the visitor's newer list had replaced", () => {
    const say = (hour: string, email: readonly string[]) =>
      event(`at ${hour}`, at(`03-03 ${hour}`), {
        customer: "v1",
        profile: { addresses: { email } },
      });
    const shop = definitions([], { addresses: "replace" });
    const known = customer({ addresses: {} });
    const visitor = apply(newCustomer("a234567890123456", "v1"), shop, say("10:00", ["new@x.y"]));
    const now = at("03-03 11:00");
    const identified = event("customer.identified", now, { properties: { anonymous: "v1" } });
    const joined = applyIdentification(known, visitor.customer, identified, shop, now).customer;
    const late = apply(joined, shop, say("09:00", ["old@x.y"])).customer;
    expect(late.addresses.email).toEqual([{ to: "new@x.y" }]);
  });
});
