import type { EnrollmentWait } from "../customers/enrollment.ts";
import { isKeyed } from "../definitions/rules.ts";
import { zoneOf } from "../messages/send-rules.ts";
import { addDuration, formatDuration } from "../time/duration.ts";
import { asksBack, isBeforeFirstTurn } from "./first-waits.ts";
import { planWait } from "./plan-wait.ts";
import type { Node, WaitForNode, WaitNode } from "./program.ts";
import { bidOf } from "./send-step.ts";
import type { Outcome, Turn } from "./turn.ts";

/** Waits in the customer's zone; one who has none waits in the shop's. */
function waitZone(turn: Turn): string {
  return zoneOf(turn.customer, turn.definitions) ?? turn.definitions.settings.zone;
}

/**
 * Begins a wait, or, standing at one, goes on if it is matched or due and else waits on.
 * @param standing the wait that the enrollment stands at, when this turn begins there
 */
export function waitStep(
  turn: Turn,
  node: WaitNode | WaitForNode,
  standing: EnrollmentWait | undefined,
): Outcome {
  if (standing === undefined)
    return node.kind === "waitFor" ? awaitEvent(turn, node) : begin(turn, node);
  if (node.kind === "waitFor") return decide(turn, node, standing);
  if (turn.now < standing.due) return again(turn, standing, node.next);
  return standing.missed === undefined
    ? { kind: "go", to: node.next }
    : miss(turn, node, standing.missed);
}

/** Woken for nothing: the same wait, with a new timer. */
function again(
  turn: Turn,
  { reason, due, event, asOf, fromTrigger }: EnrollmentWait,
  next: Node | undefined,
): Outcome {
  return {
    kind: "wait",
    wait: {
      reason,
      due,
      ...(event !== undefined && { event }),
      ...(asOf !== undefined && { asOf }),
      ...(fromTrigger && { fromTrigger }),
    },
    bid: bidOf(turn, next, due),
  };
}

/** Match or deadline: decided here and final (DESIGN §5). */
function decide(turn: Turn, node: WaitForNode, standing: EnrollmentWait): Outcome {
  if (standing.matched !== undefined) {
    const reason = `${node.rule.event} came`;
    turn.decisions.push({ step: node.path, kind: "chose", way: "then", reason });
    return { kind: "go", to: node.matched };
  }
  if (turn.now < standing.due) return again(turn, standing, node.timedOut);
  const reason = `no ${node.rule.event} within ${formatDuration(node.atMost)}`;
  turn.decisions.push({ step: node.path, kind: "chose", way: "else", reason });
  return { kind: "go", to: node.timedOut };
}

function awaitEvent(turn: Turn, node: WaitForNode): Outcome {
  const zone = waitZone(turn);
  const due = addDuration(turn.now, node.atMost, zone);
  const { event } = node.rule;
  const fromTrigger = looksBack(turn, node);
  if (node.sinceEntry || fromTrigger) {
    const { [node.path]: answer, ...others } = turn.enrollment.answers ?? {};
    if (answer !== undefined) {
      // In a repeat, one event answers one pass; "since": "entry" asks for what came at any time.
      if (!node.sinceEntry) turn.enrollment = { ...turn.enrollment, answers: others };
      const reason = `${event} came`;
      turn.decisions.push({ step: node.path, kind: "chose", way: "then", reason });
      return { kind: "go", to: node.matched };
    }
  }
  turn.decisions.push({ step: node.path, kind: "waiting", for: event, until: due, zone });
  return {
    kind: "wait",
    wait: { reason: "event", due, event, ...(fromTrigger && { fromTrigger: true as const }) },
    bid: bidOf(turn, node.timedOut, due),
  };
}

/** There is nothing to wait for: the step says how to go on. */
function miss(turn: Turn, { path, otherwise, next }: WaitNode, reason: string): Outcome {
  turn.decisions.push({ step: path, kind: "went-on", reason });
  return otherwise === "exit" ? { kind: "end", reason } : { kind: "go", to: next };
}

/** A wait of the first turn begins at the trigger's own time; versions of the first rules wait on. */
function looksBack({ enrollment, journey }: Turn, node: WaitForNode): boolean {
  if (!isKeyed(journey.rules)) return false;
  return isBeforeFirstTurn(enrollment, journey.program) && asksBack(journey.program).includes(node);
}

function begin(turn: Turn, node: WaitNode): Outcome {
  const zone = waitZone(turn);
  const planned = planWait(turn, node, zone);
  if ("because" in planned) {
    if (planned.missed) return miss(turn, node, planned.because);
    turn.decisions.push({ step: node.path, kind: "went-on", reason: planned.because });
    return { kind: "go", to: node.next };
  }
  const { due, what } = planned;
  if (due <= turn.now) return { kind: "go", to: node.next };
  turn.decisions.push({ step: node.path, kind: "waiting", for: what, until: due, zone });
  const reason = node.until.kind === "for" ? "for" : "until";
  return { kind: "wait", wait: { reason, due }, bid: bidOf(turn, node.next, due) };
}
