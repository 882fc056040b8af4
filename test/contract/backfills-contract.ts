import { describe, expect, it } from "vitest";
import { type Backfill, type BackfillSlice, firstPass } from "../../src/core/backfill/backfill.ts";
import type { Backfills } from "../../src/core/ports.ts";
import { now } from "./records.ts";

const begun = { rev: 3, began: now, slices: firstPass() };
const progress: BackfillSlice = {
  cursor: "eyJrZXkiOnsiUyI6ImEifX0=",
  done: false,
  filled: 240,
  found: 240,
  behind: 10,
};

/** What every keeper of a backfill's progress keeps to. @param create an opener of one, never begun */
export function backfillsContract(create: () => Promise<() => Backfills>): void {
  async function started() {
    const open = await create();
    const backfills = open();
    await backfills.replace(await backfills.read(), begun);
    return { open, backfills };
  }

  describe("a backfill's progress", () => {
    it("is none at first", async () => {
      const never: Backfill = { token: 0, rev: 0, began: 0, slices: [] };
      expect(await (await create())().read()).toEqual(never);
    });

    it("is kept as it was put, under a higher token", async () => {
      const { open } = await started();
      expect(await open().read()).toEqual({ ...begun, token: 1 });
    });

    it("is taken over by one of those who read the same", async () => {
      const { open, backfills } = await started();
      const before = await backfills.read();
      const taken = await Promise.all(
        [4, 5, 6].map((rev) => open().replace(before, { ...begun, rev })),
      );
      expect(taken.filter(Boolean)).toHaveLength(1);
    });

    it("is noted slice by slice, side by side", async () => {
      const { open, backfills } = await started();
      await Promise.all([0, 3, 7].map((slice) => open().note(1, slice, progress)));
      const { slices } = await backfills.read();
      expect(slices.map(({ filled }) => filled)).toEqual([240, 0, 0, 240, 0, 0, 0, 240]);
      expect(slices[3]).toEqual(progress);
      await backfills.note(1, 3, { done: true, filled: 250, found: 250, behind: 0 });
      expect((await backfills.read()).slices[3]).toEqual({
        done: true,
        filled: 250,
        found: 250,
        behind: 0,
      });
    });

    it("is no longer noted by who was overtaken", async () => {
      const { backfills } = await started();
      await backfills.replace(await backfills.read(), { ...begun, rev: 4 });
      expect(await backfills.note(1, 0, progress)).toBe(false);
      expect((await backfills.read()).slices).toEqual(firstPass());
    });
  });
}
