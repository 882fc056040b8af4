import { describe, expect, it, test } from "vitest";
import {
  membersOf,
  notBegun,
  type SweepPass,
  slicesOf,
  summarize,
} from "../../../src/core/sweep/sweep-lease.ts";
import { MINUTE } from "../../../src/core/time/instant.ts";
import { at } from "../given.ts";

const began = at("01-05 12:00");
const done = { seen: 10, carriedOut: 1, changed: 2, busy: 1, done: true };
const pass: SweepPass = {
  run: "one",
  holder: "two",
  evaluate: true,
  began,
  until: began,
  resumed: 1,
  readUnitsPerSecond: 500,
  slices: [
    { ...done, members: { dormant: 4, vip: 0 } },
    { ...done, members: { dormant: 3, "published-meanwhile": 1 } },
    notBegun,
  ],
};

test("a pass comes to what its slices come to", () => {
  expect(summarize({ token: 7 }, pass, began + MINUTE)).toEqual({
    run: "one",
    token: 7,
    evaluate: true,
    began,
    ended: began + MINUTE,
    seen: 20,
    carriedOut: 2,
    changed: 4,
    busy: 2,
  });
  expect(membersOf(pass)).toEqual({ dormant: 7, vip: 0, "published-meanwhile": 1 });
});

describe("slices", () => {
  it.each([
    [8, 0, 8],
    [8, 500, 8],
    [64, 100, 40],
    [64, 9_000, 1],
  ])("of %d that are wanted, with %d segments to count, are %d", (wanted, segments, slices) => {
    expect(slicesOf(wanted, segments)).toHaveLength(slices);
  });

  it("have room in the lease for the longest names", () => {
    const members = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, nth) => [`${nth}`.padStart(64, "x"), 1_000_000]),
      );
    for (const segments of [1, 50, 1_000, 4_000]) {
      const slices = slicesOf(64, segments).map((slice) => ({
        ...slice,
        members: members(segments),
      }));
      const bytes = JSON.stringify({ ...pass, slices }).length;
      expect(bytes).toBeLessThan(400 * 1024);
    }
  });
});
