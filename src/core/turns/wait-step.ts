import { type EnrollmentWait, triggeredWhen } from "../customers/enrollment.ts";
import { hashShare } from "../hash.ts";
import { judgeHours, zoneOf } from "../messages/send-rules.ts";
import { nextDateOccurrence } from "../time/date-offset.ts";
import { addDuration, formatDuration } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import { formatTimeOfDay } from "../time/local-clock.ts";
import { spreadOpening } from "../time/quiet-hours.ts";
import { instantOf, localDay } from "../time/zone.ts";
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
  if (turn.now >= standing.due) return { kind: "go", to: node.next };
  return again(turn, standing, node.next);
}

/** Woken for nothing: the same wait, with a new timer. */
function again(
  turn: Turn,
  { reason, due, event }: EnrollmentWait,
  next: Node | undefined,
): Outcome {
  return {
    kind: "wait",
    wait: { reason, due, ...(event !== undefined && { event }) },
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

function begin(turn: Turn, node: WaitNode): Outcome {
  const zone = waitZone(turn);
  const planned = plan(turn, node, zone);
  if ("because" in planned) {
    turn.decisions.push({ step: node.path, kind: "went-on", reason: planned.because });
    const exit = planned.missed && node.otherwise === "exit";
    return exit ? { kind: "end", reason: planned.because } : { kind: "go", to: node.next };
  }
  const { due, what } = planned;
  if (due <= turn.now) return { kind: "go", to: node.next };
  turn.decisions.push({ step: node.path, kind: "waiting", for: what, until: due, zone });
  const reason = node.until.kind === "for" ? "for" : "until";
  return { kind: "wait", wait: { reason, due }, bid: bidOf(turn, node.next, due) };
}

type Planned = { due: Instant; what: string } | { because: string; missed: boolean };

function plan(turn: Turn, node: WaitNode, zone: string): Planned {
  const { until } = node;
  const { now } = turn;
  switch (until.kind) {
    case "for":
      return { due: addDuration(now, until.duration, zone), what: formatDuration(until.duration) };
    case "time": {
      // Strictly the next one. A wait that begins as the clock shows that time waits for tomorrow's:
      // in a repeat it has just waited for today's, and a wake on time or 60 s late decides alike.
      const day = localDay(now, zone);
      const today = instantOf(day, until.minute, zone);
      const due = today > now ? today : instantOf(day + 1, until.minute, zone);
      return { due, what: formatTimeOfDay(until.minute) };
    }
    case "send-window":
      return planWindow(turn, node, zone);
    case "date": {
      const date = turn.customer.attributes[until.attribute];
      if (typeof date !== "string") return { because: `no date ${until.attribute}`, missed: true };
      const { offset, yearly, minute } = until;
      const next = nextDateOccurrence({ date, offset, atMinute: minute, yearly, zone, now });
      if ("problem" in next)
        return { because: `${until.attribute}: ${next.problem}`, missed: true };
      if ("past" in next) return { because: `${until.attribute} is past`, missed: true };
      return { due: next.at, what: until.attribute };
    }
  }
}

/** Until the next send's own window: the step after this one says which channel. */
function planWindow(turn: Turn, node: WaitNode, zone: string): Planned {
  const send = node.next?.kind === "send" ? node.next : undefined;
  const hours = judgeHours(
    {
      channel: send?.step.channels[0] ?? "email",
      purpose: send?.purpose ?? turn.journey.purpose,
      anyTime: false,
      window: turn.journey.sendWindow,
    },
    turn.customer,
    zone,
    turn.definitions,
    turn.now,
  );
  switch (hours.kind) {
    case "open":
      return { because: "the send window is open", missed: false };
    case "never":
      return { because: "the send window never opens", missed: true };
    case "closed": {
      const share = hashShare("spread", turn.enrollment.id);
      return { due: spreadOpening(hours.opens, hours.closes, share), what: "the send window" };
    }
  }
}
