import type { Calendar } from "../../../src/core/time/calendar.ts";
import { type DayNumber, parseDay } from "../../../src/core/time/zone.ts";

export function dayOf(text: string): DayNumber {
  const day = parseDay(text);
  if (day === undefined) throw new Error(`${text} is not a day`);
  return day;
}

const firstOfSpringFestival = dayOf("2026-02-15");

/** Early 2026 in mainland China: New Year and the Spring Festival, with their make-up workdays (调休). */
export const china: Calendar = {
  weekend: [6, 7],
  off: new Set([
    ...["2026-01-01", "2026-01-02", "2026-01-03"].map(dayOf),
    ...Array.from({ length: 9 }, (_, nth) => firstOfSpringFestival + nth),
  ]),
  work: new Set(["2026-01-04", "2026-02-14", "2026-02-28"].map(dayOf)),
  from: dayOf("2026-01-01"),
  to: dayOf("2026-12-31"),
};
