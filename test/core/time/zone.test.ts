import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "../../../src/core/time/instant.ts";
import {
  formatDay,
  formatLocal,
  instantOf,
  isKnownZone,
  localDay,
  localTime,
  nearestZones,
  offsetAt,
  parseDay,
  startOfDay,
  weekdayOf,
} from "../../../src/core/time/zone.ts";
import { anyMoment, anyZone, awkwardZones, wall, zoned } from "./awkward-zones.ts";

const epoch = Temporal.PlainDate.from("1970-01-01");
const anyDay = fc.integer({ min: -25_000, max: 47_000 });

function dateOf(day: number): Temporal.PlainDate {
  return epoch.add({ days: day });
}

function dayOf(text: string): number {
  const day = parseDay(text);
  if (day === undefined) throw new Error(`${text} is not a day`);
  return day;
}

describe("isKnownZone", () => {
  it.each(["Asia/Shanghai", "Asia/Calcutta", "Asia/Kolkata", "PRC", "UTC", "Etc/GMT+8", "EST5EDT"])(
    "knows %s",
    (zone) => {
      expect(isKnownZone(zone)).toBe(true);
    },
  );

  it.each([
    "+08:00",
    "-0330",
    "UTC+8",
    "Z",
    "",
    "PST",
    "CST",
    "SystemV/PST8",
    "Etc/Unknown",
    "Asia/Beijing",
    "Mars/Base",
    "__proto__",
    "Asia/Shanghai ",
    "A".repeat(1_000_000),
  ])("does not know %.20j", (zone) => {
    expect(isKnownZone(zone)).toBe(false);
  });

  it("knows every zone that the runtime lists", () => {
    expect(Intl.supportedValuesOf("timeZone").filter((zone) => !isKnownZone(zone))).toEqual([]);
  });
});

describe("nearestZones", () => {
  it.each([
    ["Asia/Shangai", "Asia/Shanghai"],
    ["shanghai", "Asia/Shanghai"],
    ["China/Beijing", "Asia/Shanghai"],
    ["Europe/Shanghai", "Asia/Shanghai"],
    ["New York", "America/New_York"],
    ["Asia/Kolkatta", "Asia/Kolkata"],
    ["Europe/Kyv", "Europe/Kyiv"],
  ])("takes %s for %s", (text, zone) => {
    expect(nearestZones(text)[0]).toBe(zone);
  });

  it.each(["+08:00", "UTC+8", "GMT-5", "", "qqqqqq"])("has nothing near %j", (text) => {
    expect(nearestZones(text)).toEqual([]);
  });

  it("names only zones that are known, three at most", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (text) => {
        const names = nearestZones(text);
        expect(names.length).toBeLessThanOrEqual(3);
        expect(names.every(isKnownZone)).toBe(true);
      }),
    );
  });
});

describe("offsetAt", () => {
  it.each([
    ["Asia/Kathmandu", "2026-01-01T00:00:00Z", 345],
    ["Asia/Kathmandu", "1985-12-31T18:29:59Z", 330],
    ["America/St_Johns", "2026-01-01T00:00:00Z", -210],
    ["America/St_Johns", "2026-07-01T00:00:00Z", -150],
    ["Australia/Lord_Howe", "2026-01-01T00:00:00Z", 660],
    ["Australia/Lord_Howe", "2026-07-01T00:00:00Z", 630],
    ["Pacific/Apia", "2011-12-30T09:59:59Z", -600],
    ["Pacific/Apia", "2011-12-30T10:00:00Z", 840],
    ["America/New_York", "9999-07-01T00:00:00Z", -240],
    ["Asia/Shanghai", "9999-12-31T00:00:00Z", 480],
  ])("is right in %s at %s", (zone, text, minutes) => {
    expect(offsetAt(Temporal.Instant.from(text).epochMilliseconds, zone)).toBe(minutes * MINUTE);
  });

  it("agrees with Temporal in awkward zones and near every change", () => {
    fc.assert(
      fc.property(anyMoment, ({ at, zone }) => {
        expect(offsetAt(at, zone)).toBe(zoned(at, zone).offsetNanoseconds / 1e6);
      }),
      { numRuns: 3000 },
    );
  });

  it("agrees with Temporal on either side of every change of the awkward zones for 60 years", () => {
    for (const zone of awkwardZones) {
      let change = zoned(Date.UTC(1970, 0), zone).getTimeZoneTransition("next");
      for (; change !== null && change.year < 2030; change = change.getTimeZoneTransition("next")) {
        const at = change.epochMilliseconds;
        expect(offsetAt(at, zone)).toBe(change.offsetNanoseconds / 1e6);
        expect(offsetAt(at - 1, zone)).toBe(zoned(at - 1, zone).offsetNanoseconds / 1e6);
      }
    }
  });

  it("agrees with Temporal in every zone that the runtime lists", () => {
    const moment = fc.record({
      zone: fc.constantFrom(...Intl.supportedValuesOf("timeZone")),
      at: fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2040, 0) }),
    });
    fc.assert(
      fc.property(moment, ({ at, zone }) => {
        expect(offsetAt(at, zone)).toBe(zoned(at, zone).offsetNanoseconds / 1e6);
      }),
      { numRuns: 500 },
    );
  });

  it("answers the same whatever was asked before", () => {
    const [early, late] = [Date.UTC(1990, 6), Date.UTC(2026, 0)];
    const forth = [early, late].map((at) => offsetAt(at, "Europe/Madrid"));
    const back = [late, early].map((at) => offsetAt(at, "Europe/Madrid"));
    expect(forth).toEqual([2 * HOUR, HOUR]);
    expect(back).toEqual([HOUR, 2 * HOUR]);
  });

  it("throws for a zone that nobody checked", () => {
    expect(() => offsetAt(0, "Mars/Base")).toThrow(RangeError);
    expect(() => offsetAt(0, "Mars/Base")).toThrow(RangeError);
    expect(() => offsetAt(Number.NaN, "UTC")).toThrow(RangeError);
  });
});

describe("local time", () => {
  it("agrees with Temporal", () => {
    fc.assert(
      fc.property(anyMoment, ({ at, zone }) => {
        const local = zoned(at, zone);
        const day = epoch.until(local.toPlainDate()).days;
        const minute = local.hour * 60 + local.minute;
        expect(localTime(at, zone)).toEqual({ day, minute, weekday: local.dayOfWeek });
        expect(localDay(at, zone)).toBe(day);
      }),
      { numRuns: 2000 },
    );
  });

  it("has no 30 December 2011 in Apia", () => {
    const midnight = Date.UTC(2011, 11, 30, 10);
    expect(formatDay(localDay(midnight - 1, "Pacific/Apia"))).toBe("2011-12-29");
    expect(formatDay(localDay(midnight, "Pacific/Apia"))).toBe("2011-12-31");
    expect(startOfDay(dayOf("2011-12-30"), "Pacific/Apia")).toBe(midnight);
    expect(startOfDay(dayOf("2011-12-31"), "Pacific/Apia")).toBe(midnight);
    expect(instantOf(dayOf("2011-12-30"), 600, "Pacific/Apia")).toBe(
      instantOf(dayOf("2011-12-31"), 600, "Pacific/Apia"),
    );
  });
});

describe("instantOf", () => {
  it.each([
    ["moves a time in a gap later", "Europe/Paris", "2026-03-29", 150, "2026-03-29T01:30:00Z"],
    ["takes the first in an overlap", "Europe/Paris", "2026-10-25", 150, "2026-10-25T00:30:00Z"],
    ["knows half-hour gaps", "Australia/Lord_Howe", "2026-10-04", 135, "2026-10-03T15:45:00Z"],
    ["knows half-hour overlaps", "Australia/Lord_Howe", "2026-04-05", 105, "2026-04-04T14:45:00Z"],
    ["takes 24:00 as the next day", "Asia/Shanghai", "2026-01-04", 1440, "2026-01-04T16:00:00Z"],
  ])("%s", (_what, zone, day, minute, expected) => {
    const at = Temporal.Instant.from(expected).epochMilliseconds;
    expect(instantOf(dayOf(day), minute, zone)).toBe(at);
  });

  it("agrees with Temporal's compatible reading", () => {
    fc.assert(
      fc.property(anyMoment, fc.integer({ min: 0, max: 1439 }), ({ at, zone }, minute) => {
        const day = localDay(at, zone);
        const expected = dateOf(day)
          .toPlainDateTime({ hour: Math.floor(minute / 60), minute: minute % 60 })
          .toZonedDateTime(zone).epochMilliseconds;
        expect(instantOf(day, minute, zone)).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("startOfDay", () => {
  it("agrees with Temporal, where a gap takes midnight too", () => {
    fc.assert(
      fc.property(anyMoment, ({ at, zone }) => {
        for (const day of [localDay(at, zone), localDay(at, zone) + 1]) {
          const expected = dateOf(day).toZonedDateTime(zone).epochMilliseconds;
          expect(startOfDay(day, zone)).toBe(expected);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("is the end of a gap that only grazes midnight", () => {
    // Toronto went from 23:30 on 30 March 1919 to 00:30.
    expect(startOfDay(dayOf("1919-03-31"), "America/Toronto")).toBe(
      wall("1919-03-31T00:30", "America/Toronto"),
    );
  });
});

describe("days", () => {
  it("agree with Temporal both ways", () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(formatDay(day)).toBe(dateOf(day).toString());
        expect(parseDay(formatDay(day))).toBe(day);
        expect(weekdayOf(day)).toBe(dateOf(day).dayOfWeek);
      }),
    );
  });

  it("know 29 February in leap years only, and the year 9999", () => {
    expect(parseDay("1970-01-01")).toBe(0);
    expect(parseDay("2024-02-29")).toBe(Date.UTC(2024, 1, 29) / DAY);
    expect(parseDay("2000-02-29")).toBe(Date.UTC(2000, 1, 29) / DAY);
    expect(parseDay("1900-02-29")).toBeUndefined();
    expect(parseDay("9999-12-31")).toBe(Date.UTC(9999, 11, 31) / DAY);
    expect(formatDay(Date.UTC(9999, 11, 31) / DAY)).toBe("9999-12-31");
  });

  it.each([
    "2026-02-30",
    "2026-13-01",
    "2026-00-10",
    "2026-01-00",
    "2026-1-5",
    "20260105",
    "today",
  ])("refuse %s", (text) => {
    expect(parseDay(text)).toBeUndefined();
  });
});

describe("formatLocal", () => {
  it("says weekday, date, time and zone", () => {
    const at = Date.UTC(2026, 0, 5, 2);
    expect(formatLocal(at, "Asia/Shanghai")).toBe("Mon 2026-01-05 10:00 Asia/Shanghai");
    expect(formatLocal(at, "America/St_Johns")).toBe("Sun 2026-01-04 22:30 America/St_Johns");
  });

  it("never tells a time that Temporal would not", () => {
    fc.assert(
      fc.property(anyZone, fc.integer({ min: 0, max: 4e12 }), (zone, at) => {
        const expected = zoned(at, zone).toPlainDateTime().toString({ smallestUnit: "minute" });
        expect(formatLocal(at, zone)).toContain(` ${expected.replace("T", " ")} ${zone}`);
      }),
    );
  });
});
