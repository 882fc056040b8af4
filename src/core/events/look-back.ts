import { readTracked } from "../conditions/tracks.ts";
import {
  addSinceEntry,
  type Enrollment,
  type KnownAnswer,
  type SinceEntry,
} from "../customers/enrollment.ts";
import type { SaidValues } from "../customers/said-values.ts";
import type { CompiledJourney, Definitions } from "../definitions/definitions.ts";
import type { EventRule } from "../definitions/event-rule.ts";
import { isKeyed } from "../definitions/rules.ts";
import type { When } from "../time/when.ts";
import { asksBack } from "../turns/first-waits.ts";
import { concernsRun, wasAfterTrigger } from "./concerns-run.ts";
import type { CustomerEvent } from "./event.ts";
import { lookBackAtFigures } from "./look-back-at-figures.ts";
import { type Past, type PastEvent, recall } from "./past.ts";

/** What had come already after the event that starts a run: order is not assumed. */
export interface LookedBack {
  /** An event that ends the run has. */
  readonly exited: boolean;
  /** The event that meets its goal. */
  readonly goal?: PastEvent;
  readonly kept: Pick<Enrollment, "answers" | "sinceEntry">;
}

/** The event that starts a run, and what it says of what the run compares. */
export interface Started {
  readonly event: CustomerEvent;
  readonly compared: SaidValues;
}

/**
 * Looks at what was accepted before the event that starts a run and happened after it.
 * @param past as that event found its customer
 */
export function lookBack(
  journey: CompiledJourney,
  started: Started,
  past: Past,
): LookedBack | "ask-history" {
  if (!isKeyed(journey.rules)) return lookBackAtFigures(journey, started.event, past.customer);
  const follows = (rule: EventRule) => followers(rule, journey, started, past);
  const exits = journey.exits.map(follows);
  const goal = goalMet(journey, started.event, follows, past.history !== undefined);
  if (exits.some((found) => found !== "ask-history" && found.length > 0)) {
    // Its goal counts all the same: also of those held out, whose figures nothing ends.
    return goal === "ask-history" ? goal : { exited: true, ...withGoal(goal), kept: {} };
  }
  const answers = answersIn(journey, follows);
  const sinceEntry = countSince(journey, past.definitions, follows, past.history !== undefined);
  if (
    exits.includes("ask-history") ||
    goal === "ask-history" ||
    answers === "ask-history" ||
    sinceEntry === "ask-history"
  ) {
    return "ask-history";
  }
  return { exited: false, ...withGoal(goal), kept: { ...answers, ...sinceEntry } };
}

/** {@link lookBack} as far as is known without a history: of events that Sojourn makes itself. */
export function lookBackAsFar(journey: CompiledJourney, started: Started, past: Past): LookedBack {
  const found = lookBack(journey, started, past);
  if (found !== "ask-history") return found;
  const listed = lookBack(journey, started, { ...past, history: [] });
  if (listed === "ask-history") throw new TypeError("asks for a history that it has");
  return listed;
}

function withGoal(goal: PastEvent | "ask-history" | undefined): Pick<LookedBack, "goal"> {
  return goal === undefined || goal === "ask-history" ? {} : { goal };
}

type Follows = (rule: EventRule) => readonly PastEvent[] | "ask-history";

/** The events that concern the run and happened after its trigger. */
function followers(
  rule: EventRule,
  journey: CompiledJourney,
  { event, compared }: Started,
  past: Past,
): readonly PastEvent[] | "ask-history" {
  const found = recall(past, rule, event);
  if (found === "ask-history") return found;
  return found.filter(
    (one) =>
      one.id !== event.id &&
      concernsRun(rule, one.values, compared) &&
      wasAfterTrigger(one, event, rule.event === journey.entry.event),
  );
}

/** What the goal is worth is told by the event's properties, which only the history has. */
function goalMet(
  { goal }: CompiledJourney,
  { at }: When,
  follows: Follows,
  hasHistory: boolean,
): PastEvent | "ask-history" | undefined {
  if (goal === undefined) return undefined;
  const found = follows(goal);
  if (found === "ask-history") return found;
  const met = found.filter((one) => one.at <= at + goal.within);
  // Of those that say the same the list has the newest: one before it may have come in time.
  if (met.length === 0 && found.length > 0 && !hasHistory) return "ask-history";
  const told = met.find(({ properties }) => properties !== undefined) ?? met[0];
  const isWorth = told !== undefined && goal.value !== undefined;
  return isWorth && told.properties === undefined && !hasHistory ? "ask-history" : told;
}

/** Events since the trigger that answer a wait which looks back, should the run come to it. */
function answersIn(
  journey: CompiledJourney,
  follows: Follows,
): Pick<Enrollment, "answers"> | "ask-history" {
  const answers: Record<string, KnownAnswer> = {};
  for (const node of asksBack(journey.program)) {
    const found = follows(node.rule);
    if (found === "ask-history") return found;
    const [first] = found;
    if (first === undefined) continue;
    answers[node.path] = { at: first.at, accepted: first.accepted };
  }
  return Object.keys(answers).length === 0 ? {} : { answers };
}

function countSince(
  { sinceEntry: rules }: CompiledJourney,
  { tracks }: Definitions,
  follows: Follows,
  hasHistory: boolean,
): Pick<Enrollment, "sinceEntry"> | "ask-history" {
  const counted: Record<string, SinceEntry> = {};
  for (const rule of rules) {
    const found = follows(rule);
    if (found === "ask-history" || (found.length > 0 && !hasHistory)) return "ask-history";
    const track = tracks.get(rule.event)?.find(({ id }) => id === rule.track);
    if (track === undefined) continue;
    for (const { at, properties } of found) {
      // The history tells of it, too, and with its numbers.
      if (properties === undefined) continue;
      const { value } = readTracked(track, properties);
      const numbers = track.keep === "numbers";
      counted[rule.place] = addSinceEntry(counted[rule.place], { at, value }, numbers);
    }
  }
  return Object.keys(counted).length === 0 ? {} : { sinceEntry: counted };
}
