import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Customer } from "../../../src/core/customers/customer.ts";
import { tallyDays, tallyRecent } from "../../../src/core/customers/figures.ts";
import { recallEvent } from "../../../src/core/customers/seen.ts";
import type { Segment } from "../../../src/core/definitions/segment.ts";
import type { Properties } from "../../../src/core/events/event.ts";
import { recountFigures } from "../../../src/core/events/recount-figures.ts";
import { DAY, HOUR } from "../../../src/core/time/instant.ts";
import type { EventRecord } from "../../../src/core/timeline/records.ts";
import { apply, at, customer, definitions, event } from "../given.ts";

const now = at("03-01 12:00");
const segment = (name: string, when: Segment["when"]): Segment => ({ name, when });
const orders = segment("orders", { event: "order.placed", within: "90d", count: { atLeast: 2 } });
const everything = [
  orders,
  segment("spent", { event: "order.placed", within: "30d", sum: { of: "total", atLeast: 9 } }),
  segment("recent", { event: "order.placed", within: "72h", count: { atLeast: 1 } }),
  segment("best", { event: "order.placed", within: "30d", max: { of: "total", atLeast: 9 } }),
  segment("last", { event: "order.placed", last: { of: "kind", is: "a" } }),
];
const asking = definitions([], {}, everything);
const figures = [...asking.figureIds].map((id) => ({ id }));
const recount = { figures, definitions: asking, rev: 2 };

const record = (change: Partial<EventRecord> = {}): EventRecord => ({
  id: "o1",
  type: "order.placed",
  at: at("02-10 10:00"),
  accepted: at("02-10 10:00"),
  properties: {},
  consequences: [],
  ...change,
});
const recounted = (before: Customer, history: readonly EventRecord[], when = now): Customer => {
  const after = recountFigures(before, history, recount, when);
  if (after === "not-ready") throw new TypeError("not ready");
  return after;
};

describe("recountFigures", () => {
  it("gives what counting one by one would have given", () => {
    const happened = fc.record({
      ago: fc.integer({ min: 1, max: 100 * 24 }),
      late: fc.integer({ min: 0, max: 48 }),
      total: fc.option(fc.integer({ min: 0, max: 500 })),
      kind: fc.constantFrom("a", "b"),
    });
    fc.assert(
      fc.property(fc.array(happened, { maxLength: 40 }), (all) => {
        const history = all.map(({ ago, late, total, kind }, nth) => {
          const own = now - ago * HOUR + nth;
          const accepted = Math.min(now, own + late * HOUR);
          const properties: Properties = total === null ? { kind } : { kind, total };
          return record({ id: `o${nth}`, at: own, accepted, properties });
        });
        const inOrder = history.toSorted((a, b) => a.accepted - b.accepted);
        let counted = customer();
        for (const { id, type, at: own, accepted, properties } of inOrder) {
          const one = { ...event(type, own, { id, properties }), accepted };
          counted = apply(counted, asking, one).customer;
        }
        const again = recounted({ ...counted, figures: {} }, history);
        const at90 = recounted(counted, history);
        expect(again.figures).toEqual(at90.figures);
        for (const [id, figure] of Object.entries(counted.figures)) {
          const { count, sum, first, last, least, greatest, lastValue } = figure;
          expect(again.figures[id]).toMatchObject(
            JSON.parse(JSON.stringify({ count, sum, first, last, least, greatest, lastValue })),
          );
          const days = asking.today(now) - 29;
          expect(tallyDays(again.figures[id], days, days + 29)).toEqual(
            tallyDays(figure, days, days + 29),
          );
          const after = now - 72 * HOUR;
          expect(tallyRecent(again.figures[id], after)).toEqual(tallyRecent(figure, after));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("does nothing more the second time", () => {
    const history = [record(), record({ id: "o2" })];
    const once = recounted(customer(), history);
    expect(recounted(once, history)).toEqual(once);
    expect(once).toMatchObject({ counted: 2 });
    expect(once.figures["order.placed"]).toMatchObject({ count: 2 });
  });

  it("waits for the record of an event that the item has taken in", () => {
    const order = event("order.placed", now - HOUR);
    const taken = apply(customer(), asking, order).customer;
    expect(recountFigures(taken, [], recount, now)).toBe("not-ready");
    const written = record({ id: order.id, at: order.at, accepted: order.at });
    expect(recounted(taken, [written]).figures["order.placed"]?.count).toBe(1);
  });

  it("waits no longer than intake tries: what then is in no record lies in a dead-letter queue", () => {
    const taken = apply(customer(), asking, event("order.placed", at("02-27 12:00"))).customer;
    expect(recountFigures(taken, [], recount, now)).not.toBe("not-ready");
  });

  it("has events that it counted known, so that they don't count when they come again", () => {
    const fresh = record({ id: "fresh", at: now - HOUR, accepted: now - HOUR });
    const old = record({ id: "old", at: now - 5 * DAY, accepted: now - 5 * DAY });
    const { seen } = recounted(customer(), [old, fresh]);
    expect(recallEvent(seen, "fresh", fresh.at)).toBe("seen");
    expect(recallEvent(seen, "old", old.at)).toBe("ask-history");
    expect(recallEvent(seen, "new", now)).toBe("new");
  });

  it("counts what Sojourn made of the customer though its record is not written yet", () => {
    const asked = definitions([], {}, [
      segment("left", { event: "segment.left", count: { atLeast: 1 } }),
    ]);
    const derived = [
      { id: "d1", type: "segment.left", properties: { segment: "x" }, consequences: [] },
    ];
    const said = [{ event: "sweep-1", accepted: now - HOUR, consequences: [], derived }];
    const wanted = { figures: [{ id: "segment.left" }], definitions: asked, rev: 2 };
    const after = recountFigures(customer({ said }), [], wanted, now);
    expect(after).toMatchObject({ figures: { "segment.left": { count: 1, last: now - HOUR } } });
  });

  it("widens a window and leaves what was counted since the first event", () => {
    const old = { first: 5, last: now - DAY, count: 700, sum: 0, daily: "" };
    const known = customer({ figures: { "order.placed": old } });
    const wanted = { ...recount, figures: [{ id: "order.placed", widens: true as const }] };
    const after = recountFigures(known, [record()], wanted, now);
    if (after === "not-ready") throw new TypeError("not ready");
    expect(after.figures["order.placed"]).toMatchObject({ first: 5, count: 700 });
    expect(after.figures["order.placed"]?.daily).not.toBe("");
  });

  it("lets go of a figure that nothing in the history speaks for", () => {
    const stray = { first: 5, last: 5, count: 1, sum: 0 };
    const after = recounted(customer({ figures: { "order.placed": stray } }), []);
    expect(after.figures).toEqual({});
  });
});
