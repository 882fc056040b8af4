import { DAY, type Instant } from "./instant.ts";
import { addMonths } from "./months.ts";
import { type DayNumber, localDay, startOfDay, weekdayOf } from "./zone.ts";

/** Stretches of the calendar that messages are counted in. */
export const calendarPeriods = ["day", "week", "month"] as const;
export type CalendarPeriod = (typeof calendarPeriods)[number];

/** The longest that each lasts, with an hour more where a clock is put back. */
export const longestPeriod: Readonly<Record<CalendarPeriod, number>> = {
  day: 2 * DAY,
  week: 8 * DAY,
  month: 32 * DAY,
};

export function isCalendarPeriod(text: string): text is CalendarPeriod {
  return calendarPeriods.some((period) => period === text);
}

/** The first instant after the day, week or month of the zone's calendar that an instant lies in. */
export function endOfPeriod(at: Instant, period: CalendarPeriod, zone: string): Instant {
  return startOfDay(firstDayAfter(localDay(at, zone), period), zone);
}

function firstDayAfter(day: DayNumber, period: CalendarPeriod): DayNumber {
  switch (period) {
    case "day":
      return day + 1;
    case "week":
      // Weeks begin on Monday (ISO 8601): day 1 of 7.
      return day + 8 - weekdayOf(day);
    case "month":
      return addMonths(day - new Date(day * DAY).getUTCDate() + 1, 1);
  }
}
