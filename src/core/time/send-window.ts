import { type Calendar, isWorkday } from "./calendar.ts";
import type { Instant } from "./instant.ts";
import { findOpenStretch, type OpenStretch, type WallClock } from "./open-stretch.ts";
import { type DayNumber, localTime, type Weekday, weekdayOf } from "./zone.ts";

/** Rest days are all that are no workdays: weekends and holidays. */
export type SendDays = "every-day" | "workdays" | "rest-days" | readonly Weekday[];

/** When a journey may send, by the customer's wall clock; `to` < `from` goes on into the next day. */
export interface SendWindow {
  readonly days: SendDays;
  /** In minutes of the day, ends not included. */
  readonly between: readonly { from: number; to: number }[];
  readonly calendar?: Calendar;
}

/** Whether one may send now. A range across midnight belongs to the day it starts on. */
export function isWindowOpen(window: SendWindow, at: Instant, zone: string): boolean {
  const { day, minute } = localTime(at, zone);
  return isOpenAt(window, day, minute);
}

/**
 * The stretch that is open at `at` (then `opens` is `at`), else the next one: within 370 days, or
 * undefined. Ranges that touch are one stretch, told as 24 hours at most. A range that a clock change
 * leaves out is left out, and one that it repeats comes twice: the wall clock decides.
 */
export function nextWindow(window: SendWindow, at: Instant, zone: string): OpenStretch | undefined {
  return findOpenStretch([windowClock(window, zone)], at);
}

/** Whether the window is open while the wall clock shows that minute of that day. */
export function isOpenAt(window: SendWindow, day: DayNumber, minute: number): boolean {
  return window.between.some(({ from, to }) => {
    if (from <= to) return minute >= from && minute < to && isSendDay(window, day);
    if (minute >= from) return isSendDay(window, day);
    return minute < to && isSendDay(window, day - 1);
  });
}

/** The window by the clock of a zone. */
export function windowClock(window: SendWindow, zone: string): WallClock {
  return {
    zone,
    isOpen: (day, minute) => isOpenAt(window, day, minute),
    edges: window.between.flatMap(({ from, to }) => [from, to]),
  };
}

function isSendDay({ days, calendar }: SendWindow, day: DayNumber): boolean {
  if (days === "every-day") return true;
  if (days === "workdays") return isWorkday(day, calendar);
  if (days === "rest-days") return !isWorkday(day, calendar);
  return days.includes(weekdayOf(day));
}
