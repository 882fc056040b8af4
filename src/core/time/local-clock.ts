/** A stretch of the local day in minutes; `to` is not included. `to` < `from`: until the next day. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** Whether a minute of the day lies in the range, across midnight too. */
export function isInRange({ from, to }: TimeRange, minute: number): boolean {
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

const minutesPerDay = 24 * 60;

/**
 * Reads "19:30" as minutes since midnight. "24:00", the midnight that ends the day, is read only as
 * an end. Undefined for anything else.
 */
export function parseTimeOfDay(text: string, place: "start" | "end" = "start"): number | undefined {
  const [, hours, minutes] = /^(\d{1,2}):([0-5]\d)$/.exec(text.trim()) ?? [];
  if (hours === undefined) return undefined;
  const minute = Number(hours) * 60 + Number(minutes);
  const latest = place === "end" ? minutesPerDay : minutesPerDay - 1;
  return minute <= latest ? minute : undefined;
}

/** 1170 as "19:30"; 1440 as "24:00". */
export function formatTimeOfDay(minute: number): string {
  const hours = `${Math.floor(minute / 60)}`.padStart(2, "0");
  return `${hours}:${`${minute % 60}`.padStart(2, "0")}`;
}

/**
 * Reads "10:00-12:00", or "22:00-08:00" across midnight. Undefined for anything else, also for
 * "10:00-10:00", which may mean never or the whole day (write "00:00-24:00").
 */
export function parseTimeRange(text: string): TimeRange | undefined {
  const [start, end, ...rest] = text.split(/[-–]/);
  if (start === undefined || end === undefined || rest.length > 0) return undefined;
  const from = parseTimeOfDay(start);
  const to = parseTimeOfDay(end, "end");
  return from === undefined || to === undefined || from === to ? undefined : { from, to };
}
