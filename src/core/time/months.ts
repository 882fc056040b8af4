import { DAY } from "./instant.ts";
import type { DayNumber } from "./zone.ts";

/** The same day of another month; the last one where that month is too short (31 January + 1). */
export function addMonths(day: DayNumber, months: number): DayNumber {
  if (months === 0) return day;
  // As Temporal adds; Date takes a thirtieth of the time, and every birthday is asked at each sweep.
  const date = new Date(day * DAY);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const last = new Date(0).setUTCFullYear(year, month + 1, 0);
  const lastOfMonth = new Date(last).getUTCDate();
  return new Date(0).setUTCFullYear(year, month, Math.min(date.getUTCDate(), lastOfMonth)) / DAY;
}
