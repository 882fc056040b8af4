import { compileValueTest } from "../conditions/value-test.ts";
import type { Condition } from "../definitions/condition.ts";
import type { Journey } from "../definitions/journey.ts";
import type { TagChange } from "../definitions/segment.ts";
import type { EmitStep, Step, UpdateStep } from "../definitions/step.ts";
import { listsInside } from "../turns/name-steps.ts";
import { conditionsBehind, findSegment, givenBy, type Naming, unitOfNamed } from "./references.ts";

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
    if (step.do === "emit") return [{ place, event: step.event, properties: step.properties }];
    if (step.do !== "update") return [];
    return [...segmentEvents(step, set)].map((caused) => {
      const [event = "", segment = ""] = caused.split(" ");
      return { place, event, segment };
    });
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
  readonly attributes: ReadonlyMap<string, Test>;
}
/** How the change may turn a test of the attribute out. */
type Test = (leaf: Extract<Condition, { attribute: string }>) => readonly boolean[];

/** `segment.entered vip` and so on: segments that an update may move a customer into or out of. */
function segmentEvents(step: UpdateStep, set: Naming): Set<string> {
  const changes: Changes = {
    added: new Set(step.addTags),
    removed: new Set(step.removeTags),
    attributes: new Map([
      ...Object.entries(step.set ?? {}).map(([name, value]) => [name, outcomeOf(value)] as const),
      ...(step.unset ?? []).map((name) => [name, outcomeOf(undefined)] as const),
    ]),
  };
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

function outcomeOf(value: unknown): Test {
  return (leaf) => {
    const { attribute: _, month, age, atLeast, atMost, above, below, ...test } = leaf;
    const limits = [atLeast, atMost, above, below];
    const isOpen = limits.some((limit) => typeof limit === "object");
    // Taken from the event, or tested by another attribute or the calendar: either may come of it.
    if (isOpen || month !== undefined || age !== undefined) return [true, false];
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return [true, false];
    const written = { ...test, atLeast, atMost, above, below } as Parameters<
      typeof compileValueTest
    >[0];
    return [compileValueTest(written)(value as Parameters<ReturnType<typeof compileValueTest>>[0])];
  };
}

/** What a condition may become by the changes: true, false, either or neither. */
function turnsOf(
  condition: Condition,
  changes: Changes,
  set: Naming,
  asked: ReadonlySet<string>,
): ReadonlySet<boolean> {
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
    return new Set(changes.attributes.get(condition.attribute)?.(condition) ?? []);
  }
  if ("segment" in condition && condition.wasWithin === undefined) {
    const name = condition.segment;
    const segment = asked.has(name) ? undefined : findSegment(set, name);
    if (segment === undefined) return new Set();
    return turnsOf(segment.when, changes, set, new Set([...asked, name]));
  }
  if ("computed" in condition) {
    const name = condition.computed;
    if (asked.has(name)) return new Set();
    const behind = conditionsBehind(unitOfNamed({ folder: "attributes", name }, set), set);
    const known = new Set([...asked, name]);
    // A figure may rise or fall by what its conditions become.
    const moves = behind.some((one) => turnsOf(one, changes, set, known).size > 0);
    return new Set(moves ? [true, false] : []);
  }
  return new Set();
}
