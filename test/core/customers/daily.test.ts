import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addToDaily,
  type Daily,
  readDaily,
  tallyDaily,
  writeDaily,
} from "../../../src/core/customers/daily.ts";
import { dailyOf, tallyDays } from "../../../src/core/customers/figures.ts";

/** Prices, and what else a property may say. */
const cents = fc.integer({ min: 0, max: 800_000_000 }).map((value) => value / 100);
const numbers = fc.oneof(
  cents,
  fc.integer({ min: -500, max: 500 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
);

describe("days as text", () => {
  it("are read as they were written, whatever count, sum and gap", () => {
    const day = fc.record({
      gap: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 4000 })),
      count: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 9_000_000 })),
      sum: numbers,
    });
    fc.assert(
      fc.property(fc.array(day, { maxLength: 40 }), (list) => {
        let at = 9000;
        const tallies = list.map(({ gap, count, sum }) => {
          at += gap;
          return { day: at, count, sum };
        });
        expect(readDaily(writeDaily(tallies))).toEqual(tallies);
      }),
    );
  });

  it("tell of every window what a recount tells, whatever the order of arrival", () => {
    const events = fc.array(
      fc.record({
        day: fc.integer({ min: 9000, max: 9120 }),
        late: fc.integer({ min: -1, max: 60 }),
        cents: fc.integer({ min: -2000, max: 900_000 }),
      }),
      { maxLength: 80 },
    );
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 50 }), (list, kept) => {
        const arrived = list
          .map((event) => ({ ...event, today: event.day + event.late }))
          .sort((a, b) => a.today - b.today);
        const daily = arrived.reduce<Daily>((known, event) => {
          const said = { day: event.day, value: event.cents / 100 };
          return addToDaily(known, said, event.today - kept + 1);
        }, "");
        const today = arrived.at(-1)?.today ?? 9000;
        for (let days = 1; days <= kept; days += 3) {
          const from = today - days + 1;
          const inside = arrived.filter(({ day }) => day >= from && day <= today);
          expect(tallyDaily(daily, from, today)).toEqual({
            count: inside.length,
            sum: inside.reduce((sum, event) => sum + event.cents, 0) / 100,
            days: new Set(inside.map(({ day }) => day)).size,
          });
        }
      }),
    );
  });

  it("take 1 byte a day, 4 with a sum up to 7,535.70, 5 up to 685,749.60", () => {
    const bytes = (value: number) => {
      let daily = "";
      for (let day = 0; day < 1860; day++) {
        daily = addToDaily(daily, { day: 20_000 + day, value }, 20_000);
      }
      return daily.length - 3;
    };
    expect(bytes(0)).toBe(1860);
    expect(bytes(7535.7)).toBe(4 * 1860);
    expect(bytes(7535.71)).toBe(5 * 1860);
    expect(bytes(685_749.6)).toBe(5 * 1860);
  });

  it("go when no window can ask for them", () => {
    let daily = "";
    for (let day = 0; day < 400; day++) {
      daily = addToDaily(daily, { day: 20_000 + day, value: 1 }, 20_000 + day - 29);
    }
    expect(readDaily(daily)).toHaveLength(30);
    expect(addToDaily(daily, { day: 20_010, value: 1 }, 20_370)).toBe(daily);
  });
});

describe("days as version 0.1.0 kept them", () => {
  const old = { first: 0, last: 0, count: 3, sum: 60.5, days: [20_000, 1, 40, 20_003, 2, 20.5] };

  it("count in windows, and go on in the new form", () => {
    expect(tallyDays(old, 20_001, 20_003)).toEqual({ count: 2, sum: 20.5, days: 1 });
    const later = addToDaily(dailyOf(old), { day: 20_004, value: 1.5 }, 20_001);
    expect(readDaily(later)).toEqual([
      { day: 20_003, count: 2, sum: 20.5 },
      { day: 20_004, count: 1, sum: 1.5 },
    ]);
  });
});
