import { distance } from "fastest-levenshtein";
import * as Temporal from "temporal-polyfill/fns/Instant";
import { DAY, type Instant, MINUTE } from "./instant.ts";
import { resolveLocal, spanAt } from "./offset-spans.ts";

/** A date of the calendar, as days since 1970-01-01. */
export type DayNumber = number;

/** 1 is Monday, 7 is Sunday, as in ISO 8601. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** What a clock on the wall and the calendar beside it show. */
export interface LocalTime {
  readonly day: DayNumber;
  /** Minute of the day, 0 to 1439. */
  readonly minute: number;
  readonly weekday: Weekday;
}

const epoch = Temporal.fromEpochMilliseconds(0);
const weekdayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
const knownZones = new Set<string>();

/**
 * Whether the runtime knows the IANA zone, by its present name or an older one (Asia/Calcutta), in
 * any case of letters. Offsets ("+08:00") and ICU's own names ("PST", "SystemV/PST8") are no zones.
 */
export function isKnownZone(zone: string): boolean {
  if (knownZones.has(zone)) return true;
  // The longest IANA name has 32 characters.
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,39}$/.test(zone) || /^systemv\//i.test(zone)) return false;
  try {
    Temporal.toZonedDateTimeISO(epoch, zone);
  } catch (error) {
    // How Temporal says that it knows no such zone.
    if (error instanceof RangeError) return false;
    throw error;
  }
  knownZones.add(zone);
  return true;
}

/** Present names that the runtime lists under an older one only (Asia/Calcutta), though it knows both. */
const renamed =
  "Africa/Asmara America/Argentina/Buenos_Aires America/Argentina/Cordoba America/Atikokan " +
  "America/Indiana/Indianapolis America/Kentucky/Louisville America/Nuuk Asia/Ho_Chi_Minh " +
  "Asia/Kathmandu Asia/Kolkata Asia/Yangon Atlantic/Faroe Europe/Kyiv Pacific/Chuuk " +
  "Pacific/Kanton Pacific/Pohnpei UTC";

/** Up to three zone names that the text may have meant, nearest first; the city alone will do. */
export function nearestZones(text: string): string[] {
  const wanted = text.trim().slice(0, 40).toLowerCase().replaceAll(" ", "_");
  // "+08:00", "UTC+8": an offset has no nearest name, and "UTC" would be eight hours off.
  if (/[+-]\d/.test(wanted)) return [];
  // IANA names no zone after Beijing, yet it is what people type.
  if (cityOf(wanted) === "beijing") return ["Asia/Shanghai"];
  const names = [...renamed.split(" "), ...Intl.supportedValuesOf("timeZone")];
  return names
    .map((name) => ({ name, misses: countMisses(wanted, name.toLowerCase()) }))
    .filter(({ misses }) => misses <= Math.max(1, cityOf(wanted).length / 3))
    .sort((a, b) => a.misses - b.misses)
    .slice(0, 3)
    .map(({ name }) => name);
}

function countMisses(wanted: string, name: string): number {
  // A wrong region counts as half a letter: enough to put the right one first.
  return Math.min(distance(wanted, name), distance(cityOf(wanted), cityOf(name)) + 0.5);
}

function cityOf(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** Local time minus UTC at an instant, in ms. The zone must be known, here and below. */
export function offsetAt(at: Instant, zone: string): number {
  return spanAt(at, zone).offset;
}

/** The date on the wall calendar. */
export function localDay(at: Instant, zone: string): DayNumber {
  return Math.floor((at + spanAt(at, zone).offset) / DAY);
}

export function localTime(at: Instant, zone: string): LocalTime {
  const local = at + spanAt(at, zone).offset;
  const day = Math.floor(local / DAY);
  return { day, minute: Math.floor((local - day * DAY) / MINUTE), weekday: weekdayOf(day) };
}

/**
 * When the wall clock shows that minute of that day. A time that a gap leaves out is moved later by
 * the gap, one that an overlap brings twice is the first. Minute 1440 is the midnight that ends the day.
 */
export function instantOf(day: DayNumber, minuteOfDay: number, zone: string): Instant {
  return resolveLocal(day * DAY + minuteOfDay * MINUTE, zone);
}

/** The first instant of the day: 01:00 or 00:30 where a gap takes midnight. */
export function startOfDay(day: DayNumber, zone: string): Instant {
  const midnight = resolveLocal(day * DAY, zone);
  const { from, offset } = spanAt(midnight, zone);
  // Where a gap took midnight, the day begins as the gap ends.
  return midnight + offset === day * DAY ? midnight : from;
}

export function weekdayOf(day: DayNumber): Weekday {
  // Day 0, 1970-01-01, was a Thursday; the second `% 7` is for days before it.
  return (((((day + 3) % 7) + 7) % 7) + 1) as Weekday;
}

/** "2026-01-04". */
export function formatDay(day: DayNumber): string {
  // As Temporal writes it; Date takes a tenth of the time, and every message asks for its day.
  const text = new Date(day * DAY).toISOString();
  return text.slice(0, text.indexOf("T"));
}

/** Reads "2026-01-04"; undefined for any other form and for days that don't exist. */
export function parseDay(text: string): DayNumber | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  // As Temporal reads it; Date takes a thirtieth of the time, and every birthday is asked each hour.
  const found = new Date(0).setUTCFullYear(Number(year), Number(month) - 1, Number(day)) / DAY;
  // 30 February is read as 2 March: then it isn't the day that was written.
  return formatDay(found) === text ? found : undefined;
}

/** For people: "Mon 2026-01-05 10:00 Asia/Shanghai". */
export function formatLocal(at: Instant, zone: string): string {
  const { day, minute, weekday } = localTime(at, zone);
  const clock = [Math.floor(minute / 60), minute % 60].map((part) => `${part}`.padStart(2, "0"));
  return `${weekdayNames[weekday - 1]} ${formatDay(day)} ${clock.join(":")} ${zone}`;
}
