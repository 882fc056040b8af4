import type { Customer } from "../customers/customer.ts";
import type { CompiledJourney, Definitions } from "../definitions/definitions.ts";
import {
  dateOccurrence,
  lastDateOccurrence,
  type Occurrence,
  type RecurringDate,
} from "../time/date-offset.ts";
import type { Instant } from "../time/instant.ts";
import { localDay } from "../time/zone.ts";
import { type DateTrigger, dateFor, findDue, isNoted, noteOf } from "./look-at-date.ts";

/**
 * Notes as told, without a word, the dates that were past before the customer's date was known: those
 * of local days that have ended. A customer who registers on a birthday gets the mail that day; one
 * who registers two days later gets none. What was due by the date known before is still to be told.
 * Where only the zone changed, a date that was told is not told again on the day that it is now.
 * @param before the customer before the change; two where they were joined
 * @returns the very same customer where there is nothing to note
 */
export function noteDates(
  before: readonly Customer[],
  after: Customer,
  definitions: Definitions,
  now: Instant,
): Customer {
  const { attributes, zone } = after;
  if (before.some((one) => one.attributes === attributes && one.zone === zone)) return after;
  const fired = { ...after.fired };
  for (const journey of definitions.live.values()) {
    const { trigger } = journey.entry;
    if (trigger?.kind !== "date" || journey.definition.status !== "live") continue;
    const found = findPast(before, after, { journey, trigger, definitions, now });
    if (found !== undefined) fired[journey.name] = noteOf(found);
  }
  const isSame = Object.keys(fired).every((name) => fired[name] === after.fired[name]);
  return isSame ? after : { ...after, fired };
}

interface Asked {
  readonly journey: CompiledJourney;
  readonly trigger: DateTrigger;
  readonly definitions: Definitions;
  readonly now: Instant;
}

function findPast(
  before: readonly Customer[],
  after: Customer,
  { journey, trigger, definitions, now }: Asked,
): Occurrence | undefined {
  const date = dateFor(after, trigger, definitions);
  if (date === undefined) return undefined;
  const note = after.fired[journey.name];
  const known = before.flatMap(({ fired, ...who }) => {
    const was = dateFor(who, trigger, definitions);
    return was === undefined ? [] : [{ was, note: fired[journey.name] }];
  });
  const same = known.find(({ was }) => was.date === date.date);
  if (same !== undefined) return carryOver(same.was, date, note, now);
  const due = findDue(date, journey, note, now);
  if (due === undefined || localDay(due.at, date.zone) >= localDay(now, date.zone))
    return undefined;
  const wasDue = known.some((one) => findDue(one.was, journey, one.note, now)?.day === due.day);
  return wasDue ? undefined : due;
}

/** The occurrence that was told by another zone, where it is another day or instant by this one. */
function carryOver(
  was: RecurringDate,
  is: RecurringDate,
  note: readonly number[] | undefined,
  now: Instant,
): Occurrence | undefined {
  if (was.zone === is.zone) return undefined;
  const last = lastDateOccurrence(was, now);
  if (last === undefined || !isNoted(note, last)) return undefined;
  const moved = dateOccurrence(is, last.months);
  return moved === undefined || isNoted(note, moved) ? undefined : moved;
}
