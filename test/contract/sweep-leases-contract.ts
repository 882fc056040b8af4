import { describe, expect, it } from "vitest";
import type { SweepLeases } from "../../src/core/ports.ts";
import {
  notBegun,
  type SliceProgress,
  type SweepLease,
  type SweepPass,
} from "../../src/core/sweep/sweep-lease.ts";
import { MINUTE } from "../../src/core/time/instant.ts";
import { now } from "./records.ts";

const pass: SweepPass = {
  run: "one",
  holder: "one",
  evaluate: true,
  began: now,
  until: now + MINUTE,
  resumed: 0,
  readUnitsPerSecond: 500,
  slices: [notBegun, notBegun],
};
const progress: SliceProgress = {
  cursor: "eyJrZXkiOnsiUyI6ImEifX0=",
  done: false,
  seen: 250,
  carriedOut: 3,
  changed: 2,
  busy: 1,
  members: { dormant: 40, "rfm.high-value": 0 },
};

/** What every keeper of the sweep's lease keeps to. @param create an opener of one lease, new and free */
export function sweepLeasesContract(create: () => Promise<() => SweepLeases>): void {
  /** A lease that "one" holds. */
  async function held() {
    const open = await create();
    const leases = open();
    await leases.replace(await leases.read(), { pass, looked: now });
    return { open, leases };
  }

  describe("the sweep's lease", () => {
    it("is free at first", async () => {
      expect(await (await create())().read()).toEqual({ token: 0 });
    });

    it("is kept as it was put, under a higher token", async () => {
      const { open, leases } = await held();
      const lease: SweepLease = { token: 1, pass, looked: now };
      expect(await leases.read()).toEqual(lease);
      expect(await open().read()).toEqual(lease);
    });

    it("is put by one of those who read the same", async () => {
      const open = await create();
      const others = Array.from({ length: 5 }, () => open());
      const taken = await Promise.all(
        others.map(async (leases, nth) => {
          return leases.replace({ token: 0 }, { pass: { ...pass, holder: `${nth}` } });
        }),
      );
      expect(taken.filter(Boolean)).toHaveLength(1);
      const { token, pass: kept } = await open().read();
      expect([token, kept?.holder]).toEqual([1, `${taken.indexOf(true)}`]);
    });

    it("loses what is no longer put", async () => {
      const { leases } = await held();
      expect(await leases.replace(await leases.read(), { evaluated: now })).toBe(true);
      expect(await leases.read()).toEqual({ token: 2, evaluated: now });
    });

    it("notes where a slice stands, and how long it is held, of that slice alone", async () => {
      const { leases } = await held();
      expect(await leases.note(1, 1, progress, now + 2 * MINUTE)).toBe(true);
      const done = { ...notBegun, done: true };
      expect(await leases.note(1, 0, done, now + 3 * MINUTE)).toBe(true);
      expect(await leases.read()).toEqual({
        token: 1,
        looked: now,
        pass: { ...pass, until: now + 3 * MINUTE, slices: [done, progress] },
      });
    });

    it("notes nothing for who held it before, nor once the pass is over", async () => {
      const { leases } = await held();
      await leases.replace(await leases.read(), { pass: { ...pass, holder: "two" } });
      const before = await leases.read();
      expect(await leases.note(1, 0, progress, now + 9 * MINUTE)).toBe(false);
      expect(await leases.read()).toEqual(before);
      await leases.replace(before, { looked: now });
      expect(await leases.note(2, 0, progress, now + 9 * MINUTE)).toBe(false);
      expect(await leases.read()).toEqual({ token: 3, looked: now });
    });

    it("has the notes of all slices that write at the same moment", async () => {
      const open = await create();
      const slices = Array.from({ length: 8 }, () => notBegun);
      await open().replace({ token: 0 }, { pass: { ...pass, slices } });
      await Promise.all(
        slices.map((slice, nth) => open().note(1, nth, { ...slice, seen: nth }, now + MINUTE)),
      );
      const { pass: kept } = await open().read();
      expect(kept?.slices.map(({ seen }) => seen)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    });
  });
}
