import { type Instant, MINUTE, SECOND } from "./instant.ts";
import { findOpenStretch, type OpenStretch } from "./open-stretch.ts";
import { isOpenAt, type SendWindow, windowEdges } from "./send-window.ts";
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
  const isLoud = (_day: number, minute: number) => !isQuietAt(range, minute);
  const loud = findOpenStretch(isLoud, [range.from, range.to], at, zone);
  return loud?.opens ?? Number.POSITIVE_INFINITY;
}

/**
 * The earliest instant from `at` on that is inside the window, when there is one, and in no quiet
 * range, with the end of that stretch, 24 hours later at most. Undefined when 370 days have none.
 */
export function nextSendable(
  window: SendWindow | undefined,
  quiet: readonly QuietRange[],
  at: Instant,
  zone: string,
): OpenStretch | undefined {
  const edges = window === undefined ? [] : windowEdges(window);
  for (const { from, to } of quiet) edges.push(from, to);
  const isSendable = (day: number, minute: number) =>
    (window === undefined || isOpenAt(window, day, minute)) &&
    !quiet.some((range) => isQuietAt(range, minute));
  return findOpenStretch(isSendable, edges, at, zone);
}

function isQuietAt({ from, to }: QuietRange, minute: number): boolean {
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
