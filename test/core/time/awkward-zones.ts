import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import type { Instant } from "../../../src/core/time/instant.ts";

/** Zones that break code which thinks of time as hours: half hours, a skipped day, no DST, winter DST. */
export const awkwardZones = [
  "UTC",
  "Asia/Shanghai",
  "Asia/Kathmandu",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Pacific/Chatham",
  "America/St_Johns",
  "America/New_York",
  "America/Sao_Paulo",
  "America/Toronto",
  "Africa/Casablanca",
  "Asia/Tehran",
  "Asia/Beirut",
  "Europe/London",
  "Europe/Dublin",
  "Europe/Moscow",
  "Antarctica/Troll",
] as const;

export const anyZone = fc.constantFrom(...awkwardZones);

/** Instants of 1950 to 2100, half of them within a day of a change of the clock. */
export const anyMoment: fc.Arbitrary<{ at: Instant; zone: string }> = fc
  .record({
    at: fc.integer({ min: Date.UTC(1950, 0), max: Date.UTC(2100, 0) }),
    zone: anyZone,
    aside: fc.option(fc.integer({ min: -1440, max: 1440 })),
  })
  .map(({ at, zone, aside }) => {
    const change = aside === null ? null : zoned(at, zone).getTimeZoneTransition("next");
    return { at: change === null ? at : change.epochMilliseconds + (aside ?? 0) * 60_000, zone };
  });

export function zoned(at: Instant, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
}

/** The instant of "2026-03-29T03:00" on the wall of a zone, by Temporal. */
export function wall(text: string, zone: string): Instant {
  return Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
}
