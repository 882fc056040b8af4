import { DAY, type Instant, parseInstant } from "./instant.ts";
import { resolveLocal } from "./offset-spans.ts";
import { type DayNumber, localDay, parseDay } from "./zone.ts";

/** How the settings say that an attribute is to be read: always as a day, always as an instant. */
export type DateKind = "day" | "instant";

/** How a date is read, and in which zone. */
export interface DateReading {
  /** In days and months a rule follows the calendar, in hours and minutes the clock. */
  readonly rule: "days" | "hours";
  /** What `settings.attributes` says of the attribute; it wins over the rule. */
  readonly as: DateKind | undefined;
  /** Zone of the customer, or the shop's where that is not known. */
  readonly zone: string;
}

/** A date that was read. */
export interface ReadDate {
  readonly day: DayNumber;
  /** For a rule in hours, of a text that says a time and is no day: `day` is its local day. */
  readonly at?: Instant;
}

/** A date-time, with an offset or without: the day as written, the time of day, the offset. */
const dateTime =
  /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)(?:[Zz]|[+-]\d\d(?::?\d\d)?)?$/;
const midnight = /^00:00(?::00(?:[.,]0+)?)?$/;

/**
 * Reads a date ("1990-05-17") or a date-time, whose offset may be left out: then it is local time of
 * the zone. A rule in hours reads a date-time as an instant. A rule in days reads midnight, at any
 * written offset, as the day that is written, since so do shops write days into fields with a time;
 * another time of day is an instant, of which the local day counts. An attribute that the settings
 * call a day is always the day that is written, one that they call an instant always an instant.
 * @returns undefined when the text is neither
 */
export function readDate(text: string, { rule, as, zone }: DateReading): ReadDate | undefined {
  const plain = parseDay(text);
  if (plain !== undefined) return { day: plain };
  const at = readInstant(text, zone);
  if (at === undefined) return undefined;
  const [, written = "", time = ""] = dateTime.exec(text) ?? [];
  const day = parseDay(written);
  const isDay = as === "day" || (as === undefined && rule === "days" && midnight.test(time));
  // Six-digit years are instants only: nobody writes a birthday so.
  if (isDay && day !== undefined) return { day };
  const local = localDay(at, zone);
  return rule === "hours" ? { day: local, at } : { day: local };
}

const localTime = /^(\d{4}-\d\d-\d\d)[Tt ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,](\d+))?)?$/;

/** A date-time as an instant: by its offset, or else as local time of the zone. */
function readInstant(text: string, zone: string): Instant | undefined {
  const at = parseInstant(text);
  if (at !== undefined) return at;
  const [, date = "", hour, minute, second = 0, fraction = ""] = localTime.exec(text) ?? [];
  const day = parseDay(date);
  if (day === undefined) return undefined;
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  // Digits below a millisecond are cut off.
  const ms = Number(fraction.slice(0, 3).padEnd(3, "0"));
  return resolveLocal(day * DAY + seconds * 1000 + ms, zone);
}
