import { EchoTag, type Template as Node, Output, toValueSync, Value } from "liquidjs";

/** A tag or an output of a template, with the values that it evaluates. */
export interface WalkedNode {
  readonly node: Node;
  readonly values: readonly Value[];
}

/** Every tag and output of a template, those inside of others included, in reading order. */
export function* walkNodes(nodes: readonly Node[]): Generator<WalkedNode> {
  for (const node of nodes) {
    yield { node, values: valuesOf(node) };
    const inside: unknown = node.children && toValueSync(node.children(false, true));
    if (Array.isArray(inside)) yield* walkNodes(inside as Node[]);
  }
}

function valuesOf(node: Node): Value[] {
  const values = [...(node.arguments?.() ?? [])].filter((one) => one instanceof Value);
  // The library lists the values of other tags, not that of an echo.
  if (node instanceof EchoTag && values.length === 0) {
    const { value } = node as unknown as { value?: Value };
    return value === undefined ? [] : [value];
  }
  return values;
}

/** Whether a node prints its value: what it prints has to be a value, not a condition. */
export function isPrinted(node: Node): boolean {
  return node instanceof Output || node instanceof EchoTag;
}
