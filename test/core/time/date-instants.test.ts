import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { ruleOf } from "../../../src/core/definitions/compile-date-rule.ts";
import {
  type DateOccurrence,
  lastDateOccurrence,
  nextDateOccurrence,
} from "../../../src/core/time/date-offset.ts";
import { parseOffset } from "../../../src/core/time/duration.ts";
import { formatInstant, HOUR, MINUTE } from "../../../src/core/time/instant.ts";
import { formatDay, parseDay } from "../../../src/core/time/zone.ts";
import { anyMoment, anyZone } from "./awkward-zones.ts";

function wait(date: string, offset: string, zone: string) {
  const parsed = parseOffset(offset);
  if (!parsed.ok) throw new Error(parsed.problem);
  const rule = ruleOf(offset);
  return { date, offset: parsed.duration, rule, as: undefined, atMinute: 540, zone };
}

function next(date: string, offset: string, now: number, zone: string, yearly = false) {
  return nextDateOccurrence({ ...wait(date, offset, zone), now, yearly });
}

const told = (found: DateOccurrence) => ("at" in found ? formatInstant(found.at) : found);

describe("hours before a date-time", () => {
  const now = Date.UTC(2026, 2, 1);

  it.each([
    ["2026-03-10T15:30:00Z", "-2h", "UTC", "2026-03-10T13:30:00Z"],
    ["2026-03-10T15:30:00Z", "-2h", "Asia/Shanghai", "2026-03-10T13:30:00Z"],
    ["2026-03-10T00:00:00Z", "-2h", "America/New_York", "2026-03-09T22:00:00Z"],
    ["2026-03-10T15:30:00Z", "0h", "UTC", "2026-03-10T15:30:00Z"],
    ["2026-03-10T15:30:00Z", "PT0M", "UTC", "2026-03-10T15:30:00Z"],
    ["2026-03-10T15:30:00Z", "90min", "UTC", "2026-03-10T17:00:00Z"],
    ["2026-03-10T15:30", "-2h", "America/New_York", "2026-03-10T17:30:00Z"],
    // A day of the calendar, then the hours: across the change of the clock on 8 March.
    ["2026-03-08T15:30:00-04:00", "-1d 2h", "America/New_York", "2026-03-07T18:30:00Z"],
    ["2026-03-08T15:30:00-04:00", "-24h", "America/New_York", "2026-03-07T19:30:00Z"],
    // Without a time of its own it is the day at nine.
    ["2026-03-10", "-2h", "America/New_York", "2026-03-10T11:00:00Z"],
    // A rule in days: the day before on the customer's wall, at nine.
    ["2026-03-10T15:30:00Z", "-1d", "Asia/Tokyo", "2026-03-10T00:00:00Z"],
    ["2026-03-10T14:30:00Z", "-1d", "Asia/Tokyo", "2026-03-09T00:00:00Z"],
    ["2026-03-10T00:00:00Z", "-1d", "America/New_York", "2026-03-09T13:00:00Z"],
  ])("%s moved by %s in %s is %s", (date, offset, zone, expected) => {
    expect(told(next(date, offset, now, zone))).toBe(expected);
  });

  it("is past once it has come", () => {
    const at = Date.UTC(2026, 2, 10, 13, 30);
    const date = "2026-03-10T15:30:00Z";
    expect(next(date, "-2h", at - 1, "UTC")).toEqual({ at });
    expect(next(date, "-2h", at, "UTC")).toEqual({ past: at });
  });

  it("comes every year at the same local time", () => {
    const found = next("2025-07-10T15:30:00Z", "-2h", now, "Europe/Paris", true);
    expect(told(found)).toBe("2026-07-10T13:30:00Z");
    const winter = {
      ...wait("2025-07-31T15:30:00Z", "-2h", "Europe/Paris"),
      every: "month",
    } as const;
    const last = lastDateOccurrence(winter, Date.UTC(2026, 1, 28, 20));
    expect(last && [formatDay(last.day), formatInstant(last.at)]).toEqual([
      "2026-02-28",
      "2026-02-28T14:30:00Z",
    ]);
  });
});

describe("dates against Temporal", () => {
  const clock = fc.constantFrom("", "T00:00:00", "T00:00", "T15:30:00", "T02:30", "T23:59:59.5");
  const written = fc.constantFrom("", "Z", "+08:00", "-10:00", "+05:45");
  const offsets = fc.record({
    sign: fc.constantFrom("", "-"),
    months: fc.integer({ min: 0, max: 14 }),
    days: fc.integer({ min: 0, max: 40 }),
    minutes: fc.option(fc.integer({ min: 0, max: 3000 })),
  });

  it("moves days and instants as the calendar and the clock do, anywhere", () => {
    fc.assert(
      fc.property(anyMoment, anyZone, clock, written, offsets, (near, zone, time, shift, by) => {
        const day = Temporal.Instant.fromEpochMilliseconds(near.at)
          .toZonedDateTimeISO(zone)
          .toPlainDate();
        const date = `${day.toString()}${time}${time === "" ? "" : shift}`;
        const said = [`${by.months}mo`, `${by.days}d`];
        if (by.minutes !== null) said.push(`${by.minutes}min`);
        const text = by.sign + said.join(" ");
        const sign = by.sign === "-" ? -1 : 1;
        const isInstant = by.minutes !== null && time !== "";
        // The local date-time that the rule moves.
        const from = (() => {
          if (time === "") return day.toPlainDateTime("09:00");
          const local =
            shift === ""
              ? Temporal.PlainDateTime.from(date).toZonedDateTime(zone)
              : Temporal.Instant.from(date).toZonedDateTimeISO(zone);
          if (isInstant) return local.toPlainDateTime();
          const isDay = time.startsWith("T00:00");
          return (isDay ? day : local.toPlainDate()).toPlainDateTime("09:00");
        })();
        // Of the last day of a month, the last of another: month by month as the calendar constrains.
        const moved = from.add({ months: sign * by.months }).add({ days: sign * by.days });
        const exact = Temporal.Instant.from(
          shift === "" || time === "" ? "1970-01-01T00:00Z" : date,
        ).epochMilliseconds;
        const unmoved = isInstant && shift !== "" && moved.equals(from);
        const base = unmoved ? exact : moved.toZonedDateTime(zone).epochMilliseconds;
        const expected = base + sign * (by.minutes ?? 0) * MINUTE;
        expect(next(date, text, expected - 1, zone)).toEqual({ at: expected });
        expect(next(date, text, expected, zone)).toEqual({ past: expected });
        const last = lastDateOccurrence({ ...wait(date, text, zone), every: "once" }, expected);
        expect(last).toMatchObject({ at: expected, isInstant });
        expect(last && formatDay(last.day)).toBe(moved.toPlainDate().toString());
      }),
      { numRuns: 300 },
    );
  });

  it("finds the last of all that have come, every month and every year", () => {
    const start = fc.integer({
      min: parseDay("2019-01-01") ?? 0,
      max: parseDay("2024-12-31") ?? 0,
    });
    fc.assert(
      fc.property(
        start,
        anyZone,
        clock,
        fc.boolean(),
        anyMoment,
        (first, zone, time, isMonthly, when) => {
          const now = Date.UTC(2025, 0) + (when.at % (366 * 24 * HOUR));
          const date = `${formatDay(first)}${time}`;
          const every = isMonthly ? "month" : "year";
          const last = lastDateOccurrence({ ...wait(date, "-2h", zone), every }, now);
          const local = Temporal.PlainDateTime.from(time === "" ? `${date}T09:00` : date);
          const exact = local.toZonedDateTime(zone).toPlainDateTime();
          const all = Array.from(
            { length: 90 },
            (_, n) =>
              exact.add({ months: n * (isMonthly ? 1 : 12) }).toZonedDateTime(zone)
                .epochMilliseconds -
              2 * HOUR,
          );
          expect(last?.at).toBe(all.findLast((at) => at <= now));
        },
      ),
      { numRuns: 100 },
    );
  });
});
