import type { Customer } from "../../src/core/customers/customer.ts";
import type { Journey } from "../../src/core/definitions/journey.ts";
import { MINUTE } from "../../src/core/time/instant.ts";
import {
  type Commit,
  type Entered,
  type Facts,
  happenedIn,
  listIn,
  type ToldEvent,
} from "./facts.ts";
import { followedAlready, isOf } from "./plain-keys.ts";
import { entryOf, exitsOf, laterBy, matches } from "./plain-rules.ts";
import type { Say } from "./say.ts";

const underWay: readonly string[] = ["starting", "running", "failed"];

/** At most one under way per journey and key at every commit, and the rules of re-entry (I7). */
export function judgeEntries(facts: Facts, commit: Commit, say: Say): void {
  const { after } = commit;
  const running = Object.values(after.enrollments).filter(({ state }) => underWay.includes(state));
  const places = running.map(({ journey, key }) => `${journey}#${key}`);
  if (new Set(places).size < places.length) say("I7", `twice under way: ${places.join(", ")}`);
  const open = commit.definitions.journeys
    .filter(({ journey, live }) => live && journey.status === "live")
    .map(({ journey }) => journey);
  const happened = happenedIn(commit);
  for (const { id, journey, entered, trigger } of Object.values(after.enrollments)) {
    if (commit.before?.enrollments[id] !== undefined) continue;
    const may = happened.some((event) => event.id === trigger);
    if (!may || !open.some(({ name }) => name === journey))
      say("I7", `${id} began in ${journey}, which nothing could start`);
    if (entered < commit.began || entered > commit.at) say("I7", `${id} entered at another time`);
  }
  for (const event of happened) {
    for (const journey of open) judgeEntry(facts, commit, event, journey, say);
  }
}

function judgeEntry(
  facts: Facts,
  commit: Commit,
  event: ToldEvent,
  journey: Journey,
  say: Say,
): void {
  const { before, after, key: customer } = commit;
  const entry = entryOf(journey);
  const key = entry.key === undefined ? "" : String(event.properties[entry.key] ?? "");
  const isTrigger = entry.event === event.type && matches(entry.where, event);
  const fits = isTrigger || isOfMember(journey, event);
  const began = Object.values(after.enrollments).filter(
    (one) => one.journey === journey.name && before?.enrollments[one.id] === undefined,
  );
  const entered = began.find((one) => one.trigger === event.id);
  const happened = happenedIn(commit).map(({ id }) => id);
  const later = happened.slice(happened.indexOf(event.id));
  const earlier = [...facts.entered.values()].filter(
    (one) =>
      one.customer === customer &&
      one.journey === journey.name &&
      one.key === key &&
      one.continues === undefined &&
      one.undone === undefined &&
      one.id !== entered?.id &&
      !(one.seq === commit.seq && later.includes(one.trigger)),
  );
  if (entered === undefined) {
    if (
      !isTrigger ||
      began.some((one) => one.key === key) ||
      !mayEnter(facts, commit, event, journey, key, earlier)
    )
      return;
    const { rollout, holdout } = journey;
    const share = rollout ?? holdout ?? commit.definitions.settings.holdout;
    if (share === undefined) say("I1", `${event.id} should have started ${journey.name} ${key}`);
    else listIn(facts.free, `${commit.seq} ${event.id}`).push(journey.name);
    return;
  }
  if (!fits) say("I7", `${event.id} started ${journey.name}, whose trigger it is not`);
  const refusal = refusalOf(journey, earlier, entered.entered, zoneOf(commit));
  if (refusal !== undefined) say("I7", `${event.id} started ${journey.name} ${key}: ${refusal}`);
  if (!isTrigger && earlier.length > 0) {
    say("I7", `${event.id} took in a member to ${journey.name} who had entered before`);
  }
  if (endedBefore(facts, customer, event, journey)) {
    say("I6", `${event.id} started ${journey.name}, though its exit event was known`);
  }
}

/** Whether an entry is of a member that was in the segment before the journey existed. */
function isOfMember({ name, entry }: Journey, { type, properties }: ToldEvent): boolean {
  if (type !== "segment.member" || !("members" in entry) || !entry.members) return false;
  return properties["journey"] === name && properties["segment"] === entry.segment;
}

/** In which the days of a re-entry are counted: no event of a commit changes it after its entries. */
function zoneOf({ after, definitions }: Commit): string {
  return after.zone ?? definitions.settings.zone;
}

function refusalOf(
  journey: Journey,
  earlier: readonly Entered[],
  now: number,
  zone: string,
): string | undefined {
  const { reentry } = journey;
  if (reentry === "always" || earlier.length === 0) return undefined;
  if (reentry === "never") return "it entered before";
  const last = Math.max(...earlier.map((one) => one.entered));
  if (reentry.after !== undefined && now < laterBy(reentry.after, last, zone) - MINUTE) {
    return "too soon";
  }
  return earlier.length >= (reentry.atMost ?? Number.POSITIVE_INFINITY) ? "too often" : undefined;
}

/** An exit event that happened after the trigger had been accepted before it. */
function endedBefore(
  facts: Facts,
  customer: string,
  trigger: ToldEvent,
  journey: Journey,
): boolean {
  const exits = exitsOf(journey);
  return listIn(facts.accepted, customer).some(({ event }) => {
    const ends = exits.some((rule) => isOf(rule, event, { journey, trigger }));
    return ends && followedAlready(event, trigger, entryOf(journey).event);
  });
}

/** Where no condition has a say: whether no rule forbids this entry, shares aside. */
function mayEnter(
  facts: Facts,
  commit: Commit,
  event: ToldEvent,
  journey: Journey,
  key: string,
  earlier: readonly Entered[],
): boolean {
  const { before, key: customer, began } = commit;
  const { entry, reentry } = journey;
  if (entry.if !== undefined) return false;
  if (entryOf(journey).key !== undefined && key === "") return false;
  if (isUnderWay(before, journey.name, key)) return false;
  if (endedBefore(facts, customer, event, journey)) return false;
  // Entries that ended before they began, or that were held out by another version, count too.
  if (reentry !== "always" && mayHaveEntered(facts, customer, journey, event)) return false;
  // By the earliest moment that its handler may have decided by.
  return refusalOf(journey, earlier, began, zoneOf(commit)) === undefined;
}

function isUnderWay(customer: Customer | undefined, journey: string, key: string): boolean {
  return Object.values(customer?.enrollments ?? {}).some(
    (one) => one.journey === journey && one.key === key && underWay.includes(one.state),
  );
}

function mayHaveEntered(facts: Facts, customer: string, journey: Journey, event: ToldEvent) {
  return listIn(facts.accepted, customer).some(
    (one) =>
      one.event.id !== event.id &&
      [...facts.sets.values()].some((set) =>
        set.journeys.some((each) => {
          if (each.journey.name !== journey.name) return false;
          return [each.journey.entry.on, "segment.member"].includes(one.event.type);
        }),
      ),
  );
}
