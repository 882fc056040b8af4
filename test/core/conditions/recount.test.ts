import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { recallEvent } from "../../../src/core/customers/seen.ts";
import { applyEvent } from "../../../src/core/events/apply-event.ts";
import { DAY, HOUR, type Instant, MINUTE } from "../../../src/core/time/instant.ts";
import { at, customer, event } from "../given.ts";
import { publish } from "./ask.ts";
import { compileMeasures, findDifferences } from "./compare.ts";
import { everyMeasure, type Fact } from "./recount.ts";

/** Four months with clocks that go forward, back at midnight, and by half an hour. */
const start = at("01-01");
const hoursInAll = 120 * 24;
const zones = ["UTC", "America/New_York", "America/Santiago", "Australia/Lord_Howe"] as const;
const zone = fc.constantFrom(...zones);
/** Around the nights on which clocks change, 8 March and 5 April, dense enough for windows in hours. */
const changes = [at("03-08 00:00"), at("04-04 12:00")].map((when) => (when - start) / HOUR);
const hour = fc.oneof(
  fc.integer({ min: 0, max: hoursInAll }),
  fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: 0, max: 84 }))
    .map(([change, after]) => change + after),
);

const told = fc.array(
  fc.record({
    type: fc.constantFrom("order.placed", "order.placed", "order.returned"),
    hour,
    total: fc.option(fc.integer({ min: 1, max: 4000 }).map((cents) => cents / 100)),
    shelf: fc.option(fc.integer({ min: 1, max: 5 })),
  }),
  { minLength: 30, maxLength: 30 },
);
/** Late, repeated, in any order; a clock that runs ahead by 5 minutes. */
const deliveries = fc.array(
  fc.record({
    id: fc.integer({ min: 0, max: 29 }),
    late: fc.oneof(fc.constant(-5 * MINUTE), fc.integer({ min: 0, max: 80 * HOUR })),
  }),
  { maxLength: 60 },
);
const moves = fc.array(fc.record({ hour, zone }), { maxLength: 4 });

function wallOf(when: Instant, where: string) {
  const local = Temporal.Instant.fromEpochMilliseconds(when).toZonedDateTimeISO(where);
  return { day: Date.UTC(local.year, local.month - 1, local.day) / DAY, hour: local.hour };
}

/** Hours until it is asked: at once, or when hours and days have gone by. */
const later = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 24 }),
  fc.integer({ min: 0, max: 999 }),
);

type Arrival = { accepted: Instant } & ({ fact: number } | { zone: string });

describe("figures of random histories", () => {
  const windows = { days: ["1d", "7d", "30d", "45d", "1mo", "2mo"], hours: ["1h", "24h", "72h"] };
  const compiled = new Map(
    zones.map((shop) => {
      const list = everyMeasure(windows, (when) => wallOf(when, shop).day);
      const { all, measures } = compileMeasures(list);
      return [shop, { measures, published: publish(all, shop).definitions }] as const;
    }),
  );

  it("equal a recount: late, repeated, when clocks change and the customer moves", () => {
    fc.assert(
      fc.property(fc.record({ told, deliveries, moves, shop: zone, later }), (drawn) => {
        const { shop } = drawn;
        const { measures, published } = compiled.get(shop) as NonNullable<
          ReturnType<(typeof compiled)["get"]>
        >;
        const ownTime = (id: number) => start + (drawn.told[id]?.hour ?? 0) * HOUR + id * MINUTE;
        const arrivals: Arrival[] = [
          ...drawn.deliveries.map(({ id, late }) => ({ fact: id, accepted: ownTime(id) + late })),
          ...drawn.moves.map((move) => ({ zone: move.zone, accepted: start + move.hour * HOUR })),
        ].toSorted((a, b) => a.accepted - b.accepted);
        let who = customer();
        let now = start;
        const facts = new Map<number, Fact>();
        for (const arrival of arrivals) {
          now = arrival.accepted;
          if ("zone" in arrival) {
            const profile = { zone: arrival.zone };
            const moved = event("customer.updated", now, { profile });
            who = applyEvent(who, moved, published, now).customer;
            continue;
          }
          const { type, total, shelf } = drawn.told[arrival.fact] ?? { type: "" };
          const properties = {
            ...(typeof total === "number" && { total }),
            ...(typeof shelf === "number" && { shelf }),
          };
          const when = ownTime(arrival.fact);
          const one = event(type, when, { id: `f${arrival.fact}`, properties });
          const known = recallEvent(who.seen, one.id, when);
          const again = facts.has(arrival.fact);
          if (again && known === "new") throw new RangeError(`${one.id} was forgotten`);
          if (again) continue;
          who = applyEvent(who, one, published, now).customer;
          // A time ahead of the clock counts as the acceptance.
          const happened = Math.min(when, now);
          const { hour: onWall } = wallOf(happened, who.zone ?? shop);
          const { day } = wallOf(happened, shop);
          facts.set(arrival.fact, { type, at: happened, day, hour: onWall, ...properties });
        }
        now += drawn.later * HOUR;
        const { day: today } = wallOf(now, shop);
        const asked = { now, today, zone: shop };
        expect(findDifferences(measures, who, [...facts.values()], asked)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  }, 30_000);
});
