import { DAY, type Instant } from "../time/instant.ts";
import { nextSendable, type QuietRange } from "../time/quiet-hours.ts";
import type { SendWindow } from "../time/send-window.ts";

/** A day of every month of a year: clocks change between zones of a country, too. */
const sampledDays = Array.from({ length: 13 }, (_, month) => month * 30 * DAY);

/**
 * Whether there are days on which no time is inside the window and outside the quiet hours in each
 * of the zones.
 * @param zone that the window is counted in
 */
export function lacksCommonTime(
  window: SendWindow | undefined,
  quiet: readonly QuietRange[],
  zone: string,
  zones: readonly string[],
  now: Instant,
): boolean {
  return sampledDays.some((later) => {
    const start = now + later;
    const next = nextSendable(window, quiet, start, zone, zones);
    return next === undefined || next.opens >= start + DAY;
  });
}
