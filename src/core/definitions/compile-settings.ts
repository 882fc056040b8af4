import type { Channel } from "../channels/channels.ts";
import type { Calendar } from "../time/calendar.ts";
import { isCalendarPeriod, longestPeriod } from "../time/calendar-period.ts";
import { rollingMs } from "../time/duration.ts";
import { DAY } from "../time/instant.ts";
import { parseTimeRange } from "../time/local-clock.ts";
import type { QuietRange } from "../time/quiet-hours.ts";
import type { SendWindow } from "../time/send-window.ts";
import { type DayNumber, parseDay, type Weekday } from "../time/zone.ts";
import { durationOf } from "../turns/compile-program.ts";
import type { Cap, CapSpan, CompiledSettings } from "./definitions.ts";
import type { SendWindowDefinition } from "./journey.ts";
import { builtInQuietHours } from "./quiet-hours.ts";
import type { CapRule, Settings } from "./settings.ts";
import { parseShare, weekdays } from "./vocabulary.ts";

/** Settings, compiled. @throws RangeError for what {@link checkFiles} refuses */
export function compileSettings(settings: Settings): CompiledSettings {
  const caps = (settings.caps ?? []).map(compileCap);
  const rules = [...(settings.quietHours ?? []), ...builtInQuietHours];
  const quiet = new Map<string, readonly QuietRange[]>();
  return {
    definition: settings,
    zone: settings.zone,
    caps,
    ledgerSpan: Math.max(DAY, ...caps.map(({ per }) => longestOf(per))),
    // Sets that 0.2.0 published say nothing: there addresses were added.
    addresses: settings.addresses ?? "add",
    holdout: settings.holdout === undefined ? 0 : parseShare(settings.holdout),
    softBounces: {
      suppressAfter: settings.softBounces?.suppressAfter ?? 3,
      within: rollingMs(durationOf(settings.softBounces?.within ?? "30d")),
    },
    readAs: (attribute) => settings.attributes?.[attribute],
    isTransactional: (purpose) => settings.purposes[purpose]?.transactional ?? false,
    quietHours(channel: Channel, country: string | undefined) {
      const key = `${channel}:${country ?? ""}`;
      let ranges = quiet.get(key);
      if (ranges === undefined) {
        const rule =
          rules.find((other) => other.channel === channel && other.country === country) ??
          rules.find((other) => other.channel === channel && other.country === undefined);
        ranges = rule === undefined ? [] : [rangeOf(rule.between)];
        quiet.set(key, ranges);
      }
      return ranges;
    },
  };
}

function rangeOf(text: string): QuietRange {
  const range = parseTimeRange(text);
  if (range === undefined) throw new RangeError(`"${text}" is no range of times`);
  return range;
}

function dayOf(text: string): DayNumber {
  const day = parseDay(text);
  if (day === undefined) throw new RangeError(`"${text}" is no date`);
  return day;
}

/** "mon" → 1 … "sun" → 7. */
export function weekdayNumber(word: (typeof weekdays)[number]): Weekday {
  return (weekdays.indexOf(word) + 1) as Weekday;
}

function compileCalendar(settings: Settings, name: string): Calendar {
  const calendar = settings.calendars?.[name];
  if (calendar === undefined) throw new RangeError(`no calendar "${name}" in settings.json`);
  return {
    weekend: (calendar.weekend ?? ["sat", "sun"]).map(weekdayNumber),
    off: new Set(calendar.off.map(dayOf)),
    work: new Set((calendar.work ?? []).map(dayOf)),
    from: dayOf(calendar.from),
    to: dayOf(calendar.to),
  };
}

export function compileWindow(window: SendWindowDefinition, settings: Settings): SendWindow {
  return {
    days: typeof window.days === "string" ? window.days : window.days.map(weekdayNumber),
    between: window.between.map(rangeOf),
    ...(window.calendar !== undefined && { calendar: compileCalendar(settings, window.calendar) }),
  };
}

function longestOf(per: CapSpan): number {
  return per.kind === "rolling" ? per.ms : longestPeriod[per.period];
}

function compileSpan(per: string): CapSpan {
  return isCalendarPeriod(per)
    ? { kind: "calendar", period: per }
    : { kind: "rolling", ms: rollingMs(durationOf(per)) };
}

function compileCap(rule: CapRule): Cap {
  const per = compileSpan(rule.per);
  const of = [rule.purpose, rule.channel, rule.journey && `journey ${rule.journey}`];
  return {
    purpose: rule.purpose,
    channel: rule.channel,
    journey: rule.journey,
    atMost: rule.atMost,
    per,
    overCap: rule.overCap,
    text: `at most ${rule.atMost} ${of.filter(Boolean).join(" ") || "messages"} per ${
      per.kind === "rolling" ? `${rule.per} (rolling)` : `calendar ${per.period}`
    }`,
  };
}
