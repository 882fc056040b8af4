import type { Enrollment } from "../customers/enrollment.ts";
import type { Node, Program, WaitForNode } from "./program.ts";

const known = new WeakMap<Program, readonly WaitForNode[]>();

/**
 * The waits for an event that look back to the trigger: those with `since: "entry"`, and those that
 * the first turn may come to, since what they wait for may have come before that turn.
 */
export function asksBack(program: Program): readonly WaitForNode[] {
  const found = known.get(program) ?? find(program);
  known.set(program, found);
  return found;
}

function find({ first, nodes }: Program): WaitForNode[] {
  const reached = new Set<Node>();
  const walk = (node: Node | undefined): void => {
    if (node === undefined || reached.has(node)) return;
    reached.add(node);
    for (const next of waysInOneTurn(node)) walk(next);
  };
  walk(first);
  return [...nodes.values()].flatMap((node) =>
    node.kind === "waitFor" && (node.sinceEntry || reached.has(node)) ? [node] : [],
  );
}

/** Where a turn may go on from a step without waiting. */
function waysInOneTurn(node: Node): (Node | undefined)[] {
  switch (node.kind) {
    case "wait":
      // A date that is past and a window that is open are no wait.
      return node.until.kind === "for" ? [] : [node.next];
    case "waitFor":
      return [node.matched];
    case "branch":
      return [...node.cases.map(({ first }) => first), node.otherwise];
    case "split":
      return [...node.arms.map(({ first }) => first), node.next];
    case "repeat":
      return [node.body, node.next];
    case "send":
    case "update":
    case "emit":
    case "task":
    case "offer":
      return [node.next];
    case "exit":
      return [];
  }
}

/**
 * Whether an enrollment has taken no step yet: its first turn is still to come, or a pause held that
 * in front of its first step.
 */
export function isBeforeFirstTurn({ turn, wait, at }: Enrollment, { first }: Program): boolean {
  return turn === 0 || (wait?.reason === "paused" && at === first?.path);
}
