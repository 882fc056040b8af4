import { compileCondition } from "../conditions/compile-condition.ts";
import type { CompileContext } from "../conditions/subject.ts";
import { compileDateRule } from "../definitions/compile-date-rule.ts";
import { compileRule } from "../definitions/compile-rule.ts";
import type { Step, WaitStep } from "../definitions/step.ts";
import { parseShare } from "../definitions/vocabulary.ts";
import { type Duration, parseDuration } from "../time/duration.ts";
import { parseTimeOfDay } from "../time/local-clock.ts";
import { nameSteps } from "./name-steps.ts";
import type { Node, Program, RepeatNode, WaitNode } from "./program.ts";

/** A duration that the schema has accepted. @throws RangeError otherwise */
export function durationOf(text: string): Duration {
  const parsed = parseDuration(text);
  if (!parsed.ok) throw new RangeError(parsed.problem);
  return parsed.duration;
}

/** A message not claimed so long after its turn is dropped, unless the step says otherwise. */
const defaultExpiry = "3d";

interface Place {
  readonly prefix: string;
  readonly repeats: readonly string[];
  readonly after: Node | undefined;
}

/**
 * Compiles a checked tree of steps; ids are unique and named by {@link nameSteps}.
 * @param purpose the journey's, for sends that name none
 */
export function compileProgram(
  steps: readonly Step[],
  purpose: string,
  context: CompileContext,
): Program {
  const ids = nameSteps(steps);
  const nodes = new Map<string, Node>();

  const list = (part: readonly Step[] | undefined, place: Place): Node | undefined => {
    let after = place.after;
    for (const step of [...(part ?? [])].reverse()) {
      after = compile(step, { ...place, after });
    }
    return after;
  };

  const compile = (step: Step, place: Place): Node => {
    const id = ids.get(step) ?? step.do;
    const path = place.prefix + id;
    const at = { id, path, repeats: place.repeats, next: place.after };
    const inside = (way: string): Place => ({ ...place, prefix: `${path}/${way}/` });
    const node = build(step, at, inside);
    nodes.set(path, node);
    return node;
  };

  type At = { id: string; path: string; repeats: readonly string[]; next: Node | undefined };
  const build = (step: Step, at: At, inside: (way: string) => Place): Node => {
    switch (step.do) {
      case "send":
        return {
          kind: "send",
          ...at,
          step,
          purpose: step.purpose ?? purpose,
          expires: durationOf(step.expires ?? defaultExpiry),
        };
      case "wait":
        return { kind: "wait", ...at, until: untilOf(step), otherwise: step.otherwise ?? "next" };
      case "waitFor":
        return {
          kind: "waitFor",
          ...at,
          rule: compileRule({ event: step.event, where: step.where, anyKey: step.anyKey }, context),
          sinceEntry: step.since !== undefined,
          atMost: durationOf(step.atMost),
          matched: list(step.then, inside("then")),
          timedOut: list(step.else, inside("else")),
        };
      case "branch":
        return {
          kind: "branch",
          ...at,
          cases: step.cases.map((way, index) => {
            const id = way.id ?? `case-${index + 1}`;
            const check = compileCondition(way.when, context);
            return { id, check, first: list(way.steps, inside(id)) };
          }),
          otherwise: list(step.else, inside("else")),
        };
      case "split":
        return {
          kind: "split",
          ...at,
          arms: step.arms.map(({ id, weight, steps }) => {
            return { id, weight, first: list(steps, inside(id)) };
          }),
          holdout: step.holdout === undefined ? 0 : parseShare(step.holdout),
        };
      case "repeat": {
        const until = step.until && compileCondition(step.until, context);
        const node: RepeatNode = {
          kind: "repeat",
          ...at,
          times: step.times,
          until,
          body: undefined,
        };
        node.body = list(step.steps, {
          prefix: `${at.path}/`,
          repeats: [...at.repeats, at.path],
          after: node,
        });
        return node;
      }
      case "task":
        return { kind: "task", ...at, step, due: durationOf(step.due) };
      case "offer":
        return { kind: "offer", ...at, step, expires: durationOf(step.expires) };
      case "update":
        return { kind: "update", ...at, step };
      case "emit":
        return { kind: "emit", ...at, step };
      case "exit":
        return { kind: "exit", ...at, step };
    }
  };

  const first = list(steps, { prefix: "", repeats: [], after: undefined });
  return { first, nodes };
}

function untilOf(step: WaitStep): WaitNode["until"] {
  if (step.for !== undefined) return { kind: "for", duration: durationOf(step.for) };
  const { until } = step;
  if (until === undefined || until === "send-window") return { kind: "send-window" };
  if (typeof until === "string") return { kind: "time", minute: parseTimeOfDay(until) ?? 0 };
  return { kind: "date", ...compileDateRule(until), yearly: until.yearly ?? false };
}
