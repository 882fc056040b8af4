import type { Customer } from "../customers/customer.ts";
import type { Enrollment, EnrollmentWait } from "../customers/enrollment.ts";
import type { CompiledJourney, Definitions } from "../definitions/definitions.ts";
import { depthOfEffects } from "../events/depth.ts";
import type { Properties } from "../events/event.ts";
import { followChanges } from "../events/follow-changes.ts";
import { noteOutcome } from "../events/note-outcome.ts";
import { prune } from "../events/prune.ts";
import { takeDerived } from "../events/take-event.ts";
import { adoptMeaning } from "../segments/adopt-meaning.ts";
import { deriveEvents } from "../segments/derive-events.ts";
import { noteDates } from "../segments/note-dates.ts";
import { settleMembership } from "../segments/settle-membership.ts";
import { type Instant } from "../time/instant.ts";
import { actStep } from "./act-step.ts";
import { chooseWay } from "./choose-way.ts";
import type { Decision } from "./decision.ts";
import type { Effect } from "./effect.ts";
import { outlastsGeneration } from "./generation.ts";
import type { Next } from "./next.ts";
import type { Node } from "./program.ts";
import { sendStep } from "./send-step.ts";
import { type Outcome, type Turn } from "./turn.ts";
import { waitStep } from "./wait-step.ts";

export interface TurnOutcome {
  /** With the enrollment one turn on: waiting or ended; its record is not yet named. */
  readonly customer: Customer;
  readonly decisions: readonly Decision[];
  readonly effects: readonly Effect[];
  readonly next: Next;
}

/**
 * A turn that meets so many steps pauses for a moment and goes on in the next one: only nested
 * repeats without a wait come near it, and each turn's record has to stay small.
 */
const mostSteps = 200;

/**
 * Every step up to the next wait, in one go (DESIGN §4). Why it runs is read from the enrollment:
 * a wait that is matched or due goes on, one that is neither waits on.
 * @param trigger needed only where the journey looks at its event (`usesTrigger`)
 * @throws RangeError when the customer is not in this enrollment
 */
export function takeTurn(
  definitions: Definitions,
  journey: CompiledJourney,
  found: Customer,
  enrollmentId: string,
  now: Instant,
  trigger?: Properties,
): TurnOutcome {
  const customer = adoptMeaning(found, definitions, now);
  const enrollment = customer.enrollments[enrollmentId];
  if (enrollment === undefined) throw new RangeError(`no enrollment ${enrollmentId}`);
  const turn: Turn = {
    definitions,
    journey,
    now,
    trigger,
    found: customer,
    customer,
    enrollment,
    decisions: [],
    effects: [],
  };
  const standing = isBeforeItsStep(enrollment.wait) ? undefined : enrollment.wait;
  let node = enrollment.at === undefined ? undefined : journey.program.nodes.get(enrollment.at);
  let outcome: Outcome = { kind: "go", to: node };
  let stays = false;
  for (let steps = 0; outcome.kind === "go" && outcome.to !== undefined; steps++) {
    node = outcome.to;
    if (steps === mostSteps) {
      outcome = { kind: "wait", wait: { reason: "parked", due: now } };
      break;
    }
    outcome = step(turn, node, steps === 0 ? standing : undefined);
    stays = steps === 0 && standing !== undefined;
  }
  return outcome.kind === "wait" ? waiting(turn, node, outcome, stays) : ended(turn, outcome);
}

/**
 * Stopped in front of a step, not at one: by a pause, or after too many steps. Where that step is a
 * wait, it has not begun.
 */
function isBeforeItsStep(wait: EnrollmentWait | undefined): boolean {
  return wait?.reason === "parked" || wait?.reason === "paused";
}

function step(turn: Turn, node: Node, standing: EnrollmentWait | undefined): Outcome {
  switch (node.kind) {
    case "send":
      return sendStep(turn, node);
    case "wait":
    case "waitFor":
      return waitStep(turn, node, standing);
    case "branch":
    case "split":
    case "repeat":
      return chooseWay(turn, node);
    case "update":
    case "emit":
    case "task":
    case "offer":
      return actStep(turn, node);
    case "exit":
      return { kind: "end", reason: node.step.reason ?? "exit" };
  }
}

/**
 * Commits a turn to a wait: the enrollment one turn on, with a new timer.
 * @param stays whether it stood there before and took no step: the next pass of a repeat may stop at
 *   the same step, where it waits anew
 */
export function waiting(
  turn: Turn,
  node: Node | undefined,
  outcome: Extract<Outcome, { kind: "wait" }>,
  stays: boolean,
): TurnOutcome {
  const { wait: before, bid: _bid, broken: _broken, ...rest } = turn.enrollment;
  const same = stays && before?.reason === outcome.wait.reason;
  const generationBegan = before?.parked ? turn.now : rest.generationBegan;
  const parked = outlastsGeneration(outcome.wait.due, { generationBegan });
  const enrollment: Enrollment = {
    ...rest,
    generation: rest.generation + (parked ? 1 : 0),
    generationBegan,
    state: "running",
    since: turn.now,
    turn: rest.turn + 1,
    ...(node !== undefined && { at: node.path }),
    wait: {
      ...outcome.wait,
      began: same ? before.began : turn.now,
      timer: (before?.timer ?? 0) + 1,
      ...(parked && { parked }),
    },
    ...(outcome.bid !== undefined && { bid: outcome.bid }),
  };
  return finish(turn, enrollment, { kind: "wait", due: outcome.wait.due });
}

function ended(turn: Turn, outcome: Exclude<Outcome, { kind: "wait" }>): TurnOutcome {
  const reason = outcome.kind === "end" ? outcome.reason : "completed";
  const { wait: _wait, bid: _bid, at: _at, broken: _broken, ...rest } = turn.enrollment;
  const enrollment: Enrollment = {
    ...rest,
    state: "ended",
    since: turn.now,
    turn: rest.turn + 1,
    ending: reason,
  };
  turn.decisions.push({ step: "", kind: "ended", reason });
  return finish(turn, enrollment, { kind: "ended", reason });
}

/** What a turn is called as the cause of what it brings about. */
export function causeOfTurn(enrollment: string, turn: number): string {
  return `${enrollment}#${turn}`;
}

function finish(turn: Turn, enrollment: Enrollment, next: Next): TurnOutcome {
  const customer = {
    ...turn.customer,
    enrollments: { ...turn.customer.enrollments, [enrollment.id]: enrollment },
  };
  const { decisions, definitions, now } = turn;
  const settled = settleTurn(turn, customer, causeOfTurn(enrollment.id, enrollment.turn));
  const effects = [...turn.effects, ...settled.told];
  return { customer: prune(settled.customer, definitions, now), decisions, effects, next };
}

/**
 * What the turn said of the customer may decide segments, and these other journeys or this one; and
 * waits of other journeys may hang on it.
 */
function settleTurn(
  { found: before, enrollment: { id: own, cause: by }, definitions, now }: Turn,
  after: Customer,
  cause: string,
): { readonly customer: Customer; readonly told: readonly Effect[] } {
  if (before.tags === after.tags && before.attributes === after.attributes) {
    return { customer: after, told: [] };
  }
  const settled = settleMembership(after, definitions, now);
  const depth = depthOfEffects(by, now);
  const news = deriveEvents(after, settled.changes, cause, now, depth);
  const taken = takeDerived(settled.customer, news, { before, definitions, now });
  const { derived } = taken;
  const followed = followChanges(before, taken.customer, { definitions, now, cause }, own);
  const { key, id } = after;
  const told = derived.map((event): Effect => {
    return { kind: "tell", told: { key, customer: id, at: now, ...event } };
  });
  // Kept as of any commit: until it is in the history, a recount of figures finds it here.
  const outcome = { event: cause, accepted: now, consequences: followed.consequences, derived };
  const noted = noteDates([before], followed.customer, definitions, now);
  return { customer: noteOutcome(noted, outcome), told };
}
