import { describe, expect, it } from "vitest";
import { covers, isWorkday } from "../../../src/core/time/calendar.ts";
import { china, dayOf } from "./china-2026.ts";

describe("isWorkday", () => {
  it.each([
    ["2026-01-01", false, "a holiday on a Thursday"],
    ["2026-01-04", true, "a make-up Sunday"],
    ["2026-01-10", false, "a plain Saturday"],
    ["2026-02-13", true, "a plain Friday"],
    ["2026-02-14", true, "a make-up Saturday"],
    ["2026-02-15", false, "the first day of the Spring Festival"],
    ["2026-02-23", false, "its last day, a Monday"],
    ["2026-02-24", true, "the Tuesday after"],
    ["2027-01-01", true, "a Friday that the calendar doesn't cover"],
  ])("takes %s as workday: %s (%s)", (day, expected) => {
    expect(isWorkday(dayOf(day), china)).toBe(expected);
  });

  it("has Saturday and Sunday off without a calendar", () => {
    const week = ["05", "06", "07", "08", "09", "10", "11"].map((day) => dayOf(`2026-01-${day}`));
    const worked = week.map((day) => isWorkday(day, undefined));
    expect(worked).toEqual([true, true, true, true, true, false, false]);
  });

  it("follows the calendar's own weekend", () => {
    const gulf = { ...china, weekend: [5, 6] as const };
    expect(isWorkday(dayOf("2026-01-09"), gulf)).toBe(false);
    expect(isWorkday(dayOf("2026-01-11"), gulf)).toBe(true);
  });

  it("lets a holiday beat a make-up day", () => {
    const muddled = { ...china, off: china.work };
    expect(isWorkday(dayOf("2026-01-04"), muddled)).toBe(false);
  });
});

describe("covers", () => {
  it("includes both ends", () => {
    const days = ["2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01"].map(dayOf);
    expect(days.map((day) => covers(day, china))).toEqual([false, true, true, false]);
  });
});
