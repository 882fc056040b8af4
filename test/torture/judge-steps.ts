import type { Enrollment } from "../../src/core/customers/enrollment.ts";
import type { Step } from "../../src/core/definitions/step.ts";
import type { Decision } from "../../src/core/turns/decision.ts";
import type { Commit, Facts } from "./facts.ts";
import { journeyOf, listsIn, stepAt, stepIn } from "./plain-rules.ts";
import type { Say } from "./say.ts";

/** A turn goes on where its enrollment stands, and from there as its own version is written (I12). */
export function judgeSteps(facts: Facts, { before, after, definitions, by }: Commit, say: Say) {
  if (by !== "turn") return;
  for (const now of Object.values(after.enrollments)) {
    const then = before?.enrollments[now.id];
    if (then?.at === undefined || then.turn === now.turn) continue;
    const journey = journeyOf(definitions, now.journey, now.version);
    const decisions = facts.attempts.get(`${now.id}#${now.record}`)?.decisions ?? [];
    const [first] = decisions;
    if (journey !== undefined) judgeWalk(journey.steps, decisions, now, say);
    if (journey === undefined || first === undefined || first.kind === "paused") continue;
    const id = first.step.slice(first.step.lastIndexOf("/") + 1);
    const expected = mayComeFirst(journey.steps, then, stepAt(journey, then.at));
    if (expected.has(id)) continue;
    const words = [...expected].map((one) => one || "its end").join(" or ");
    say("I12", `${now.id} stood at ${then.at}; next comes ${words}, but it was ${id || "ended"}`);
  }
}

/** Each thing said follows on the one before, down the way that was chosen; waits come last. */
function judgeWalk(
  steps: readonly Step[],
  decisions: readonly Decision[],
  { id, state, at }: Enrollment,
  say: Say,
): void {
  for (const [index, decision] of decisions.entries()) {
    const next = decisions[index + 1];
    const stops = ["waiting", "held", "paused", "ended"].includes(decision.kind);
    if (next === undefined) {
      const place = state === "ended" ? "" : at;
      if (stops && decision.step !== place) {
        say(
          "I12",
          `${id} said ${decision.kind} at ${decision.step || "its end"}, but is at ${place}`,
        );
      }
      return;
    }
    const step = stepIn(steps, decision.step);
    const fits = step === undefined ? new Set<string>() : mayFollow(steps, step, decision);
    const found = next.step.slice(next.step.lastIndexOf("/") + 1);
    if (!stops && fits.has(found)) continue;
    const words = [...fits].map((one) => one || "its end").join(" or ");
    const after = `${decision.kind} at ${decision.step}`;
    say("I12", `${id}: after ${after} comes ${words}, but it was ${found || "its end"}`);
  }
}

function mayFollow(steps: readonly Step[], step: Step, decision: Decision): ReadonlySet<string> {
  const end = () => new Set([""]);
  const after = () => find(steps, step, 1, end) ?? new Set<string>();
  const exits = step.do === "wait" && step.otherwise === "exit" ? end() : new Set<string>();
  if (decision.kind !== "chose") return after().union(exits);
  return comesFirst(wayOf(step, decision.way), 0, after);
}

/** The steps of a way; a holdout and a missing else have none. */
function wayOf(step: Step, way: string): readonly Step[] {
  switch (step.do) {
    case "waitFor":
      return (way === "then" ? step.then : step.else) ?? [];
    case "branch":
      return step.cases.find(({ id }) => id === way)?.steps ?? step.else ?? [];
    case "split":
      return step.arms.find(({ id }) => id === way)?.steps ?? [];
    case "repeat":
    case "send":
    case "wait":
    case "update":
    case "emit":
    case "task":
    case "offer":
    case "exit":
      return [];
  }
}

/** The ids at which a turn may first say something; the empty one is the journey's end. */
function mayComeFirst(
  steps: readonly Step[],
  { wait }: Enrollment,
  at: Step | undefined,
): ReadonlySet<string> {
  if (at === undefined) return new Set();
  const standing = wait !== undefined && wait.reason !== "parked" && wait.reason !== "paused";
  const over = at.do === "wait" && standing;
  const end = () => new Set([""]);
  // One that has nothing to wait for any more says so where it stood.
  if (wait?.missed !== undefined) {
    return new Set([at.id ?? ""]).union(find(steps, at, 1, end) ?? new Set());
  }
  return find(steps, at, over ? 1 : 0, () => new Set([""])) ?? new Set();
}

/** Looks for a step, and says what comes first `ahead` places after it. */
function find(
  list: readonly Step[],
  wanted: Step,
  ahead: number,
  end: () => Set<string>,
): Set<string> | undefined {
  for (const [index, step] of list.entries()) {
    if (step === wanted) return comesFirst(list, index + ahead, end);
    const after = () =>
      step.do === "repeat" ? comesFirst(list, index, end) : comesFirst(list, index + 1, end);
    for (const inside of listsIn(step)) {
      const found = find(inside, wanted, ahead, after);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function comesFirst(list: readonly Step[], index: number, end: () => Set<string>): Set<string> {
  const step = list[index];
  if (step === undefined) return end();
  if (step.do === "exit") return new Set([""]);
  const own = new Set([step.id ?? ""]);
  // A wait that is over as it begins says nothing; nor does a repeat that begins a pass.
  if (step.do === "wait") return own.union(comesFirst(list, index + 1, end));
  if (step.do === "repeat") return own.union(comesFirst(step.steps, 0, () => own));
  return own;
}
