import type { Condition } from "../../src/core/definitions/condition.ts";
import type { Journey } from "../../src/core/definitions/journey.ts";
import { keyOfCustomer } from "../../src/local/runtime.ts";
import {
  type Accepted,
  type Commit,
  type Facts,
  happenedIn,
  listIn,
  type ToldEvent,
} from "./facts.ts";
import { isCountedBy } from "./note-happened.ts";
import { cameAfter, followedAlready, isOf, type Taken, triggerOf } from "./plain-keys.ts";
import { entryOf, journeyOf, rolling, stepsOf } from "./plain-rules.ts";
import type { Say } from "./say.ts";

/** What had come already when a run began counts, whatever order the queue gave. */
export function judgeLookBack(facts: Facts, commit: Commit, say: Say): void {
  for (const event of happenedIn(commit)) judgeGoal(facts, commit, event, say);
  for (const one of Object.values(commit.after.enrollments)) {
    const journey = journeyOf(commit.definitions, one.journey, one.version);
    const trigger = triggerOf(facts, one.trigger, commit.key) ?? findIn(commit, one.trigger);
    const isNew = commit.before?.enrollments[one.id] === undefined;
    if (journey === undefined || trigger === undefined || one.continues !== undefined) continue;
    if (!["starting", "running"].includes(one.state)) continue;
    judgeCounts(facts, commit, { one, journey, trigger, isNew }, say);
  }
}

function findIn(commit: Commit, id: string): ToldEvent | undefined {
  return happenedIn(commit).find((event) => event.id === id);
}

/** A goal that was met before the event came that starts its run is told at the entry. */
function judgeGoal(facts: Facts, commit: Commit, trigger: ToldEvent, say: Say): void {
  const outcome = commit.after.said.findLast(({ event }) => event === trigger.id);
  for (const { journey, live } of commit.definitions.journeys) {
    const { goal } = journey;
    if (!live || goal === undefined || !isCountedBy(outcome, journey.name)) continue;
    const known = listIn(facts.accepted, commit.key).filter(
      ({ event }) =>
        isOf(goal, event, { journey, trigger }) &&
        followedAlready(event, trigger, entryOf(journey).event) &&
        event.at <= trigger.at + rolling(goal.within),
    );
    const told = outcome?.consequences.some(
      (one) => one.journey === journey.name && one.kind === "goal-met",
    );
    if (told && known.length === 0 && !isMetHere(commit, trigger, journey)) {
      say("goal", `${trigger.id} met the goal of ${journey.name}, which nothing had`);
    }
    if (!told && known.some((one) => isSure(facts, commit, one))) {
      say("goal", `${trigger.id} entered ${journey.name}, whose goal was met already`);
    }
  }
}

/** By an earlier run's open goal: what enters a journey may meet its goal, too. */
function isMetHere(commit: Commit, trigger: ToldEvent, { name }: Journey): boolean {
  return (
    (commit.before?.goals ?? []).some(
      ({ journey, id }) => journey === name && !commit.after.goals.some((one) => one.id === id),
    ) && trigger.type !== ""
  );
}

/** Recorded, or of the last days: else only the history knows of it, and no attempt wrote it there. */
function isSure(facts: Facts, { at, began }: Commit, { event, at: accepted }: Accepted): boolean {
  const name = `${keyOfCustomer(event.customer)}#${event.id}`;
  const published = Math.max(0, ...facts.published.values());
  const isListed = at - accepted < 2 * 24 * 60 * 60_000 && accepted > published + 120_000;
  return facts.recorded.has(name) || (isListed && began >= accepted);
}

interface Counting {
  readonly one: Commit["after"]["enrollments"][string];
  readonly journey: Journey;
  readonly trigger: ToldEvent;
  readonly isNew: boolean;
}

/** How often something that a condition counts since entry happened; by the sum over its places. */
function judgeCounts(facts: Facts, commit: Commit, counting: Counting, say: Say): void {
  const { one, journey, trigger } = counting;
  const leaves = new Map(sinceLeaves(journey).map((leaf) => [JSON.stringify(leaf), leaf]));
  for (const leaf of leaves.values()) {
    const all: readonly Taken[] = [
      ...listIn(facts.accepted, commit.key),
      ...happenedIn(commit).map((event) => ({ event, seq: commit.seq })),
    ];
    const run = { journey, trigger };
    const since = all.filter((taken) => isOf(leaf, taken.event, run) && cameAfter(all, taken, run));
    const counts = Object.entries(one.sinceEntry ?? {}).flatMap(([name, [count]]) =>
      name.replace(/[#*~].*$/, "") === leaf.event ? [count] : [],
    );
    // What Sojourn makes itself has no history at hand: of its very instant some may be missed.
    const isOwn =
      commit.derived.some(({ event }) => event.id === trigger.id) || facts.derived.has(trigger.id);
    const isDoubtful =
      (isOwn && since.every(({ event }) => event.at === trigger.at)) ||
      all.some((taken) => !wasAtHand(facts, one, taken)) ||
      [...facts.joins.values()].some(({ into }) => into === commit.key);
    const found =
      since.length === 0 ? counts.length === 0 || leaves.size > 1 : counts.includes(since.length);
    if (!found && !isDoubtful) {
      const ids = since.map(({ event }) => event.id).join(" ");
      say(
        "since",
        `${one.id} counts ${counts.join()} ${JSON.stringify(leaf)}, but ${since.length} came: ${ids}`,
      );
    }
  }
}

/** Whether the history had told of an event by the time that it was read to enter a run. */
function wasAtHand(facts: Facts, { id }: Counting["one"], { event, seq }: Taken): boolean {
  const record = facts.recorded.get(`${keyOfCustomer(event.customer)}#${event.id}`);
  if (record === undefined) return false;
  const entered = facts.entered.get(id);
  if (entered === undefined || seq > entered.seq || event.id === entered.trigger) return true;
  // A record is written after its commit: one of the very instant may not have been there yet.
  return record.at < entered.entered;
}

interface SinceLeaf {
  readonly event: string;
  readonly where?: Exclude<Journey["goal"], undefined>["where"];
  readonly anyKey?: boolean | undefined;
}

function sinceLeaves({ steps }: Journey): SinceLeaf[] {
  return stepsOf(steps).flatMap((step) => {
    if (step.do === "branch") return step.cases.flatMap(({ when }) => leavesIn(when));
    return step.do === "repeat" && step.until !== undefined ? leavesIn(step.until) : [];
  });
}

function leavesIn(condition: Condition): SinceLeaf[] {
  if ("all" in condition) return condition.all.flatMap(leavesIn);
  if ("any" in condition) return condition.any.flatMap(leavesIn);
  if ("not" in condition) return leavesIn(condition.not);
  return "event" in condition && condition.since === "entry" ? [condition] : [];
}
