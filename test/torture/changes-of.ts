import type { OpenGoal } from "../../src/core/customers/customer.ts";
import type { EventConsequence } from "../../src/core/events/outcome.ts";
import type { Commit, ToldEvent } from "./facts.ts";
import { journeyOf, matches } from "./plain-rules.ts";

/** What a commit did on account of one of its events, by the item before and after. */
export function changesOf(commit: Commit, event: ToldEvent): string[] {
  const { before, after } = commit;
  const reached = Object.values(after.enrollments).flatMap((one) => {
    const { id, state, wait, trigger, endedBy } = one;
    const old = before?.enrollments[id];
    const entered = old === undefined && trigger === event.id;
    const exited = state === "closing" && old?.state !== "closing" && endedBy === event.id;
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
  // An entry that was taken back has no goal any more.
  const undone = ({ id }: OpenGoal) => after.enrollments[id]?.ending === "date-moved";
  const met = (before?.goals ?? []).filter(
    (goal) => !open.has(goal.id) && !undone(goal) && meets(commit, event, goal),
  );
  const goals = met.map(({ id, journey, version, heldOut }) => {
    const { value = "" } = journeyOf(commit.definitions, journey, version)?.goal ?? {};
    const worth = event.properties[value];
    return `goal-met ${id} ${typeof worth === "number" ? worth : ""} ${heldOut ?? ""}`;
  });
  return [...reached, ...goals].toSorted();
}

function meets({ definitions }: Commit, event: ToldEvent, goal: OpenGoal): boolean {
  const rule = journeyOf(definitions, goal.journey, goal.version)?.goal;
  const inTime = event.at >= goal.since && event.at <= goal.until;
  return rule?.event === event.type && inTime && matches(rule.where, event);
}

/** Consequences that a commit shows even to those who do not ask it what it said. */
export function changeIn({ kind, enrollment, value, heldOut }: EventConsequence): string[] {
  switch (kind) {
    case "entered":
    case "exited":
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
