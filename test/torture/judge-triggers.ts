import type { Customer } from "../../src/core/customers/customer.ts";
import type { DefinitionSet, Since } from "../../src/core/definitions/definitions.ts";
import type { Entry, Journey } from "../../src/core/definitions/journey.ts";
import type { Instant } from "../../src/core/time/instant.ts";
import { dueDates, notePastDates, noteTold } from "./due-dates.ts";
import { type Commit, type Facts, listIn } from "./facts.ts";
import { matches } from "./plain-rules.ts";
import { dayOf } from "./plain-segments.ts";
import type { Say } from "./say.ts";

type DaysEntry = Extract<Entry, { days: number[] }>;

/** What is due of a customer: as told, and what notes that it was. */
interface Due {
  readonly told: string;
  readonly note: () => void;
}

/**
 * Dates and stretches of days without an event are told by sweeps that evaluate, and by nothing else:
 * each once, when it has come and not before, and none of before its journey was live.
 */
export function judgeTriggers(facts: Facts, commit: Commit, say: Say): void {
  const { before, definitions, derived } = commit;
  const told = derived.flatMap(({ event: { type, properties } }) => {
    if (type !== "date.reached" && type !== "inactivity.reached") return [];
    return [[type, ...Object.values(properties)].join(" ")];
  });
  if (!tellsDates(commit) || before === undefined) {
    if (told.length > 0) say("trigger", `${commit.by} told ${told.join(", ")}`);
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
  for (const { note } of found ?? []) note();
}

/** What a commit that tells no dates notes of those that it learns; a join knows the dates of two. */
export function noteLearntDates(facts: Facts, commit: Commit): void {
  const { before, after, definitions, moments, at } = commit;
  if (tellsDates(commit) && before !== undefined) return;
  const now = moments.at(-1) ?? at;
  notePastDates(facts, before === undefined ? [] : [before], after, definitions, now);
}

function tellsDates({ by, evaluates }: Commit): boolean {
  return by === "sweep" && evaluates;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.toSorted().join() === other.toSorted().join();
}

function dueOf(facts: Facts, customer: Customer, set: DefinitionSet, now: Instant): Due[] {
  const dates = dueDates(facts, customer, set, now).map(({ journey, come }): Due => {
    const told = `date.reached ${journey.name} ${journey.entry.attribute} ${come.day}`;
    return { told, note: () => noteTold(facts, customer.key, journey, come) };
  });
  const open = set.journeys.filter(({ journey, live }) => live && journey.status === "live");
  const days = open.flatMap(({ journey }) => {
    const { name, entry } = journey;
    const since = set.since?.[`journeys/${name}`] ?? { rev: 0, at: 0 };
    return "days" in entry ? dueDays(facts, customer, set, journey, entry, since, now) : [];
  });
  return [...dates, ...days];
}

/** Days without an event that have passed and are not told yet since the last event. */
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
    const note = () => facts.fired.set(key, new Set(facts.fired.get(key)).add(once));
    return [{ told: `inactivity.reached ${name} ${day}`, note }];
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
