import type { OpenGoal } from "../../src/core/customers/customer.ts";
import type { Commit, ToldEvent } from "./facts.ts";
import { journeyOf, matches } from "./plain-rules.ts";

/** What a commit did on account of its event, by the item before and after. */
export function changesOf(commit: Commit, event: ToldEvent): string[] {
  const { before, after } = commit;
  const reached = Object.values(after.enrollments).flatMap(({ id, state, wait }) => {
    const old = before?.enrollments[id];
    if (old === undefined) return [`entered ${id}`];
    if (state === "closing" && old.state !== "closing") return [`exited ${id}`];
    return wait?.matched && !old.wait?.matched ? [`woken ${id}`] : [];
  });
  const open = new Set(after.goals.map(({ id }) => id));
  const met = (before?.goals ?? []).filter(
    (goal) => !open.has(goal.id) && meets(commit, event, goal),
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
