import { describe, expect, it } from "vitest";
import type { Consent, Customer } from "../../../src/core/customers/customer.ts";
import type { Profile } from "../../../src/core/events/event.ts";
import { importInto } from "../../../src/core/imports/apply-import.ts";
import { HOUR, MINUTE, SECOND } from "../../../src/core/time/instant.ts";
import { apply, at, customer, definitions, event, journey, only } from "../given.ts";

const ten = at("03-02 10:00");
const none = definitions(journey());

/** By what a customer says at `own`, accepted at `accepted`. */
function say(who: Customer, own: number, accepted: number, profile: Profile): Customer {
  return apply(who, none, { ...event("told", own, { profile }), accepted }).customer;
}

// A word without a source or a time would be bare, and lift no refusal at all.
const source = "form";
const consent = (given: boolean, own?: number): Profile => ({
  consents: { "email:*": { given, source, ...(own !== undefined && { at: own }) } },
});
const wordOf = ({ consents }: Customer): Consent | undefined => consents["email:*"];

describe("a consent with a time ahead", () => {
  const unknown = customer({ consents: {} });

  it("counts as of its acceptance: the opt-out that follows it stands", () => {
    const granted = say(unknown, ten, ten, consent(true, ten + 8 * HOUR));
    expect(wordOf(granted)).toEqual({ given: true, at: ten, source });
    const refused = say(granted, ten + 5 * MINUTE, ten + 5 * MINUTE, consent(false));
    expect(wordOf(refused)?.given).toBe(false);
  });

  it("yields to an opt-out whose clock is ahead, too", () => {
    const granted = say(unknown, ten, ten, consent(true, ten + 9 * MINUTE));
    const refused = say(granted, ten + 4 * MINUTE, ten + 3 * MINUTE, consent(false));
    expect(wordOf(refused)?.given).toBe(false);
  });

  it("does not undo the refusal of the same clock that arrived before it", () => {
    const refused = say(unknown, ten + 9 * MINUTE, ten + MINUTE, consent(false));
    const granted = say(refused, ten + 8 * MINUTE, ten + 2 * MINUTE, consent(true));
    expect(wordOf(granted)?.given).toBe(false);
  });

  it("follows a refusal that the same clock said before, in one batch", () => {
    const refused = say(unknown, ten + 8 * MINUTE, ten, consent(false));
    const granted = say(refused, ten + 9 * MINUTE, ten, consent(true));
    expect(wordOf(granted)).toEqual({ given: true, at: ten, said: ten + 9 * MINUTE, source });
  });

  it("kept by version 0.2.0 yields to any refusal that comes after it", () => {
    const kept = customer({ consents: { "email:*": { given: true, at: ten + 8 * HOUR } } });
    const refused = say(kept, ten - SECOND, ten, consent(false));
    expect(wordOf(refused)?.given).toBe(false);
  });

  it("counts as of the import that brings it", () => {
    const row = { kind: "profile" as const, at: ten + MINUTE, profile: consent(true, ten + HOUR) };
    expect(wordOf(importInto(unknown, [row], none, ten))).toEqual({ given: true, at: ten, source });
  });
});

describe("a profile whose clock is ahead", () => {
  it("gives way to what is said after its acceptance", () => {
    const ahead = say(customer(), ten + 8 * MINUTE, ten, {
      attributes: { city: "Bonn" },
      tags: ["vip"],
      profiling: "refused",
    });
    const later = say(ahead, ten + MINUTE, ten + MINUTE, {
      attributes: { city: "Köln" },
      removeTags: ["vip"],
      profiling: "allowed",
    });
    const { attributes, tags, profiling } = later;
    expect({ attributes, tags, profiling }).toEqual({
      attributes: { city: "Köln" },
      tags: [],
      profiling: "allowed",
    });
  });

  it("orders what one clock said, in whatever order it arrives", () => {
    const first: [number, Profile] = [
      ten + 6 * MINUTE,
      { attributes: { city: "Bonn" }, tags: ["vip"], profiling: "refused" },
    ];
    const second: [number, Profile] = [
      ten + 7 * MINUTE,
      { attributes: { city: "Köln" }, removeTags: ["vip"], profiling: "allowed" },
    ];
    for (const [one, other] of [
      [first, second],
      [second, first],
    ] as const) {
      const said = say(customer(), one[0], ten, one[1]);
      const { attributes, tags, profiling } = say(said, other[0], ten + SECOND, other[1]);
      expect({ attributes, tags, profiling }).toEqual({
        attributes: { city: "Köln" },
        tags: [],
        profiling: "allowed",
      });
    }
  });

  it("keeps dates as they are: they are values", () => {
    const who = say(customer(), ten, ten, { attributes: { delivery: "2027-01-01T00:00:00Z" } });
    expect(who.attributes).toEqual({ delivery: "2027-01-01T00:00:00Z" });
  });
});

describe("an event whose clock is ahead", () => {
  const cart = journey({
    entry: { on: "cart.updated" },
    exitWhen: [{ event: "order.placed" }],
    goal: { event: "order.placed", within: "1d" },
  });

  it("is ended by what is accepted after it: a cart at 10:06 by a phone, ordered at 10:02", () => {
    const published = definitions(cart);
    const { customer: who, consequences } = apply(
      customer(),
      published,
      { ...event("cart.updated", ten + 6 * MINUTE), accepted: ten - MINUTE },
      event("order.placed", ten + 2 * MINUTE),
    );
    expect(only(who).state).toBe("closing");
    expect(consequences.map(({ kind }) => kind)).toEqual(["goal-met", "exited"]);
  });

  it("counts in figures as of its acceptance", () => {
    const published = definitions(cart);
    const ahead = { ...event("order.placed", ten + 6 * MINUTE), accepted: ten };
    const { figures } = apply(customer(), published, ahead).customer;
    expect(figures["order.placed"]).toMatchObject({ first: ten, last: ten });
  });

  it("of one clock is no exit of what that clock did after it", () => {
    const { customer: who, consequences } = apply(
      customer(),
      definitions(cart),
      { ...event("cart.updated", ten + 6 * MINUTE), accepted: ten },
      { ...event("order.placed", ten + 5 * MINUTE), accepted: ten + SECOND },
    );
    expect(only(who).state).toBe("starting");
    expect(consequences).toEqual([]);
  });
});
