import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLearner } from "../../../src/core/attributes/learn-attribute.ts";
import { findQuantiles } from "../../../src/core/attributes/quantiles.ts";
import { DAY } from "../../../src/core/time/instant.ts";
import { apply, at, customer, event } from "../given.ts";
import { example, publishAttributes, publishWith, setWith, valueOf } from "./given-attributes.ts";

const now = at("06-30 12:00");
const rfm = example("rfm");
const published = publishAttributes([rfm]);

/** So many orders, the last so many days ago, of so much together. */
function buyer(days: number, orders: number, total: number, change = {}) {
  const list = Array.from({ length: orders }, (_, i) =>
    event("order.placed", now - days * DAY, {
      properties: { total: i === 0 ? total : 0 },
      accepted: now,
    } as object),
  );
  return apply(customer(change), published, ...list).customer;
}

function scores(days: number, orders: number, total: number) {
  const who = buyer(days, orders, total);
  const of = (name: string) => valueOf(published, name, who, now);
  return [of("rfm.recency"), of("rfm.frequency"), of("rfm.monetary"), of("rfm.sum"), of("rfm")];
}

describe("the RFM that ships", () => {
  it.each([
    [0, 5, 1000, [1, 1, 1, 3, "high-value"]],
    [30, 5, 1000, [1, 1, 1, 3, "high-value"]],
    [31, 5, 999.99, [2, 1, 2, 5, "high-value"]],
    [31, 4, 999.99, [2, 2, 2, 6, "potential"]],
    [31, 2, 500, [2, 2, 2, 6, "potential"]],
    [31, 2, 499.99, [2, 2, 3, 7, "potential"]],
    [31, 1, 499, [2, 3, 3, 8, "churn-risk"]],
    [90, 1, 1000, [2, 3, 1, 6, "potential"]],
    [91, 9, 9999, [3, 1, 1, 5, "high-value"]],
    [92, 9, 9999, [3, 3, 3, 9, "churn-risk"]],
  ])("%i days ago, %i orders of %d together: %j", (days, orders, total, expected) => {
    expect(scores(days, orders, total)).toEqual(expected);
  });

  it("gives the three scores as one text, with signs between where one has two digits", () => {
    expect(valueOf(published, "rfm.score", buyer(31, 1, 499), now)).toBe("233");
    expect(valueOf(published, "rfm.score", customer(), now)).toBeUndefined();
    const { kind: _, ...rest } = rfm;
    const tens = { kind: "rfm", ...rest, recency: { upTo: [30, 90], scores: [10, 5, 1] } };
    const wide = publishAttributes([{ ...tens, bands: [{ name: "all" }], refused: undefined }]);
    expect(valueOf(wide, "rfm.score", buyer(0, 5, 1000), now)).toBe("10-1-1");
  });

  it("rates nobody who never bought", () => {
    for (const name of ["rfm", "rfm.recency", "rfm.sum"]) {
      expect(valueOf(published, name, customer(), now)).toBeUndefined();
    }
  });

  it("puts who refuses profiling into the neutral band, without scores", () => {
    const who = buyer(0, 9, 9999, { profiling: "refused" });
    expect(valueOf(published, "rfm", who, now)).toBe("unrated");
    expect(valueOf(published, "rfm.sum", who, now)).toBeUndefined();
    expect(Object.keys(who.segments)).toEqual(["rfm.unrated"]);
    expect(who.tags).toEqual([]);
  });

  it("makes each band a segment that sets its tag, and clears it", () => {
    const rich = buyer(0, 5, 1000);
    expect(Object.keys(rich.segments)).toEqual(["rfm.high-value"]);
    expect(rich.tags).toEqual(["high-value"]);
    const later = apply(rich, published, event("login", now + 200 * DAY)).customer;
    expect(Object.keys(later.segments)).toEqual(["rfm.churn-risk"]);
    expect(later.tags).toEqual([]);
  });

  it("calls scores by their names, and goes by the numbers", () => {
    const names = ["hot", "warm", "cold"];
    const named = publishAttributes([
      { ...rfm, recency: { upTo: [30, 90], names, scores: [10, 20, 30] } },
    ]);
    const who = buyer(31, 5, 1000);
    expect(valueOf(named, "rfm.recency", who, now)).toBe("warm");
    expect(valueOf(named, "rfm.sum", who, now)).toBe(22);
  });
});

describe("quantiles", () => {
  const numbers = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 60 });
  const parts = fc.integer({ min: 2, max: 7 });
  /** As a person reads the thresholds: the first that has the value. */
  const partOf = (value: number, thresholds: readonly number[], fromLow: boolean) => {
    const place = thresholds.findIndex((edge) => (fromLow ? value <= edge : value >= edge));
    return place === -1 ? thresholds.length : place;
  };

  it("put a value where the share of those strictly before it says", () => {
    fc.assert(
      fc.property(numbers, parts, fc.boolean(), (values, count, fromLow) => {
        const thresholds = findQuantiles(Float64Array.from(values), count, fromLow);
        for (const value of values) {
          const before = values.filter((other) => (fromLow ? other < value : other > value));
          const expected = Math.floor((count * before.length) / values.length);
          expect(partOf(value, thresholds, fromLow)).toBe(expected);
        }
      }),
    );
  });

  it("have parts of equal size where no two are equal", () => {
    const thresholds = findQuantiles(
      Float64Array.from({ length: 20 }, (_, i) => i),
      5,
      true,
    );
    expect(thresholds).toEqual([3, 7, 11, 15]);
    const high = findQuantiles(
      Float64Array.from({ length: 20 }, (_, i) => i),
      5,
      false,
    );
    expect(high).toEqual([16, 12, 8, 4]);
  });

  it("keep equal values in one part", () => {
    expect(findQuantiles(Float64Array.from([1, 1, 1, 1, 9]), 5, true)).toEqual([1, 1, 1, 1]);
  });

  const thirds = {
    kind: "rfm",
    name: "thirds",
    event: "order.placed",
    recency: { upTo: [30] },
    frequency: { quantiles: 3 },
    monetary: { of: "total", atLeast: [100] },
    bands: [{ name: "often", frequency: { is: 1 } }],
  };

  it("are learned from who bought and does not refuse profiling", async () => {
    const set = setWith([thirds]);
    const [attribute] = set.attributes ?? [];
    if (attribute === undefined) throw new RangeError("no attribute");
    const plain = publishWith(set);
    const learner = createLearner(attribute, undefined, plain);
    const about = { now, today: plain.today(now), zone: "UTC" };
    for (const orders of [1, 2, 3, 4, 5, 6]) {
      learner?.see({ customer: buyer(1, orders, 0), ...about });
    }
    learner?.see({ customer: buyer(1, 90, 0, { profiling: "refused" }), ...about });
    learner?.see({ customer: customer(), ...about });
    const learned = await learner?.learn(now);
    expect(learned).toMatchObject({
      kind: "learned",
      model: { name: "thirds", version: 1, customers: 6, thresholds: { frequency: [2, 4] } },
    });
    if (learned?.kind !== "learned") return;
    const ready = publishWith({ ...set, models: [learned.model] });
    expect(valueOf(ready, "thirds", buyer(1, 5, 0), now)).toBe("often");
    expect(valueOf(ready, "thirds.frequency", buyer(1, 4, 0), now)).toBe(2);
    // Nothing is known before, nor of other words than were learned from.
    expect(valueOf(plain, "thirds", buyer(1, 5, 0), now)).toBeUndefined();
    const other = { ...set, attributes: [{ ...attribute, event: "login" }] };
    expect(
      valueOf(publishWith({ ...other, models: [learned.model] }), "thirds", buyer(1, 5, 0), now),
    ).toBeUndefined();
  });

  it.each([
    ["who are equal get the score of the worst of them", undefined, [1, 3, 3, 3]],
    ["the other end first, too", "low" as const, [3, 1, 1, 1]],
  ])("%s", async (_, from, expected) => {
    const set = setWith([{ ...thirds, frequency: { quantiles: 3, ...(from && { from }) } }]);
    const [attribute] = set.attributes ?? [];
    const plain = publishWith(set);
    const learner = attribute && createLearner(attribute, undefined, plain);
    const people = [9, 1, 1, 1].map((orders) => buyer(1, orders, 0));
    const about = { now, today: plain.today(now), zone: "UTC" };
    for (const who of people) learner?.see({ customer: who, ...about });
    const learned = await learner?.learn(now);
    const models = learned?.kind === "learned" ? [learned.model] : [];
    const ready = publishWith({ ...set, models });
    expect(people.map((who) => valueOf(ready, "thirds.frequency", who, now))).toEqual(expected);
  });

  it("are not learned from nobody", async () => {
    const set = setWith([thirds]);
    const [attribute] = set.attributes ?? [];
    const learner = attribute && createLearner(attribute, undefined, publishWith(set));
    expect(await learner?.learn(now)).toMatchObject({ kind: "refused" });
  });
});
