import { type Instant, MINUTE, SECOND } from "./instant.ts";
import { findOpenStretch, type OpenStretch, type WallClock } from "./open-stretch.ts";
import { type SendWindow, windowClock } from "./send-window.ts";
import { localTime } from "./zone.ts";

/** When nobody is written to, in minutes of the local day: `to` not included, mostly across midnight. */
export interface QuietRange {
  readonly from: number;
  readonly to: number;
}

/** Whether the wall clock shows a quiet time. */
export function isQuiet(range: QuietRange, at: Instant, zone: string): boolean {
  return isQuietAt(range, localTime(at, zone).minute);
}

/** When the quiet of `at` ends; `at` itself when it isn't quiet, Infinity when the range is the whole day. */
export function quietEnds(range: QuietRange, at: Instant, zone: string): Instant {
  const loud = findOpenStretch([loudClock([range], zone)], at);
  return loud?.opens ?? Number.POSITIVE_INFINITY;
}

/**
 * The earliest instant from `at` on that is inside the window, when there is one, and in no quiet
 * range, with the end of that stretch, 24 hours later at most. Undefined when 370 days have none.
 * @param zone that the window is counted in
 * @param quietZones in none of which it may be quiet. @default the zone of the window
 */
export function nextSendable(
  window: SendWindow | undefined,
  quiet: readonly QuietRange[],
  at: Instant,
  zone: string,
  quietZones: readonly string[] = [zone],
): OpenStretch | undefined {
  const clocks = quiet.length === 0 ? [] : quietZones.map((one) => loudClock(quiet, one));
  return findOpenStretch(
    window === undefined ? clocks : [windowClock(window, zone), ...clocks],
    at,
  );
}

/** Open while none of the ranges is quiet by the clock of a zone. */
function loudClock(quiet: readonly QuietRange[], zone: string): WallClock {
  return {
    zone,
    isOpen: (_day, minute) => !quiet.some((range) => isQuietAt(range, minute)),
    edges: quiet.flatMap(({ from, to }) => [from, to]),
  };
}

/** Whether a minute of the day (0 to 1439) is in the range. */
export function isQuietAt({ from, to }: QuietRange, minute: number): boolean {
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** So long an opening is spread at most: late enough to level the load, early enough to be on time. */
const longestSpread = 10 * MINUTE;

/**
 * Spreads what waits for an opening over its first quarter, ten minutes at most, by a share (0 to 1)
 * that is a hash of the customer. The delay is in whole seconds, so it never ends before the opening.
 */
export function spreadOpening(opens: Instant, closes: Instant, share: number): Instant {
  const delay = share * Math.min((closes - opens) / 4, longestSpread);
  return opens + Math.floor(delay / SECOND) * SECOND;
}
