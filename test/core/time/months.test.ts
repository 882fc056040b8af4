import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { addMonths } from "../../../src/core/time/months.ts";

const epoch = Temporal.PlainDate.from("1970-01-01");

test("months are added as Temporal adds them, in any year", () => {
  const day = fc.integer({ min: -40_000, max: 60_000 });
  fc.assert(
    fc.property(day, fc.integer({ min: -600, max: 600 }), (days, months) => {
      const moved = epoch.add({ days }).add({ months });
      expect(addMonths(days, months)).toBe(epoch.until(moved).days);
    }),
    { numRuns: 2000 },
  );
});
