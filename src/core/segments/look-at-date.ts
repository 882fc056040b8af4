import type { Customer } from "../customers/customer.ts";
import { isDayNote } from "../customers/fired-note.ts";
import type { CompiledJourney, Definitions, Trigger } from "../definitions/definitions.ts";
import {
  dateOccurrence,
  lastDateOccurrence,
  type Occurrence,
  type RecurringDate,
} from "../time/date-offset.ts";
import { DAY, type Instant } from "../time/instant.ts";

export type DateTrigger = Extract<Trigger, { kind: "date" }>;

/**
 * A sweep that is later than this lets a date go by: a birthday mail days after the birthday is
 * worse than none. Days without an event are told however late, as long as they last.
 */
const latestDate = 3 * DAY;

/** The date of a customer that a trigger looks for; undefined where the attribute holds no text. */
export function dateFor(
  { attributes, zone }: Pick<Customer, "attributes" | "zone">,
  { attribute, rule, offset, minute, every }: DateTrigger,
  { settings }: Pick<Definitions, "settings">,
): RecurringDate | undefined {
  const date = attributes[attribute];
  if (typeof date !== "string") return undefined;
  const as = settings.readAs(attribute);
  return { date, rule, as, offset, atMinute: minute, every, zone: zone ?? settings.zone };
}

/** The occurrence that has come and is still to be told; undefined when there is none. */
export function findDue(
  date: RecurringDate,
  { since }: Pick<CompiledJourney, "since">,
  note: readonly number[] | undefined,
  now: Instant,
): Occurrence | undefined {
  const last = lastDateOccurrence(date, now);
  if (last === undefined || last.at < since.at || last.at < now - latestDate) return undefined;
  return isNoted(note, last) || isOver(date, last, now) ? undefined : last;
}

/**
 * Whether an occurrence before a date with a time of its own comes to be told only when that date is
 * over: an appointment that is booked, or moved, to within the sweep's hour. A reminder after the
 * appointment is worse than none.
 */
function isOver(date: RecurringDate, occurrence: Occurrence, now: Instant): boolean {
  const itself = occurrence.isInstant ? itselfOf(date, occurrence) : undefined;
  return itself !== undefined && occurrence.at < itself && itself <= now;
}

/**
 * The date itself, of an entry that comes before a date with a time of its own: a reminder that is late
 * for it is worse than none. Undefined where the entry is on the date, after it, or by a day.
 * @param entered when the run began: by the last occurrence then
 */
export function dateAhead(
  customer: Pick<Customer, "attributes" | "zone">,
  trigger: DateTrigger,
  definitions: Pick<Definitions, "settings">,
  entered: Instant,
): Instant | undefined {
  const date = dateFor(customer, trigger, definitions);
  const last = date && lastDateOccurrence(date, entered);
  if (date === undefined || last === undefined || !last.isInstant) return undefined;
  const itself = itselfOf(date, last);
  return itself !== undefined && last.at < itself ? itself : undefined;
}

/** The instant of an occurrence without its offset. */
function itselfOf(date: RecurringDate, { months }: Occurrence): Instant | undefined {
  return dateOccurrence({ ...date, offset: { months: 0, days: 0, ms: 0 } }, months)?.at;
}

/**
 * What is kept of an occurrence that was told: its day; of one with a time of its own the instant,
 * since two of them may fall on one day.
 */
export function noteOf({ day, at, isInstant }: Occurrence): readonly number[] {
  return [isInstant ? at : day];
}

/** Whether an occurrence, or a later one, has been told. */
export function isNoted(note: readonly number[] | undefined, { day, at }: Occurrence): boolean {
  const [told, ...others] = note ?? [];
  // Two numbers are of days without an event: what the journey was entered on before.
  if (told === undefined || others.length > 0) return false;
  return isDayNote(told) ? day <= told : at <= told;
}
