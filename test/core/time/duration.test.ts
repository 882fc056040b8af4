import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDuration,
  type Duration,
  formatDuration,
  isCalendar,
  parseDuration,
  parseOffset,
  rollingMs,
} from "../../../src/core/time/duration.ts";
import { DAY, HOUR, MINUTE } from "../../../src/core/time/instant.ts";
import { anyMoment, wall, zoned } from "./awkward-zones.ts";

function read(text: string): Duration {
  const parsed = parseOffset(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.duration;
}

function problemOf(text: string): string | undefined {
  const parsed = parseDuration(text);
  return parsed.ok ? undefined : parsed.problem;
}

describe("parseDuration", () => {
  it.each([
    ["3min", 0, 0, 3 * MINUTE],
    ["24h", 0, 0, 24 * HOUR],
    ["3d", 0, 3, 0],
    ["2w", 0, 14, 0],
    ["1mo", 1, 0, 0],
    ["1y", 12, 0, 0],
    ["1d 12h", 0, 1, 12 * HOUR],
    ["1d12h", 0, 1, 12 * HOUR],
    [" 1 D  12 H ", 0, 1, 12 * HOUR],
    ["P3DT12H", 0, 3, 12 * HOUR],
    ["P1Y2M3W4DT5H6M", 14, 25, 5 * HOUR + 6 * MINUTE],
    ["PT5M", 0, 0, 5 * MINUTE],
    ["0d", 0, 0, 0],
    ["10y", 120, 0, 0],
  ])("reads %s", (text, months, days, ms) => {
    expect(parseDuration(text)).toEqual({ ok: true, duration: { months, days, ms } });
  });

  it.each([
    ["3m", '"3m" may be minutes or months; did you mean "3min" or "3mo"?'],
    ["1d 3M", '"3m" may be minutes or months; did you mean "3min" or "3mo"?'],
    ["3 days", 'no unit "days"; did you mean "3d"?'],
    ["3dd", 'no unit "dd"; did you mean "3d"?'],
    ["2hours", 'no unit "hours"; did you mean "2h"?'],
    ["5 mins", 'no unit "mins"; did you mean "5min"?'],
    ["6 monts", 'no unit "monts"; did you mean "6mo"?'],
    ["3天", 'no unit "天"; did you mean "3d"?'],
    ["2小时", 'no unit "小时"; did you mean "2h"?'],
    ["30", '"30" has no unit; did you mean "30d" or "30min"?'],
    ["1.5h", '"1.5h" is not whole; write "90min" for 1.5 h'],
    ["-3d", '"-3d" is negative; a duration is not'],
    ["11y", '"11y" is longer than 10 years'],
    ["9999999999999999999999d", '"9999999999999999999999d" is longer than 10 years'],
  ])("refuses %s and says what would fit", (text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });

  it.each(["90s", "1min 30sec", "PT30S", "5 seconds"])("refuses seconds plainly: %s", (text) => {
    expect(problemOf(text)).toMatch(/^seconds are not kept/);
  });

  it.each(["", "soon", "d", "P", "PT", "P1DT", "P1H", "P1.5D", "3d soon", "1d-12h", "constructor"])(
    "refuses what is no duration: %j",
    (text) => {
      expect(problemOf(text)).toMatch(/write a number and a unit|no unit/);
    },
  );

  it("refuses a text of a megabyte without repeating it", () => {
    expect(problemOf("1d".repeat(500_000))?.length).toBeLessThan(120);
  });
});

describe("parseOffset", () => {
  it("takes the whole sum to the other side of a leading minus", () => {
    expect(read("-1mo 2d 3h")).toEqual({ months: -1, days: -2, ms: -3 * HOUR });
    expect(read("-P3D")).toEqual({ months: 0, days: -3, ms: 0 });
    expect(read("+3d")).toEqual(read("3d"));
    expect(read("-0d")).toEqual({ months: 0, days: 0, ms: 0 });
  });

  it.each([
    ["-2 hours", 'no unit "hours"; did you mean "-2h"?'],
    ["-1d 2hours", 'no unit "hours"; did you mean "2h"?'],
    ["-3m", '"-3m" may be minutes or months; did you mean "-3min" or "-3mo"?'],
    ["-30", '"-30" has no unit; did you mean "-30d" or "-30min"?'],
  ])("proposes the same side: %s", (text, problem) => {
    expect(parseOffset(text)).toEqual({ ok: false, problem });
  });

  it("refuses what parseDuration refuses, and two signs", () => {
    expect(parseOffset("+3m")).toEqual(parseDuration("3m"));
    expect(parseOffset("--3d").ok).toBe(false);
    expect(parseOffset("-").ok).toBe(false);
  });
});

describe("formatDuration", () => {
  it.each([
    ["3d", "3d"],
    ["2w", "14d"],
    ["1mo2d", "1mo 2d"],
    ["14mo", "1y 2mo"],
    ["36h", "36h"],
    ["90min", "1h 30min"],
    ["0h", "0min"],
    ["-1d12h", "-1d 12h"],
  ])("writes %s as %s", (text, canonical) => {
    expect(formatDuration(read(text))).toBe(canonical);
  });

  it("writes seconds of a reckoned length", () => {
    expect(formatDuration({ months: 0, days: 0, ms: 90_500 })).toBe("1min 30.5s");
  });

  it("writes what parseOffset reads back", () => {
    const length = fc.record({
      months: fc.nat(60),
      days: fc.nat(1000),
      ms: fc.nat(50_000).map((minutes) => minutes * MINUTE),
    });
    fc.assert(
      fc.property(length, fc.boolean(), ({ months, days, ms }, before) => {
        const sign = before ? -1 : 1;
        const written = { months: 0 + sign * months, days: 0 + sign * days, ms: 0 + sign * ms };
        expect(read(formatDuration(written))).toEqual(written);
      }),
    );
  });
});

describe("rollingMs", () => {
  it.each([
    ["24h", DAY],
    ["1d", DAY],
    ["1mo", 30 * DAY],
    ["1y", 365 * DAY],
    ["12mo", 365 * DAY],
    ["13mo 1d 1h", 396 * DAY + HOUR],
    ["-1mo", -30 * DAY],
  ])("takes %s as exact time", (text, ms) => {
    expect(rollingMs(read(text))).toBe(ms);
  });
});

describe("addDuration", () => {
  it.each([
    ["the last day of a short month", "2026-01-31T10:00", "1mo", "2026-02-28T10:00"],
    ["29 February in a leap year", "2024-01-31T10:00", "1mo", "2024-02-29T10:00"],
    ["28 February a year after the 29th", "2024-02-29T10:00", "1y", "2025-02-28T10:00"],
    ["the 29th again after four years", "2024-02-29T10:00", "4y", "2028-02-29T10:00"],
    ["a short month before", "2026-03-31T10:00", "-1mo", "2026-02-28T10:00"],
    ["months before days", "2026-01-31T10:00", "1mo 1d", "2026-03-01T10:00"],
    ["the same local time across a change", "2026-03-28T10:00", "1d", "2026-03-29T10:00"],
    ["a gap, moved later by it", "2026-03-28T02:30", "1d", "2026-03-29T03:30"],
  ])("reaches %s", (_what, from, length, to) => {
    const zone = "Europe/Paris";
    expect(addDuration(wall(from, zone), read(length), zone)).toBe(wall(to, zone));
  });

  it("takes the first of a time that an overlap brings twice", () => {
    const at = wall("2026-10-24T02:30", "Europe/Paris");
    expect(addDuration(at, read("1d"), "Europe/Paris")).toBe(Date.UTC(2026, 9, 25, 0, 30));
  });

  it("adds hours exactly, across a change too", () => {
    const at = wall("2026-03-28T10:00", "Europe/Paris");
    expect(addDuration(at, read("24h"), "Europe/Paris")).toBe(at + DAY);
    expect(addDuration(at, read("1d"), "Europe/Paris")).toBe(at + 23 * HOUR);
    expect(isCalendar(read("24h"))).toBe(false);
    expect(isCalendar(read("1d"))).toBe(true);
    expect(isCalendar(read("1mo"))).toBe(true);
  });

  it("agrees with Temporal anywhere", () => {
    const part = fc.integer({ min: -40, max: 40 });
    const length = fc.record({
      months: part,
      days: part,
      ms: fc.integer({ min: -2 * DAY, max: 2 * DAY }),
    });
    fc.assert(
      fc.property(anyMoment, length, ({ at, zone }, { months, days, ms }) => {
        const expected =
          months === 0 && days === 0
            ? at + ms
            : zoned(at, zone).toPlainDateTime().add({ months }).add({ days }).toZonedDateTime(zone)
                .epochMilliseconds + ms;
        expect(addDuration(at, { months, days, ms }, zone)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });
});
