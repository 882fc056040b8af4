import * as Instants from "temporal-polyfill/fns/Instant";
import * as ZonedDateTimes from "temporal-polyfill/fns/ZonedDateTime";
import { DAY, type Instant } from "./instant.ts";

/** A stretch of time, `from` included and `until` not, in which a zone keeps one offset (ms). */
export interface OffsetSpan {
  readonly from: Instant;
  readonly until: Instant;
  readonly offset: number;
}

interface ZoneSpans {
  /** Events come in order of time, mostly: the span of the last question answers the next one. */
  last: OffsetSpan;
  readonly byPage: Map<number, readonly OffsetSpan[]>;
}

/**
 * Spans are found a page at a time. Temporal's polyfill looks for the next transition up to three
 * years ahead and walks there in steps of 19 days, so a page of about a year is always looked
 * through whole (about 1 ms for a new zone), while asking for the previous change of a zone without
 * any walks back to 1843 (15 to 25 ms).
 */
const pageMs = 366 * DAY;

/** A memo of pure answers: what a zone did is the same whenever one asks. */
const zones = new Map<string, ZoneSpans>();

/**
 * The span around an instant. A span may end without a change of offset, at the edge of a page.
 * Throws a RangeError for a zone that the runtime doesn't know.
 */
export function spanAt(at: Instant, zone: string): OffsetSpan {
  const known = zones.get(zone);
  if (known === undefined) return openZone(at, zone);
  const { last } = known;
  if (at >= last.from && at < last.until) return last;
  known.last = findSpan(at, zone, known.byPage);
  return known.last;
}

function openZone(at: Instant, zone: string): OffsetSpan {
  const byPage = new Map<number, readonly OffsetSpan[]>();
  const last = findSpan(at, zone, byPage);
  zones.set(zone, { last, byPage });
  return last;
}

function findSpan(
  at: Instant,
  zone: string,
  byPage: Map<number, readonly OffsetSpan[]>,
): OffsetSpan {
  const page = Math.floor(at / pageMs);
  const known = byPage.get(page);
  const spans = known ?? readPage(page, zone);
  if (known === undefined) byPage.set(page, spans);
  const span = spans.find((candidate) => at < candidate.until);
  if (span === undefined) throw new RangeError(`${at} is not an instant`);
  return span;
}

function readPage(page: number, zone: string): OffsetSpan[] {
  const end = (page + 1) * pageMs;
  const spans: OffsetSpan[] = [];
  for (let from = page * pageMs; from < end; ) {
    const start = Instants.toZonedDateTimeISO(Instants.fromEpochMilliseconds(from), zone);
    const change = ZonedDateTimes.getTimeZoneTransition(start, "next");
    const until = Math.min(change?.epochMilliseconds ?? end, end);
    spans.push({ from, until, offset: ZonedDateTimes.offsetNanoseconds(start) / 1e6 });
    from = until;
  }
  return spans;
}

/**
 * The instant of a local date-time, given as if it were UTC (ms). One that a gap leaves out is moved
 * later by the gap; one that an overlap brings twice is the first: Temporal's "compatible".
 */
export function resolveLocal(local: number, zone: string): Instant {
  // No offset reaches 24 hours, so a day to either side lies before and after any change near by.
  const before = spanAt(local - DAY, zone).offset;
  const after = spanAt(local + DAY, zone).offset;
  const first = local - before;
  if (before === after || spanAt(first, zone).offset === before) return first;
  const second = local - after;
  return spanAt(second, zone).offset === after ? second : first;
}
