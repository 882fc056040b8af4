import { describe, expect, it } from "vitest";
import { newCustomer } from "../../src/core/customers/customer.ts";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { Properties } from "../../src/core/events/event.ts";
import type { Message } from "../../src/core/messages/message.ts";
import { HOUR } from "../../src/core/time/instant.ts";
import { at, journey, settings } from "../core/given.ts";
import { type Accepted, type Commit, createFacts, type Facts, listIn } from "./facts.ts";
import { judgeClaims } from "./judge-claims.ts";

const known = "k234567890123456";
const visitor = "v234567890123456";
const now = at("01-05 10:00");
const definitions: DefinitionSet = {
  rev: 1,
  settings: settings(),
  journeys: [
    {
      journey: journey({
        exitWhen: [{ event: "order.placed" }, { event: "segment.left", where: { segment: "hot" } }],
      }),
      version: 1,
      live: true,
    },
  ],
  segments: [],
  templates: [],
};

/** A run of the known customer that entered at commit 10, whose message is claimed at commit 30. */
function facts(accepted: readonly [key: string, seq: number, type: string, when: number][]): Facts {
  const all = createFacts(definitions);
  const take = (key: string, seq: number, type: string, when: number) => {
    const properties: Properties = type === "segment.left" ? { segment: "hot" } : {};
    const event = { id: `${type}-${seq}`, type, customer: "c1", at: when, properties };
    const one = { key, event, seq, began: when, at: when, accepted: when, definitions };
    const fact: Accepted = { ...one, entered: [], counted: [], did: [], outcome: undefined };
    listIn(all.accepted, known).push(fact);
    if (type !== "segment.left") return;
    const derived = { event, consequences: [], customer: key, at: when, seq };
    all.derived.set(event.id, { ...derived, by: "intake", body: "", began: when });
  };
  take(known, 10, "customer.registered", now);
  for (const one of accepted) take(...one);
  all.entered.set(`${known}-run`, {
    id: `${known}-run`,
    customer: known,
    journey: "welcome",
    version: 1,
    key: "",
    trigger: "customer.registered-10",
    triggered: now,
    entered: now,
    seq: 10,
    definitions,
  });
  all.joins.set(visitor, { into: known, seq: 20, at: now + HOUR });
  const claim = { message: "m1", at: now + 2 * HOUR, seq: 30, rev: 3, journey: "welcome" };
  const rest = { purpose: "care", channel: "email", zone: "UTC", addresses: ["a@example.com"] };
  listIn(all.claims, known).push({ ...claim, ...rest, channel: "email" });
  return all;
}

/** What is said of the claim, as far as it is about exits. */
function said(...accepted: Parameters<typeof facts>[0]): string[] {
  const when = now + 2 * HOUR;
  const customer = newCustomer(known, "c1");
  const commit: Commit = {
    seq: 30,
    at: when,
    key: known,
    before: customer,
    after: customer,
    by: "deliver",
    body: "",
    evaluates: false,
    began: when,
    definitions,
    event: undefined,
    derived: [],
    moments: [when],
  };
  const message = {
    id: "m1",
    enrollment: `${known}-run`,
    journey: "welcome",
    version: 1,
  } as Message;
  const told: string[] = [];
  judgeClaims(
    facts(accepted),
    commit,
    () => message,
    (invariant, text) => {
      if (invariant === "I6") told.push(text);
    },
  );
  return told;
}

describe("the oracle of claims finds one after an exit", () => {
  it("of the customer itself", () => {
    expect(said()).toEqual([]);
    expect(said([known, 12, "order.placed", now + 1])).toHaveLength(1);
    expect(said([known, 8, "order.placed", now + 1])).toEqual([]);
  });

  it("of a visitor who was joined later, whenever it was accepted", () => {
    expect(said([visitor, 12, "order.placed", now + 1])).toHaveLength(1);
    expect(said([visitor, 8, "order.placed", now + 1])).toHaveLength(1);
    expect(said([visitor, 8, "order.placed", now - HOUR])).toEqual([]);
  });

  // Torture seed 908: what the two are in together is settled after the join.
  it("but of no segment that the visitor left", () => {
    expect(said([known, 12, "segment.left", now + 1])).toHaveLength(1);
    expect(said([visitor, 12, "segment.left", now + 1])).toEqual([]);
  });
});
