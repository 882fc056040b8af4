import { Temporal } from "temporal-polyfill";
import type { DayNumber } from "./zone.ts";

const epochDate = Temporal.PlainDate.from("1970-01-01");

/** The same day of another month; the last one where that month is too short (31 January + 1). */
export function addMonths(day: DayNumber, months: number): DayNumber {
  if (months === 0) return day;
  return epochDate.until(epochDate.add({ days: day }).add({ months })).days;
}
