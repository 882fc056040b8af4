import type { DayNumber } from "../time/zone.ts";
import { addDecimal } from "./add-decimal.ts";
import { readDigits, writeDigits } from "./base91.ts";
import { type DayTally, newEntry, readEntry, sumOf, writeEntry } from "./day-entry.ts";

/**
 * On which days something happened, how often, and the sum of a property: as text, since DynamoDB
 * bills a character as 1 byte, but a number of a list as 3 to 10. Empty: never.
 *
 * First the newest day in three digits, then the days, newest first, so that a window is read from
 * the front and left at its edge. A day with one event, the day after another one, is 1 byte; with a
 * sum of hundredths up to 7,535.70 it is 4.
 */
export type Daily = string;

/** Where the entries begin. */
const firstEntry = 3;

/** Counts one event in, in any order of arrival; a new day makes days before `oldest` go. */
export function addToDaily(
  daily: Daily,
  { day, value }: { day: DayNumber; value: number },
  oldest: DayNumber,
): Daily {
  if (day < oldest) return daily;
  if (daily === "") return writeDaily([{ day, count: 1, sum: value }]);
  let here = readDigits(daily, 0, firstEntry);
  let at = firstEntry;
  const entry = newEntry(at);
  const newer = { ...entry, day: here, at };
  while (at < daily.length) {
    readEntry(daily, entry);
    if (here <= day) break;
    Object.assign(newer, entry, { day: here, at });
    at = entry.next;
    here -= entry.gap;
  }
  const isOldest = at >= daily.length;
  if (here === day && !isOldest) {
    const merged = writeEntry(entry.count + 1, addDecimal(sumOf(entry), value), entry.gap);
    return daily.slice(0, at) + merged + daily.slice(entry.next);
  }
  const older = writeEntry(1, value, isOldest ? 1 : day - here) + daily.slice(at);
  const before =
    at === firstEntry
      ? writeDigits(day, firstEntry)
      : daily.slice(0, newer.at) + writeEntry(newer.count, sumOf(newer), newer.day - day);
  return dropBefore(before + older, oldest);
}

/** The gap of the last day that stays leads nowhere. */
function dropBefore(daily: Daily, oldest: DayNumber): Daily {
  const entry = newEntry(firstEntry);
  let day = readDigits(daily, 0, firstEntry);
  while (entry.next < daily.length && day >= oldest) {
    readEntry(daily, entry);
    day -= entry.gap;
  }
  return daily.slice(0, entry.next);
}

export interface DailyTally {
  readonly count: number;
  readonly sum: number;
  /** How many different days. */
  readonly days: number;
}

/** What happened from `from` to `to`, both included. */
export function tallyDaily(daily: Daily, from: DayNumber, to: DayNumber): DailyTally {
  let count = 0;
  let days = 0;
  // Whole hundredths, so that no order of adding makes a difference.
  let hundredths = 0;
  let other = 0;
  const entry = newEntry(firstEntry);
  for (let day = readDigits(daily, 0, firstEntry); entry.next < daily.length; day -= entry.gap) {
    if (day < from) break;
    readEntry(daily, entry);
    if (day > to) continue;
    days += 1;
    count += entry.count;
    hundredths += entry.hundredths;
    if (entry.other !== 0) other = addDecimal(other, entry.other);
  }
  const sum = other === 0 ? hundredths / 100 : addDecimal(hundredths / 100, other);
  return { count, sum, days };
}

/** Ascending. */
export function readDaily(daily: Daily): DayTally[] {
  const tallies: DayTally[] = [];
  const entry = newEntry(firstEntry);
  let day = readDigits(daily, 0, firstEntry);
  while (entry.next < daily.length) {
    readEntry(daily, entry);
    tallies.push({ day, count: entry.count, sum: sumOf(entry) });
    day -= entry.gap;
  }
  return tallies.reverse();
}

/** @param tallies ascending */
export function writeDaily(tallies: readonly DayTally[]): Daily {
  const newest = tallies.at(-1);
  if (newest === undefined) return "";
  const entries = tallies.map(({ day, count, sum }, index) => {
    const older = tallies[index - 1]?.day ?? day - 1;
    return writeEntry(count, sum, day - older);
  });
  return writeDigits(newest.day, firstEntry) + entries.reverse().join("");
}
