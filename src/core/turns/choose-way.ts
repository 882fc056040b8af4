import { hashShare } from "../hash.ts";
import type { BranchNode, Node, RepeatNode, SplitNode } from "./program.ts";
import { type Outcome, subjectOf, type Turn } from "./turn.ts";

/** Steps that only choose: a branch by condition, a split by hash, a repeat by count. */
export function chooseWay(turn: Turn, node: BranchNode | SplitNode | RepeatNode): Outcome {
  switch (node.kind) {
    case "branch":
      return branch(turn, node);
    case "split":
      return split(turn, node);
    case "repeat":
      return repeat(turn, node);
  }
}

function branch(turn: Turn, node: BranchNode): Outcome {
  const subject = subjectOf(turn);
  const way = node.cases.find(({ check }) => check(subject));
  const reason = way === undefined ? "no case holds" : "its condition holds";
  turn.decisions.push({ step: node.path, kind: "chose", way: way?.id ?? "else", reason });
  return { kind: "go", to: way === undefined ? node.otherwise : way.first };
}

/**
 * The side of a customer in a split (I9): never drawn, always the same hash; weighted rendezvous
 * hashing, so a changed weight moves only those whom it has to move.
 * Score −w / ln(u): Schindelhauer and Schomaker, "Weighted distributed hash tables", 2005.
 */
export function chooseArm<Arm extends { id: string; weight: number }>(
  split: { id: string; arms: readonly Arm[]; holdout: number },
  journey: string,
  customerKey: string,
): Arm | undefined {
  const salt = `split:${split.id}`;
  if (hashShare(salt, "holdout", journey, customerKey) < split.holdout) return undefined;
  let chosen: Arm | undefined;
  let best = Number.NEGATIVE_INFINITY;
  for (const arm of split.arms) {
    // u is in [0, 1); 0 would give score 0, which is the lowest and does no harm.
    const score = -arm.weight / Math.log(hashShare(salt, journey, customerKey, arm.id));
    if (score > best) {
      best = score;
      chosen = arm;
    }
  }
  return chosen;
}

function split(turn: Turn, node: SplitNode): Outcome {
  const arm = chooseArm(node, turn.journey.name, turn.customer.key);
  const way = arm?.id ?? "holdout";
  turn.decisions.push({ step: node.path, kind: "chose", way, reason: "by hash, always the same" });
  return { kind: "go", to: arm === undefined ? node.next : arm.first };
}

function repeat(turn: Turn, node: RepeatNode): Outcome {
  const passes = turn.enrollment.visits?.[node.path] ?? 0;
  const done = passes > 0 && node.until?.(subjectOf(turn)) === true;
  if (passes >= node.times || done) {
    // An outer repeat may come by again: its next pass counts from the start.
    const { [node.path]: _, ...visits } = turn.enrollment.visits ?? {};
    turn.enrollment = { ...turn.enrollment, visits };
    const reason = done ? "its condition holds" : `${passes} of ${node.times} passes done`;
    turn.decisions.push({ step: node.path, kind: "went-on", reason });
    return { kind: "go", to: node.next };
  }
  const visits = { ...turn.enrollment.visits, [node.path]: passes + 1 };
  turn.enrollment = { ...turn.enrollment, visits };
  return { kind: "go", to: node.body as Node };
}
