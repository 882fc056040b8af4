import { describe, expect, it } from "vitest";
import type { SegmentSizes, Sizes } from "../../src/core/ports.ts";
import { now } from "./records.ts";

const of = (day: string, dormant: number): SegmentSizes => ({
  day,
  at: now,
  customers: 1_000,
  members: { dormant, "rfm.high-value": 0 },
});

/** What every keeper of sizes keeps to. @param create a new and empty one */
export function sizesContract(create: () => Promise<Sizes>): void {
  describe("sizes of segments", () => {
    it("are none at first", async () => {
      expect(await (await create()).between("2026-01-01", "2026-12-31")).toEqual([]);
    });

    it("are told by day, in order, first and last day included", async () => {
      const sizes = await create();
      for (const day of ["2026-01-05", "2025-12-31", "2026-01-04", "2026-01-06"]) {
        await sizes.record(of(day, 7));
      }
      const told = await sizes.between("2025-12-31", "2026-01-05");
      expect(told.map(({ day }) => day)).toEqual(["2025-12-31", "2026-01-04", "2026-01-05"]);
      expect(told[0]).toEqual(of("2025-12-31", 7));
    });

    it("of a day are those that were counted last", async () => {
      const sizes = await create();
      await sizes.record(of("2026-01-05", 7));
      await sizes.record(of("2026-01-05", 8));
      expect(await sizes.between("2026-01-05", "2026-01-05")).toEqual([of("2026-01-05", 8)]);
    });
  });
}
