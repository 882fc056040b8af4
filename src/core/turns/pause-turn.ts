import type { Customer } from "../customers/customer.ts";
import type { CompiledJourney, Definitions } from "../definitions/definitions.ts";
import type { Pause } from "../definitions/pause.ts";
import type { Instant } from "../time/instant.ts";
import { type TurnOutcome, waiting } from "./take-turn.ts";
import type { Outcome, Turn } from "./turn.ts";

/**
 * A turn that came while its journey is paused: no step is taken. A wait that is over stays as it
 * is, so that what it waited for can still be judged, and is marked; a turn that begins at a step
 * waits there. Neither has a timer: nobody asks again before the sweep that follows the unpause. A
 * wait that is not over waits on.
 * @throws RangeError when the customer is not in this enrollment
 */
export function pauseTurn(
  definitions: Definitions,
  journey: CompiledJourney,
  customer: Customer,
  enrollmentId: string,
  now: Instant,
  pause: Pause,
): TurnOutcome {
  const enrollment = customer.enrollments[enrollmentId];
  if (enrollment === undefined) throw new RangeError(`no enrollment ${enrollmentId}`);
  const { at, wait: standing, bid } = enrollment;
  const turn: Turn = {
    definitions,
    journey,
    now,
    trigger: undefined,
    found: customer,
    customer,
    enrollment,
    decisions: [],
    effects: [],
  };
  const node = at === undefined ? undefined : journey.program.nodes.get(at);
  const over = standing === undefined || standing.matched !== undefined || standing.due <= now;
  let wait: Extract<Outcome, { kind: "wait" }>["wait"] = { reason: "paused", due: now };
  if (standing !== undefined) {
    const { reason, due, event, matched, asOf, missed } = standing;
    wait = {
      reason,
      due,
      ...(event !== undefined && { event }),
      ...(matched && { matched }),
      ...(asOf !== undefined && { asOf }),
      ...(missed !== undefined && { missed }),
    };
  }
  if (over) turn.decisions.push({ step: at ?? "", kind: "paused", reason: wordsOf(pause) });
  const paused = { ...wait, ...(over && { paused: true as const }) };
  return waiting(turn, node, { kind: "wait", wait: paused, bid }, true);
}

/** The person who paused it and the reason, as far as they were given. */
function wordsOf({ by, why }: Pause): string {
  return [by && `by ${by}`, why].filter(Boolean).join(": ") || "no reason given";
}
