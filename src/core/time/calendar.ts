import { type DayNumber, type Weekday, weekdayOf } from "./zone.ts";

/** A country's days off and make-up workdays (调休), known `from` one day `to` another, both included. */
export interface Calendar {
  readonly weekend: readonly Weekday[];
  /** Public holidays. */
  readonly off: ReadonlySet<DayNumber>;
  /** Days at the weekend that are worked, to make up for a holiday. */
  readonly work: ReadonlySet<DayNumber>;
  readonly from: DayNumber;
  readonly to: DayNumber;
}

/** Monday to Friday are worked where no calendar says otherwise. */
const usualWeekend: readonly Weekday[] = [6, 7];

/** Holiday before make-up day before weekend. Beyond what the calendar covers only the weekend counts. */
export function isWorkday(day: DayNumber, calendar: Calendar | undefined): boolean {
  if (calendar?.off.has(day)) return false;
  if (calendar?.work.has(day)) return true;
  return !(calendar?.weekend ?? usualWeekend).includes(weekdayOf(day));
}

/** Whether the calendar was written for that day; beyond, holidays are not known yet. */
export function covers(day: DayNumber, calendar: Calendar): boolean {
  return day >= calendar.from && day <= calendar.to;
}
