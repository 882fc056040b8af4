import { describe, expect, it } from "vitest";
import { compileDefinitions } from "../../src/core/definitions/compile-definitions.ts";
import type { DefinitionSet, Definitions } from "../../src/core/definitions/definitions.ts";
import { currentMeaning } from "../../src/core/definitions/meaning.ts";
import { applyEvent } from "../../src/core/events/apply-event.ts";
import { importInto } from "../../src/core/imports/apply-import.ts";
import { sweepCustomer } from "../../src/core/segments/sweep-customer.ts";
import { isWithoutDynamo, useDynamo } from "../contract/dynamo-emulator.ts";
import { currentEngine } from "./engine.ts";
import { fillTables, takeOver } from "./load-world.ts";
import { recorded } from "./world-events.ts";
import { versions } from "./world-files.ts";

/**
 * What a release may do to items that another release left: the recorded moment is right after a sweep
 * of that release, so nothing has come due, and whatever changes is the doing of today's code.
 */
describe.skipIf(isWithoutDynamo()).each(versions)("the first look at items of %s", (version) => {
  const dynamo = useDynamo();

  async function open() {
    const tables = await fillTables(version, dynamo);
    const store = currentEngine.createCustomers(tables.customers);
    const { customers } = await store.page({ slice: 0, slices: 1 });
    const live = await currentEngine.createPublications(tables.catalog).live();
    if (live === undefined) throw new Error("nothing is live");
    return { customers, live };
  }

  it("by a sweep sends, starts, ends and tells nothing", async () => {
    const tables = await fillTables(version, dynamo);
    const world = takeOver(version, tables);
    const before = await statesIn(tables);
    await world.runtime.sweep("evaluate");
    expect([world.sent, world.told]).toEqual([[], []]);
    expect(await statesIn(tables)).toEqual(before);
  });

  it("by a sweep, an event or an import says nothing, whatever a segment means now", async () => {
    const { customers, live } = await open();
    for (const definitions of [compileDefinitions(live), compileDefinitions(reread(live))]) {
      expect(customers.flatMap((one) => newsOf(one, definitions))).toEqual([]);
    }
    if (version === "0.1.0") return;
    // The same change is news where it is not the meaning that changed.
    const known = customers.map((one) => ({ ...one, meaning: currentMeaning }));
    const news = known.flatMap((one) => newsOf(one, compileDefinitions(reread(live))));
    expect(news).toContain("text-number segment.entered");
  });

  async function statesIn({ customers }: Awaited<ReturnType<typeof fillTables>>) {
    const { customers: all } = await currentEngine
      .createCustomers(customers)
      .page({ slice: 0, slices: 1 });
    const states = all.flatMap(({ id, enrollments }) =>
      // The item lets go of an end after a day.
      Object.values(enrollments)
        .filter(({ state }) => state !== "ended")
        .map(({ journey, state, turn }) => [id, journey, state, turn].join(" ")),
    );
    return states.toSorted();
  }
});

type Found = Parameters<typeof sweepCustomer>[0];

/** What a sweep, an event that concerns nobody and an import make of a customer. */
function newsOf(customer: Found, definitions: Definitions): string[] {
  const swept = sweepCustomer(customer, definitions, recorded, "first");
  const derived = swept.outcome?.derived ?? [];
  if (customer.joinedInto !== undefined) return derived.map(({ type }) => `${customer.id} ${type}`);
  const about = { customer: customer.id, at: recorded, properties: {} };
  const event = { ...about, id: "first-look", type: "nobody.asks" };
  const applied = applyEvent(customer, event, definitions, recorded);
  const rows = [{ kind: "event", event }] as const;
  const imported = importInto(customer, rows, definitions, recorded);
  const after = sweepCustomer(
    { ...imported, rev: customer.rev + 1 },
    definitions,
    recorded,
    "next",
  );
  return [...derived, ...applied.derived, ...(after.outcome?.derived ?? [])].map(
    ({ type }) => `${customer.id} ${type}`,
  );
}

/** The set as code would read it that compares texts as numbers, and another month. */
function reread(live: DefinitionSet): DefinitionSet {
  const segments = live.segments.map((segment) => {
    switch (segment.name) {
      case "upper":
        return { ...segment, when: { attribute: "tier", is: "12" } };
      case "born-this-month":
        return { ...segment, when: { attribute: "birthday", month: 2 } };
      default:
        return segment;
    }
  });
  return { ...live, segments };
}
