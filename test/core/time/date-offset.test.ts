import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { ruleOf } from "../../../src/core/definitions/compile-date-rule.ts";
import { type DateWait, nextDateOccurrence } from "../../../src/core/time/date-offset.ts";
import { parseOffset } from "../../../src/core/time/duration.ts";
import { HOUR } from "../../../src/core/time/instant.ts";
import { formatDay } from "../../../src/core/time/zone.ts";
import { anyZone, wall, zoned } from "./awkward-zones.ts";

const shanghai = "Asia/Shanghai";

function ask(date: string, offset: string, now: string, rest: Partial<DateWait> = {}) {
  const parsed = parseOffset(offset);
  if (!parsed.ok) throw new Error(parsed.problem);
  const zone = rest.zone ?? shanghai;
  return nextDateOccurrence({
    date,
    rule: ruleOf(offset),
    as: undefined,
    offset: parsed.duration,
    atMinute: 600,
    yearly: false,
    zone,
    now: wall(now, zone),
    ...rest,
  });
}

describe("a date that comes once", () => {
  it.each([
    ["2026-05-17", "0d", "2026-05-17T10:00"],
    ["2026-05-17", "-7d", "2026-05-10T10:00"],
    ["2026-05-17", "1d", "2026-05-18T10:00"],
    ["2026-05-31", "-3mo", "2026-02-28T10:00"],
    ["2026-05-17", "-2h", "2026-05-17T08:00"],
    ["2026-05-17T23:30:00", "0d", "2026-05-17T10:00"],
    ["2026-05-17T23:30:00Z", "0d", "2026-05-18T10:00"],
    ["9999-12-31", "1d", "+010000-01-01T10:00"],
  ])("%s %s is at %s", (date, offset, expected) => {
    expect(ask(date, offset, "2026-01-01T00:00")).toEqual({ at: wall(expected, shanghai) });
  });

  it("tells one that is past", () => {
    expect(ask("2026-05-17", "-7d", "2026-05-10T10:01")).toEqual({
      past: wall("2026-05-10T10:00", shanghai),
    });
  });

  it.each([
    ["a second before its minute", -1000, "at"],
    // A sweep or a wake is up to 60 s late: it must not decide otherwise than one on time.
    ["at its very minute", 0, "past"],
    ["20 seconds later", 20_000, "past"],
  ])("%s", (_when, late, kind) => {
    const now = wall("2026-05-17T10:00", shanghai) + late;
    expect(ask("2026-05-17", "0d", "2026-05-17T10:00", { now })).toHaveProperty(kind);
  });

  it.each(["1990-02-29", "2026-13-01", "17.05.2026", "2026-05-17T25:00:00", "", "soon"])(
    "names %j as no date",
    (date) => {
      expect(ask(date, "0d", "2026-01-01T00:00")).toEqual({
        problem: `"${date}" is not a date such as "1990-05-17"`,
      });
    },
  );

  it("moves a local time in a gap later", () => {
    const zone = "Europe/Paris";
    expect(ask("2026-03-29", "0d", "2026-01-01T00:00", { zone, atMinute: 150 })).toEqual({
      at: wall("2026-03-29T03:30", zone),
    });
  });
});

describe("a date that comes every year", () => {
  const yearly = { yearly: true };

  it.each([
    ["this year's when still ahead", "1990-05-17", "0d", "2026-01-01T00:00", "2026-05-17T10:00"],
    [
      "the next year's at its very minute",
      "1990-05-17",
      "0d",
      "2026-05-17T10:00",
      "2027-05-17T10:00",
    ],
    ["the next year's a minute later", "1990-05-17", "0d", "2026-05-17T10:01", "2027-05-17T10:00"],
    [
      "the last year's moved on by its offset",
      "1990-12-30",
      "5d",
      "2026-01-01T00:00",
      "2026-01-04T10:00",
    ],
    ["before the turn of the year", "1990-01-03", "-7d", "2025-12-01T00:00", "2025-12-27T10:00"],
    ["28 February in a common year", "1992-02-29", "0d", "2026-01-01T00:00", "2026-02-28T10:00"],
    ["29 February in a leap year", "1992-02-29", "0d", "2028-01-01T00:00", "2028-02-29T10:00"],
    ["the 28th moved by the offset", "1992-02-29", "1mo", "2026-01-01T00:00", "2026-03-28T10:00"],
    ["not before the date itself", "2030-05-17", "0d", "2026-01-01T00:00", "2030-05-17T10:00"],
    ["a long way back", "1900-03-01", "0d", "2026-01-01T00:00", "2026-03-01T10:00"],
    ["in the year 9999", "1990-05-17", "0d", "9999-01-01T00:00", "9999-05-17T10:00"],
    ["with an offset of years", "1990-05-17", "-10y", "2026-01-01T00:00", "2026-05-17T10:00"],
  ])("is %s", (_what, date, offset, now, expected) => {
    expect(ask(date, offset, now, yearly)).toEqual({ at: wall(expected, shanghai) });
  });

  it("is the first after now, anywhere", () => {
    const birthday = fc.integer({ min: -20_000, max: 15_000 }).map(formatDay);
    const now = fc.integer({ min: Date.UTC(2012, 0), max: Date.UTC(2060, 0) });
    fc.assert(
      fc.property(birthday, now, anyZone, (date, now, zone) => {
        const found = ask(date, "0d", "2026-01-01T00:00", { zone, now, yearly: true });
        if (!("at" in found)) throw new Error("no occurrence");
        expect(found.at).toBeGreaterThan(now);
        // Nobody waits longer than a leap year and the hours of a zone's change.
        expect(found.at - now).toBeLessThanOrEqual(366 * 24 * HOUR + 2 * HOUR);
        const local = zoned(found.at, zone).toPlainDate();
        expect(local.toString()).toBe(
          Temporal.PlainDate.from(date).with({ year: local.year }).toString(),
        );
      }),
    );
  });
});
