import { Temporal } from "temporal-polyfill";
import type { Settings } from "../../src/core/definitions/settings.ts";
import type { Instant } from "../../src/core/time/instant.ts";

/** A rule beside a date, as a wait or an entry writes it. */
export interface PlainDateRule {
  readonly attribute: string;
  readonly offset?: string | undefined;
  readonly at?: string | undefined;
  readonly yearly?: boolean | undefined;
  readonly monthly?: boolean | undefined;
}

/** Who reads a date: the words of the settings, and the customer's zone. */
export interface PlainReader {
  readonly settings: Pick<Settings, "attributes">;
  readonly zone: string;
}

/** A time that a date comes, moved by the offset of its rule. */
export interface PlainOccurrence {
  /** Which one it is: 0 of the date itself. */
  readonly n: number;
  readonly day: string;
  readonly at: Instant;
  /** Without the offset; undefined of what was read as a day. */
  readonly itself: Instant | undefined;
}

type ReadDate = { readonly day: Temporal.PlainDate } | { readonly time: Temporal.ZonedDateTime };

/** How long the steps of recurring dates are at most, in days. */
const yearDays = 366;
const monthDays = 31;
const dayMs = 24 * 60 * 60_000;

/**
 * When a date comes, moved by the offset of a rule, in order: the first ones, or, where many have
 * gone by, those from a few before `from` on (decision 22).
 */
export function* occurrencesOf(
  value: unknown,
  rule: PlainDateRule,
  reader: PlainReader,
  from: Instant,
): Generator<PlainOccurrence> {
  if (typeof value !== "string") return;
  const date = readDate(value, rule, reader);
  const { yearly, monthly } = rule;
  const first = occurrence(date, 0, rule, reader.zone);
  yield first;
  if (!yearly && !monthly) return;
  const gone = Math.floor((from - first.at) / dayMs / (yearly ? yearDays : monthDays));
  for (let n = Math.max(1, gone - 1); ; n++) yield occurrence(date, n, rule, reader.zone);
}

/**
 * A text without a time is a day. With one, hours read an instant; days read midnight, as written,
 * as a day, and of another time the local day. The settings may say which it is.
 */
function readDate(
  text: string,
  { attribute, offset }: PlainDateRule,
  { settings, zone }: PlainReader,
): ReadDate {
  const [written = "", time] = text.split("T");
  const day = Temporal.PlainDate.from(written);
  const as = settings.attributes?.[attribute];
  const { inHours } = readOffset(offset);
  if (time === undefined || as === "day") return { day };
  if (as === undefined && !inHours && /^00:00(:00)?(Z|[+-]|$)/.test(time)) return { day };
  const local = /Z$|[+-]\d\d:\d\d$/.test(time)
    ? Temporal.Instant.from(text).toZonedDateTimeISO(zone)
    : Temporal.PlainDateTime.from(text).toZonedDateTime(zone);
  return inHours ? { time: local } : { day: local.toPlainDate() };
}

const minutes = { d: 0, h: 60, min: 1 };

/** "-2h" as -2 and "h". */
function readOffset(text = "0d") {
  const unit = text.replace(/^[+-]?\d+/, "") as keyof typeof minutes;
  const count = Number.parseInt(text, 10);
  const days = unit === "d" ? count : 0;
  return { inHours: unit !== "d", days, exact: count * minutes[unit] * 60_000 };
}

function occurrence(
  date: ReadDate,
  n: number,
  { offset, at = "09:00", yearly }: PlainDateRule,
  zone: string,
): PlainOccurrence {
  const step = yearly ? { years: n } : { months: n };
  const { days, exact } = readOffset(offset);
  if ("time" in date) {
    const move = (by: number) => onTheWall(date.time, step, by).epochMilliseconds;
    const day = date.time.toPlainDate().add(step).add({ days }).toString();
    return { n, day, at: move(days) + exact, itself: move(0) };
  }
  const day = date.day.add(step).add({ days });
  const plainTime = Temporal.PlainTime.from(at);
  const time = day.toZonedDateTime({ timeZone: zone, plainTime }).epochMilliseconds;
  return { n, day: day.toString(), at: time + exact, itself: undefined };
}

/** At the same local time; the very instant where it is not moved. */
function onTheWall(
  time: Temporal.ZonedDateTime,
  step: { years: number } | { months: number },
  days: number,
): Temporal.ZonedDateTime {
  const local = time.toPlainDateTime();
  const moved = local.add(step).add({ days });
  return moved.equals(local) ? time : moved.toZonedDateTime(time.timeZoneId);
}

/** The first one later than a moment; undefined: none is. */
export function nextOccurrence(
  value: unknown,
  rule: PlainDateRule,
  reader: PlainReader,
  from: Instant,
): Instant | undefined {
  for (const { at } of occurrencesOf(value, rule, reader, from)) if (at > from) return at;
  return undefined;
}

/** The last one that had come by a moment; undefined: none had. */
export function lastOccurrence(
  value: unknown,
  rule: PlainDateRule,
  reader: PlainReader,
  by: Instant,
): PlainOccurrence | undefined {
  let last: PlainOccurrence | undefined;
  for (const one of occurrencesOf(value, rule, reader, by)) {
    if (one.at > by) break;
    last = one;
  }
  return last;
}

/** The one of that number. */
export function occurrenceAt(
  value: unknown,
  rule: PlainDateRule,
  reader: PlainReader,
  n: number,
): PlainOccurrence | undefined {
  if (typeof value !== "string") return undefined;
  return occurrence(readDate(value, rule, reader), n, rule, reader.zone);
}
