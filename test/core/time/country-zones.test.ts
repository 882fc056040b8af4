import { describe, expect, it } from "vitest";
import { channels } from "../../../src/core/channels/channels.ts";
import { compileSettings } from "../../../src/core/definitions/compile-settings.ts";
import {
  countriesWithZones,
  leftOutZones,
  zonesOfCountry,
} from "../../../src/core/time/country-zones.ts";
import { DAY, HOUR } from "../../../src/core/time/instant.ts";
import { nextSendable } from "../../../src/core/time/quiet-hours.ts";
import { localTime } from "../../../src/core/time/zone.ts";
import { settings } from "../given.ts";

const from = Date.UTC(2026, 0, 1);
const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });

/** What the runtime's CLDR says. The method is newer than the types of ES2025. */
function zonesOfRuntime(country: string): readonly string[] {
  const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & {
    getTimeZones(): string[] | undefined;
  };
  return locale.getTimeZones() ?? [];
}

/** A zone's clock, every 12 hours over three years. */
function clockOf(zone: string): string {
  const readings: string[] = [];
  for (let at = from; at < from + 3 * 366 * DAY; at += 12 * HOUR) {
    const { day, minute } = localTime(at, zone);
    readings.push(String(day * 1440 + minute - Math.floor(at / 60_000)));
  }
  return readings.join();
}

const clocks = new Map<string, string>();
function cachedClock(zone: string): string {
  const known = clocks.get(zone) ?? clockOf(zone);
  clocks.set(zone, known);
  return known;
}

describe("the table of countries and zones", () => {
  it("has every country of the runtime, and each clock that people there live by", () => {
    const countries = letters
      .flatMap((first) => letters.map((second) => first + second))
      .filter((code) => names.of(code) !== undefined && zonesOfRuntime(code).length > 0)
      // An old code, such as SU, stands for the present one, which is there too.
      .filter((code) => new Intl.Locale(`und-${code}`).region === code);
    expect(countries.length).toBeGreaterThan(240);
    for (const country of countries) {
      const left = leftOutZones[country]?.zones ?? [];
      if (left === "all") continue;
      const known = (zonesOfCountry(country) ?? []).map(cachedClock);
      const missing = zonesOfRuntime(country).filter(
        (zone) => !left.includes(zone) && !known.includes(cachedClock(zone)),
      );
      expect({ country, missing }).toEqual({ country, missing: [] });
    }
  });

  it("names no clock of a country twice", () => {
    for (const country of countriesWithZones) {
      const known = zonesOfCountry(country)!.map(cachedClock);
      expect({ country, clocks: new Set(known).size }).toEqual({ country, clocks: known.length });
    }
  });

  it("leaves out only what the runtime has", () => {
    for (const [country, { zones }] of Object.entries(leftOutZones)) {
      const known = zonesOfRuntime(country);
      expect(zones === "all" ? known : zones.filter((zone) => known.includes(zone))).not.toEqual(
        [],
      );
      expect(zonesOfCountry(country) === undefined).toBe(zones === "all");
    }
  });

  it("is asked in any case of letters, and says nothing of what is no country", () => {
    expect(zonesOfCountry("cn")).toEqual(["Asia/Shanghai"]);
    expect(zonesOfCountry("RU")?.length).toBe(11);
    expect(zonesOfCountry("XX")).toBeUndefined();
    expect(zonesOfCountry("constructor")).toBeUndefined();
    expect(zonesOfCountry(undefined)).toBeUndefined();
  });

  it("leaves every country a time of each day that is quiet nowhere in it, by law", () => {
    const compiled = compileSettings(settings());
    for (const country of countriesWithZones) {
      const zones = zonesOfCountry(country)!;
      if (zones.length === 1) continue;
      for (const channel of channels) {
        for (let at = from; at < from + 366 * DAY; at += 7 * DAY) {
          const quiet = compiled.quietHours(channel, country);
          const opens = nextSendable(undefined, quiet, at, zones[0]!, zones)?.opens ?? Infinity;
          expect({ channel, country, late: opens >= at + DAY }).toMatchObject({ late: false });
        }
      }
    }
  });
});
