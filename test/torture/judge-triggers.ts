import { Temporal } from "temporal-polyfill";
import type { Customer } from "../../src/core/customers/customer.ts";
import type { DefinitionSet, Since } from "../../src/core/definitions/definitions.ts";
import type { Entry, Journey } from "../../src/core/definitions/journey.ts";
import type { Instant } from "../../src/core/time/instant.ts";
import { type Commit, type Facts, listIn } from "./facts.ts";
import { matches, wallClock } from "./plain-rules.ts";
import { dayOf } from "./plain-segments.ts";
import type { Say } from "./say.ts";

type DateEntry = Extract<Entry, { attribute: string }>;
type DaysEntry = Extract<Entry, { days: number[] }>;

/** A date that came longer ago is let go by. */
const latestDate = 3 * 24 * 60 * 60_000;

/** What is due of a customer: as told, and the name by which it is told once. */
interface Due {
  readonly told: string;
  readonly once: string;
  /** Of a date: its attribute and the day that it came. */
  readonly date?: { readonly attribute: string; readonly day: string };
}

/**
 * A sweep tells of each date and each stretch of days without an event once, when it has come and
 * not before, where its pass evaluates; never of what came before its journey was live; and nobody else tells of any.
 */
export function judgeTriggers(facts: Facts, commit: Commit, say: Say): void {
  const { key, before, definitions, derived } = commit;
  const told = derived.flatMap(({ event: { type, properties } }) => {
    if (type !== "date.reached" && type !== "inactivity.reached") return [];
    return [[type, ...Object.values(properties)].join(" ")];
  });
  if (commit.by !== "sweep" || !commit.evaluates || before === undefined) {
    if (told.length > 0) say("trigger", `${commit.by} told ${told.join(", ")}`);
    const now = commit.moments.at(-1) ?? commit.at;
    notePastDates(facts, before === undefined ? [] : [before], commit.after, definitions, now);
    return;
  }
  const due = commit.moments.map((now) => dueOf(facts, before, definitions, now));
  const found = due.find((list) =>
    isSame(
      list.map((one) => one.told),
      told,
    ),
  );
  if (found === undefined) {
    const wanted = due.at(-1)?.map((one) => one.told) ?? [];
    say("trigger", `told ${told.join(", ") || "nothing"}; due ${wanted.join(", ") || "nothing"}`);
  }
  let fired = facts.fired.get(key);
  if (fired === undefined) facts.fired.set(key, (fired = new Set()));
  for (const { once } of found ?? []) fired.add(once);
}

/**
 * Dates that were past before anybody knew them count as told: those of days that have ended on the
 * customer's calendar, of an attribute that has another value than before, and not due by that one.
 */
export function notePastDates(
  facts: Facts,
  before: readonly Customer[],
  after: Customer,
  set: DefinitionSet,
  now: Instant,
): void {
  const today = wallClock(now, after.zone ?? set.settings.zone)
    .toPlainDate()
    .toString();
  const wasDue = before.flatMap((who) => dueOf(facts, who, set, now).map(({ once }) => once));
  for (const { once, date } of dueOf(facts, after, set, now)) {
    if (date === undefined || date.day >= today || wasDue.includes(once)) continue;
    const value = after.attributes[date.attribute];
    if (before.some(({ attributes }) => attributes[date.attribute] === value)) continue;
    const fired = facts.fired.get(after.key) ?? new Set();
    facts.fired.set(after.key, fired.add(once));
  }
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.toSorted().join() === other.toSorted().join();
}

function dueOf(facts: Facts, customer: Customer, set: DefinitionSet, now: Instant): Due[] {
  const open = set.journeys.filter(({ journey, live }) => live && journey.status === "live");
  return open.flatMap(({ journey }) => {
    const { name, entry } = journey;
    const since = set.since?.[`journeys/${name}`] ?? { rev: 0, at: 0 };
    if ("attribute" in entry) return dueDates(facts, customer, set, journey, entry, since, now);
    if ("days" in entry) return dueDays(facts, customer, set, journey, entry, since, now);
    return [];
  });
}

/** The last occurrence that has come, unless one of that day or of a later one was told. */
function dueDates(
  facts: Facts,
  { key, attributes, zone }: Customer,
  { settings }: DefinitionSet,
  { name }: Journey,
  entry: DateEntry,
  since: Since,
  now: Instant,
): Due[] {
  const date = attributes[entry.attribute];
  if (typeof date !== "string") return [];
  const come = occurrences(Temporal.PlainDate.from(date), entry, now)
    .map((day) => ({ day: day.toString(), at: onTheWall(day, entry, zone ?? settings.zone) }))
    .filter(({ at }) => at <= now);
  const last = come.at(-1);
  if (last === undefined || last.at < since.at || last.at < now - latestDate) return [];
  const once = `${name} date ${last.day}`;
  const known = [...(facts.fired.get(key) ?? [])];
  const later = known.some((one) => one.startsWith(`${name} date `) && one >= once);
  const told = `date.reached ${name} ${entry.attribute} ${last.day}`;
  const { attribute } = entry;
  return later ? [] : [{ told, once, date: { attribute, day: last.day } }];
}

/** Every day that the date falls on up to a few days from now, moved by the offset, in order. */
function occurrences(
  date: Temporal.PlainDate,
  { offset = "0d", yearly, monthly }: DateEntry,
  now: Instant,
): Temporal.PlainDate[] {
  const days = Number.parseInt(offset, 10);
  const until = wallClock(now, "UTC").toPlainDate().add({ days: 20 });
  const step = yearly ? { years: 1 } : { months: 1 };
  const list = [date];
  for (let n = 1; yearly || monthly; n++) {
    const next = date.add({ years: (step.years ?? 0) * n, months: (step.months ?? 0) * n });
    if (Temporal.PlainDate.compare(next, until) > 0) break;
    list.push(next);
  }
  return list.map((one) => one.add({ days }));
}

function onTheWall(day: Temporal.PlainDate, { at = "09:00" }: DateEntry, zone: string): Instant {
  const plainTime = Temporal.PlainTime.from(at);
  return day.toZonedDateTime({ timeZone: zone, plainTime }).epochMilliseconds;
}

/** Of the days without an event that have gone by, those not yet told since the last one. */
function dueDays(
  facts: Facts,
  { key }: Customer,
  { settings }: DefinitionSet,
  { name }: Journey,
  { event: type, where, days }: DaysEntry,
  since: Since,
  now: Instant,
): Due[] {
  const happened = listIn(facts.accepted, key).filter(
    ({ event }) => event.type === type && matches(where, event),
  );
  if (happened.length === 0) return [];
  const last = Math.max(...happened.map(({ event }) => event.at));
  const gone = dayOf(now, settings.zone) - dayOf(last, settings.zone);
  const born = dayOf(since.at, settings.zone) - dayOf(last, settings.zone);
  return days.flatMap((day) => {
    const once = `${name} days ${last} ${day}`;
    if (day > gone || day < born || facts.fired.get(key)?.has(once)) return [];
    return [{ told: `inactivity.reached ${name} ${day}`, once }];
  });
}

/** In the calm, right after a sweep that evaluated: nothing is due any more, and all are taken in. */
export function judgeNothingDue(facts: Facts, now: Instant): void {
  const set = [...facts.sets.values()].at(-1);
  if (set === undefined) return;
  for (const customer of facts.items.values()) {
    if (customer.joinedInto !== undefined) continue;
    const due = dueOf(facts, customer, set, now).map(({ told }) => told);
    const missed = [...due, ...missingMembers(customer, set)];
    if (missed.length === 0) continue;
    const text = `after a sweep it was never told ${missed.join(", ")}`;
    facts.violations.push({ invariant: "trigger", customer: customer.key, text });
  }
}

/** Members whom a journey asks for and nothing keeps out. */
function missingMembers({ segments, entries }: Customer, set: DefinitionSet): string[] {
  return set.journeys.flatMap(({ journey, live }) => {
    const { name, entry, rollout, status } = journey;
    if (!live || status !== "live" || !("members" in entry) || !entry.members) return [];
    if (entry.if !== undefined || rollout !== undefined || entries[name] !== undefined) return [];
    const [entered, left] = segments[entry.segment] ?? [];
    return entered !== undefined && (left === undefined || left < entered)
      ? [`it may enter ${name}`]
      : [];
  });
}
