import { type EnrollmentWait, triggeredWhen } from "../customers/enrollment.ts";
import { zoneOf } from "../messages/send-rules.ts";
import { addDuration, formatDuration } from "../time/duration.ts";
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
  { reason, due, event, asOf }: EnrollmentWait,
  next: Node | undefined,
): Outcome {
  return {
    kind: "wait",
    wait: {
      reason,
      due,
      ...(event !== undefined && { event }),
      ...(asOf !== undefined && { asOf }),
    },
    bid: bidOf(turn, next, due),
  };
}

/** Match or deadline: decided here and final (DESIGN §5). */
function decide(turn: Turn, node: WaitForNode, standing: EnrollmentWait): Outcome {
  if (standing.matched !== undefined) {
    const reason = `${node.event} came`;
    turn.decisions.push({ step: node.path, kind: "chose", way: "then", reason });
    return { kind: "go", to: node.matched };
  }
  if (turn.now < standing.due) return again(turn, standing, node.timedOut);
  const reason = `no ${node.event} within ${formatDuration(node.atMost)}`;
  turn.decisions.push({ step: node.path, kind: "chose", way: "else", reason });
  return { kind: "go", to: node.timedOut };
}

function awaitEvent(turn: Turn, node: WaitForNode): Outcome {
  const zone = waitZone(turn);
  const due = addDuration(turn.now, node.atMost, zone);
  // The wait of the first turn begins at its trigger: a match after that can be in the figures.
  // The trigger may be such an event itself; it does not answer what it started.
  const early = turn.customer.figures[node.track]?.last ?? Number.NEGATIVE_INFINITY;
  const began = turn.enrollment.turn === 0 ? triggeredWhen(turn.enrollment).at : turn.now;
  if (early > began && early <= due) {
    turn.decisions.push({
      step: node.path,
      kind: "chose",
      way: "then",
      reason: `${node.event} came`,
    });
    return { kind: "go", to: node.matched };
  }
  turn.decisions.push({ step: node.path, kind: "waiting", for: node.event, until: due, zone });
  return {
    kind: "wait",
    wait: { reason: "event", due, event: node.event },
    bid: bidOf(turn, node.timedOut, due),
  };
}

/** There is nothing to wait for: the step says how to go on. */
function miss(turn: Turn, { path, otherwise, next }: WaitNode, reason: string): Outcome {
  turn.decisions.push({ step: path, kind: "went-on", reason });
  return otherwise === "exit" ? { kind: "end", reason } : { kind: "go", to: next };
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
