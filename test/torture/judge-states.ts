import type { Enrollment, EnrollmentState } from "../../src/core/customers/enrollment.ts";
import { DAY } from "../../src/core/time/instant.ts";
import type { Commit, HandlerKind } from "./facts.ts";
import type { Say } from "./say.ts";

type Step = `${EnrollmentState} ${EnrollmentState}`;

/** Handlers that take events in or make them of a customer. */
const ends: readonly HandlerKind[] = ["intake", "feedback", "turn", "sweep"];

/** Which handler may move an enrollment from state to state; whoever else does, breaks it. */
const moves: Partial<Record<Step, readonly HandlerKind[]>> = {
  "starting running": ["turn"],
  "starting ended": ["turn"],
  "starting closing": ends,
  "starting failed": ["settle"],
  "running ended": ["turn"],
  "running closing": ends,
  "running failed": ["settle"],
  "failed starting": ["resume"],
  "failed closing": ends,
};

/** An enrollment goes its way forwards, keeps what it is, and leaves the item only when it is over. */
export function judgeStates({ before, after, by, at, derived }: Commit, say: Say): void {
  for (const then of Object.values(before?.enrollments ?? {})) {
    const now = after.enrollments[then.id];
    if (now === undefined) judgeGone(then, at, say);
    else if (now !== then) judgeMove(then, now, by, say);
  }
  for (const { id, state, turn, endedBy } of Object.values(after.enrollments)) {
    if (before?.enrollments[id] !== undefined) continue;
    // What an event begins, one that it brings about may end.
    const ended = state === "closing" && derived.some(({ event }) => event.id === endedBy);
    if ((state !== "starting" && !ended) || turn !== 0)
      say("I8", `${id} begins as ${state}, turn ${turn}`);
  }
}

/** An end by an event leaves with its run; an end by the last turn after a day. */
function judgeGone({ id, state, since }: Enrollment, at: number, say: Say): void {
  if (state === "closing") return;
  if (state === "ended" && at - since >= DAY) return;
  say("I8", `${id} left the item ${state}`);
}

function judgeMove(then: Enrollment, now: Enrollment, by: HandlerKind, say: Say): void {
  const { id } = then;
  if (then.state !== now.state && !moves[`${then.state} ${now.state}`]?.includes(by)) {
    say("I8", `${id} went from ${then.state} to ${now.state} by ${by}`);
  }
  const turned = now.turn - then.turn;
  if (turned !== (by === "turn" && now.record !== then.record ? 1 : 0)) {
    say("I8", `${id} went from turn ${then.turn} to ${now.turn} by ${by}`);
  }
  const parks =
    now.wait?.parked !== undefined &&
    (turned === 1 || (turned === 0 && then.wait?.parked === undefined && then.state === "running"));
  const resumes = by === "resume" && then.state === "failed";
  const renewed = resumes || parks ? 1 : 0;
  if (now.generation - then.generation !== renewed) {
    say("I8", `${id} went from generation ${then.generation} to ${now.generation} by ${by}`);
  }
  for (const name of ["journey", "key", "trigger", "triggered", "entered"] as const) {
    if (then[name] !== now[name]) say("I8", `${id}: its ${name} became ${now[name]} by ${by}`);
  }
}
