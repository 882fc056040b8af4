import type { OpenGoal } from "../../src/core/customers/customer.ts";
import type { EventConsequence } from "../../src/core/events/outcome.ts";
import { type Commit, type Facts, listIn, type ToldEvent } from "./facts.ts";
import { wasClaimed } from "./judge-late-facts.ts";
import { isOf, triggerOf } from "./plain-keys.ts";
import { journeyOf, mayFollow } from "./plain-rules.ts";

/** What a commit did on account of one of its events, by the item before and after. */
export function changesOf(facts: Facts, commit: Commit, event: ToldEvent): string[] {
  const { before, after } = commit;
  const reached = Object.values(after.enrollments).flatMap((one) => {
    const { id, state, wait, trigger, endedBy } = one;
    const old = before?.enrollments[id];
    const entered = old === undefined && trigger === event.id;
    const closed = state === "closing" && old?.state !== "closing" && endedBy === event.id;
    // One that had ended by itself stays so when a late fact turns up.
    const stopped = state === "ended" && one.undone && !old?.undone && event === commit.event;
    const exited = closed || stopped;
    const woken = wait?.matched && !old?.wait?.matched && wait.matched.event === event.id;
    const { due, missed } = old?.wait ?? {};
    // Waits follow what the event itself said of its customer, not what it brought about.
    const isOwn = commit.event?.id === event.id;
    const moved = isOwn && wait && old?.wait && old.turn === one.turn;
    const retimed = moved && state !== "closing" && (wait.due !== due || wait.missed !== missed);
    return [
      ...(retimed ? [`retimed ${id}`] : []),
      ...(entered ? [`entered ${id}`] : []),
      ...(exited ? [`exited ${id}`] : []),
      ...(woken ? [`woken ${id}`] : []),
    ];
  });
  const open = new Set(after.goals.map(({ id }) => id));
  // An entry that this commit takes back has no goal any more; one that was claimed for keeps it.
  const undone = ({ id }: OpenGoal) => {
    const { ending = "" } = after.enrollments[id] ?? {};
    const isNew = before?.enrollments[id]?.ending !== ending;
    const isTaken = ending === "late-fact" && !wasClaimed(facts, commit, id);
    return isNew && (ending === "date-moved" || isTaken);
  };
  const met = (before?.goals ?? []).filter(
    (goal) => !open.has(goal.id) && !undone(goal) && meets(facts, commit, event, goal),
  );
  const goals = met.map(({ id, journey, version, heldOut }) => {
    const { value = "" } = journeyOf(commit.definitions, journey, version)?.goal ?? {};
    const worth = event.properties[value];
    return `goal-met ${id} ${typeof worth === "number" ? worth : ""} ${heldOut ?? ""}`;
  });
  return [...reached, ...goals].toSorted();
}

function meets(facts: Facts, commit: Commit, event: ToldEvent, goal: OpenGoal): boolean {
  const journey = journeyOf(commit.definitions, goal.journey, goal.version);
  const trigger = triggerOfGoal(facts, goal, commit.key);
  if (journey?.goal === undefined || trigger === undefined) return false;
  const inTime = mayFollow(event, trigger) && event.at <= goal.until;
  return inTime && isOf(journey.goal, event, { journey, trigger });
}

/**
 * The trigger of a goal. Where the customer was held out, or the run ended at entry, only the
 * event's outcome tells it.
 */
function triggerOfGoal(facts: Facts, { id }: OpenGoal, customer: string): ToldEvent | undefined {
  const entered = facts.entered.get(id);
  if (entered !== undefined) return triggerOf(facts, entered.trigger, customer);
  return listIn(facts.accepted, customer).find(({ outcome }) =>
    outcome?.consequences.some((one) => one.enrollment === id && one.kind !== "goal-met"),
  )?.event;
}

/** What a commit said that its item shows, too: not of goals that were met as they were opened. */
export function changesSaid(consequences: readonly EventConsequence[]): string[] {
  const atEntry = metAtEntry(consequences);
  return consequences
    .filter((one) => !atEntry.includes(one))
    .flatMap(changeIn)
    .toSorted();
}

/** What a commit said of goals that were met before the event came that starts their run. */
export function metAtEntry(consequences: readonly EventConsequence[]): EventConsequence[] {
  const begun = consequences.filter(({ kind }) =>
    ["entered", "held-out", "ended-at-entry"].includes(kind),
  );
  return consequences.filter(
    (one) =>
      one.kind === "goal-met" && begun.some(({ enrollment }) => enrollment === one.enrollment),
  );
}

function changeIn({ kind, enrollment, value, heldOut }: EventConsequence): string[] {
  switch (kind) {
    case "exited":
      // Of one held out there is nothing to be seen but that its goal is gone.
      return heldOut ? [] : [`${kind} ${enrollment}`];
    case "entered":
    case "woken":
    case "retimed":
      return [`${kind} ${enrollment}`];
    case "goal-met":
      return [`${kind} ${enrollment} ${value ?? ""} ${heldOut ?? ""}`];
    case "held-out":
    case "not-entered":
    case "ended-at-entry":
    case "goes-on":
    case "joined":
      return [];
  }
}
