import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDaily } from "../../../src/core/customers/daily.ts";
import { addStep, extremeOf, type Steps } from "../../../src/core/customers/extremes.ts";

const span = 30;
/** Days of a year; late by up to 40 days, or a day ahead of the shop's. */
const history = fc.array(
  fc.record({
    day: fc.integer({ min: 0, max: 120 }),
    late: fc.integer({ min: -1, max: 40 }),
    value: fc.integer({ min: -20, max: 20 }),
  }),
  { maxLength: 80 },
);

describe("the extremes of a property", () => {
  it("equal a recount in every window up to the longest, whatever the order of arrival", () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: 35 }), (events, after) => {
        const arrived = events
          .map((event) => ({ ...event, today: event.day + event.late }))
          .sort((a, b) => a.today - b.today);
        const steps: Record<"least" | "greatest", Steps> = { least: "", greatest: "" };
        for (const event of arrived) {
          const oldest = event.today - span + 1;
          for (const side of ["least", "greatest"] as const) {
            steps[side] = addStep(steps[side], side, event, oldest, event.today);
          }
        }
        const today = (arrived.at(-1)?.today ?? 0) + after;
        for (let days = 1; days <= span; days++) {
          const from = today - days + 1;
          const values = arrived
            .filter(({ day }) => day >= from && day <= today)
            .map(({ value }) => value);
          const [least, greatest] =
            values.length === 0 ? [] : [Math.min(...values), Math.max(...values)];
          expect(extremeOf(steps.least, "least", from, today)).toBe(least);
          expect(extremeOf(steps.greatest, "greatest", from, today)).toBe(greatest);
        }
      }),
    );
  });

  it("show a day ahead of the shop's from that day on, and hide nothing before", () => {
    const today = { day: 10, value: 5 };
    const ahead = { day: 11, value: 3 };
    for (const [first, second] of [
      [today, ahead],
      [ahead, today],
    ] as const) {
      const lows = [first, second].reduce<Steps>(
        (steps, event) => addStep(steps, "least", event, 1, 10),
        "",
      );
      expect(extremeOf(lows, "least", 1, 10)).toBe(5);
      expect(extremeOf(lows, "least", 1, 11)).toBe(3);
    }
  });

  it("keep only the days that a later one does not beat", () => {
    let lows: Steps = "";
    for (const [day, value] of [3, 1, 4, 1, 5, 9, 2, 6].entries()) {
      lows = addStep(lows, "least", { day, value }, day - 89, day);
    }
    expect(readDaily(lows).map(({ day, sum }) => [day, sum])).toEqual([
      [3, 1],
      [6, 2],
      [7, 6],
    ]);
  });
});
