import type { Customer, CustomerKey } from "../../src/core/customers/customer.ts";
import type { DefinitionSet, Since } from "../../src/core/definitions/definitions.ts";
import type { Entry, Journey } from "../../src/core/definitions/journey.ts";
import { DAY, type Instant } from "../../src/core/time/instant.ts";
import { type Facts, listIn, type ToldDate } from "./facts.ts";
import {
  lastOccurrence,
  occurrenceAt,
  type PlainOccurrence,
  type PlainReader,
} from "./plain-dates.ts";
import { wallClock } from "./plain-rules.ts";

type DateEntry = Extract<Entry, { attribute: string }>;
type DatedJourney = Pick<Journey, "name"> & { readonly entry: DateEntry };

/** A date that came longer ago is let go by. */
const latestDate = 3 * DAY;

/** A date that has come for a journey and was not told. */
export interface DueDate {
  readonly journey: DatedJourney;
  readonly come: PlainOccurrence;
}

export function readerOf(
  { zone }: Pick<Customer, "zone">,
  { settings }: DefinitionSet,
): PlainReader {
  return { settings, zone: zone ?? settings.zone };
}

function datedJourneys({ journeys }: DefinitionSet): DatedJourney[] {
  return journeys.flatMap(({ journey: { name, entry, status }, live }) => {
    return live && status === "live" && "attribute" in entry ? [{ name, entry }] : [];
  });
}

/** Whether the occurrence, or a later one, was told: a day by its day, an instant by its instant. */
function isTold(facts: Facts, key: CustomerKey, { name }: DatedJourney, come: PlainOccurrence) {
  return listIn(facts.toldDates, key).some(({ journey, day, at }) => {
    if (journey !== name) return false;
    return at === undefined ? come.day <= day : come.at <= at;
  });
}

/** An oracle's note that an occurrence was told. */
export function noteTold(
  facts: Facts,
  key: CustomerKey,
  { name }: DatedJourney,
  { day, at, itself }: PlainOccurrence,
): void {
  const told = { journey: name, day, ...(itself !== undefined && { at }) };
  listIn(facts.toldDates, key).push(told);
}

/**
 * The last occurrence of each date that has come and is to be told: not of before its journey, not of
 * days ago, not told; and no reminder of an appointment that is over.
 */
export function dueDates(
  facts: Facts,
  customer: Customer,
  set: DefinitionSet,
  now: Instant,
): DueDate[] {
  const { key, attributes } = customer;
  return datedJourneys(set).flatMap((journey) => {
    const { entry, name } = journey;
    const since: Since = set.since?.[`journeys/${name}`] ?? { rev: 0, at: 0 };
    const come = lastOccurrence(attributes[entry.attribute], entry, readerOf(customer, set), now);
    if (come === undefined || come.at < since.at || come.at < now - latestDate) return [];
    const { itself } = come;
    if (itself !== undefined && come.at < itself && itself <= now) return [];
    return isTold(facts, key, journey, come) ? [] : [{ journey, come }];
  });
}

/**
 * Dates that were past before anybody knew them count as told: those of days that have ended on the
 * customer's calendar, of an attribute that has another value than before, and not due by that one.
 * Where the zone alone changed, an occurrence that was told is told on the day that it is now.
 */
export function notePastDates(
  facts: Facts,
  before: readonly Customer[],
  after: Customer,
  set: DefinitionSet,
  now: Instant,
): void {
  const reader = readerOf(after, set);
  const today = wallClock(now, reader.zone).toPlainDate().toString();
  const wasDue = before.flatMap((who) => dueDates(facts, who, set, now));
  for (const journey of datedJourneys(set)) {
    const { entry } = journey;
    const value = after.attributes[entry.attribute];
    const same = before.find(({ attributes }) => attributes[entry.attribute] === value);
    if (same !== undefined) {
      carryOver(facts, [same, after], journey, set, now);
      continue;
    }
    const due = dueDates(facts, after, set, now).find((one) => one.journey.name === journey.name);
    if (due === undefined) continue;
    if (wallClock(due.come.at, reader.zone).toPlainDate().toString() >= today) continue;
    const known = wasDue.some((one) => {
      return one.journey.name === journey.name && one.come.day === due.come.day;
    });
    if (!known) noteTold(facts, after.key, journey, due.come);
  }
}

function carryOver(
  facts: Facts,
  [before, after]: readonly [Customer, Customer],
  journey: DatedJourney,
  set: DefinitionSet,
  now: Instant,
): void {
  const { entry } = journey;
  const value = after.attributes[entry.attribute];
  const was = lastOccurrence(value, entry, readerOf(before, set), now);
  if (was === undefined || !isTold(facts, before.key, journey, was)) return;
  const is = occurrenceAt(value, entry, readerOf(after, set), was.n);
  if (is !== undefined && !isTold(facts, after.key, journey, is)) {
    noteTold(facts, after.key, journey, is);
  }
}

/**
 * An entry that was taken back, since its date moved away. What was told of its day is as told of the
 * day before: the date may come back to it, and no earlier one is news.
 * @param known what was told before this commit: what the commit itself noted is of another date
 */
export function takeBackDate(
  facts: Facts,
  key: CustomerKey,
  journey: string,
  known: readonly ToldDate[],
): void {
  const told = listIn(facts.toldDates, key);
  const last = told
    .filter((one) => one.journey === journey)
    .toSorted(byTime)
    .at(-1);
  if (last === undefined || !known.includes(last)) return;
  const others = told.filter((one) => one.journey !== journey || byTime(one, last) !== 0);
  facts.toldDates.set(key, [...others, backBy(last)]);
}

function byTime(one: ToldDate, other: ToldDate): number {
  return startOf(one) - startOf(other);
}

function startOf({ day, at }: ToldDate): Instant {
  return at ?? Date.parse(day);
}

function backBy({ journey, day, at }: ToldDate): ToldDate {
  if (at !== undefined) return { journey, day, at: at - 1 };
  return { journey, day: new Date(Date.parse(day) - DAY).toISOString().slice(0, 10) };
}
