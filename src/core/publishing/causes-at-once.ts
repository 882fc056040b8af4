import type { Condition } from "../definitions/condition.ts";
import type { Journey } from "../definitions/journey.ts";
import type { TagChange } from "../definitions/segment.ts";
import type { EmitStep, Step, UpdateStep } from "../definitions/step.ts";
import { listsInside } from "../turns/name-steps.ts";
import { outcomesOf } from "./outcomes-of.ts";
import { conditionsBehind, findSegment, givenBy, type Naming, unitOfNamed } from "./references.ts";
import { type Emitted, turnsByEvent, turnsOfComputed } from "./turns-by-event.ts";

/** What a step causes in the very turn that enters the journey: an event, or a change of segment. */
export interface CausedAtOnce {
  /** `steps[2].else[0]`. */
  readonly place: string;
  readonly event: string;
  /** The segment, where the event is of one. */
  readonly segment?: string;
  /**
   * Properties of an emitted event that are written out. Others are known only when the journey
   * runs.
   */
  readonly properties?: EmitStep["properties"];
}

/** Everything that a journey causes before its first wait. */
export function causesAtOnce(journey: Journey, set: Naming): CausedAtOnce[] {
  return walk(journey.steps, "steps").reached.flatMap(({ step, place }): CausedAtOnce[] => {
    const moves = [...segmentEvents(step, set)].map((caused) => {
      const [event = "", segment = ""] = caused.split(" ");
      return { place, event, segment };
    });
    if (step.do === "update") return moves;
    return [{ place, event: step.event, properties: step.properties }, ...moves];
  });
}

interface Walked {
  readonly reached: readonly { readonly step: EmitStep | UpdateStep; readonly place: string }[];
  /** Whether a customer can come to the end of the list without a wait. */
  readonly passes: boolean;
}

/** Until the send window is no wait while that is open. */
function walk(steps: readonly Step[], place: string): Walked {
  const reached: Walked["reached"][number][] = [];
  for (const [index, step] of steps.entries()) {
    const here = `${place}[${index}]`;
    if (step.do === "emit" || step.do === "update") reached.push({ step, place: here });
    const inside =
      step.do === "waitFor"
        ? []
        : listsInside(step).map((list) => walk(list.steps, `${here}.${list.place}`));
    reached.push(...inside.flatMap((one) => one.reached));
    if (!canPass(step, inside)) return { reached, passes: false };
  }
  return { reached, passes: true };
}

function canPass(step: Step, inside: readonly Walked[]): boolean {
  switch (step.do) {
    case "wait":
      return step.until === "send-window";
    case "waitFor":
    case "exit":
      return false;
    case "branch":
    case "repeat":
      return inside.some(({ passes }) => passes);
    case "split":
      return step.holdout !== undefined || inside.some(({ passes }) => passes);
    case "send":
    case "update":
    case "emit":
    case "task":
    case "offer":
      return true;
  }
}

/** What changes of a customer: a value undefined is one that only the run knows. */
interface Changes {
  readonly added: Set<string>;
  readonly removed: Set<string>;
  readonly attributes: ReadonlyMap<string, unknown>;
  /** An event that figures take in. */
  readonly emitted?: Emitted;
}

function changesBy(step: EmitStep | UpdateStep): Changes {
  if (step.do === "emit") {
    return { added: new Set(), removed: new Set(), attributes: new Map(), emitted: step };
  }
  return {
    added: new Set(step.addTags),
    removed: new Set(step.removeTags),
    attributes: new Map([
      ...Object.entries(step.set ?? {}),
      ...(step.unset ?? []).map((name) => [name, undefined] as const),
    ]),
  };
}

/** `segment.entered vip` and so on: segments that a step may move a customer into or out of. */
function segmentEvents(step: EmitStep | UpdateStep, set: Naming): Set<string> {
  const changes = changesBy(step);
  const events = new Set<string>();
  const segments = [...set.segments.values(), ...givenBy(set.attributes).segments.values()];
  // Tags that segments set may move others: until nothing is added any more.
  for (let known = -1; known < events.size; ) {
    known = events.size;
    for (const { name, when, onEnter, onLeave } of segments) {
      const moves = turnsOf(when, changes, set, new Set([name]));
      if (moves.has(true)) {
        events.add(`segment.entered ${name}`);
        takeTags(onEnter, changes);
      }
      if (moves.has(false)) {
        events.add(`segment.left ${name}`);
        takeTags(onLeave, changes);
      }
    }
  }
  return events;
}

function takeTags(change: TagChange | undefined, { added, removed }: Changes): void {
  for (const tag of change?.addTags ?? []) added.add(tag);
  for (const tag of change?.removeTags ?? []) removed.add(tag);
}

/** What a condition may become by the changes: true, false, either or neither. */
function turnsOf(
  condition: Condition,
  changes: Changes,
  set: Naming,
  asked: ReadonlySet<string>,
): ReadonlySet<boolean> {
  const { emitted } = changes;
  const inside = (parts: readonly Condition[]) =>
    new Set(parts.flatMap((part) => [...turnsOf(part, changes, set, asked)]));
  if ("all" in condition) return inside(condition.all);
  if ("any" in condition) return inside(condition.any);
  if ("not" in condition) return new Set([...inside([condition.not])].map((turn) => !turn));
  if ("tag" in condition) {
    const { added, removed } = changes;
    return new Set([
      ...(added.has(condition.tag) ? [true] : []),
      ...(removed.has(condition.tag) ? [false] : []),
    ]);
  }
  if ("attribute" in condition) {
    const { attribute, ...test } = condition;
    const { attributes } = changes;
    return new Set(attributes.has(attribute) ? outcomesOf(attributes.get(attribute), test) : []);
  }
  if ("segment" in condition && condition.wasWithin === undefined) {
    const name = condition.segment;
    const segment = asked.has(name) ? undefined : findSegment(set, name);
    if (segment === undefined) return new Set();
    return turnsOf(segment.when, changes, set, new Set([...asked, name]));
  }
  if ("event" in condition || "ratio" in condition) {
    return new Set(emitted === undefined ? [] : turnsByEvent(condition, emitted));
  }
  if ("computed" in condition) {
    const name = condition.computed;
    if (asked.has(name)) return new Set();
    const attribute = givenBy(set.attributes).computed.get(name);
    const turns = emitted === undefined ? [] : turnsOfComputed(condition, attribute, emitted);
    if (turns.length > 0) return new Set(turns);
    const behind = conditionsBehind(unitOfNamed({ folder: "attributes", name }, set), set);
    const known = new Set([...asked, name]);
    // A figure may rise or fall by what its conditions become.
    const moves = behind.some((one) => turnsOf(one, changes, set, known).size > 0);
    return new Set(moves ? [true, false] : []);
  }
  return new Set();
}
