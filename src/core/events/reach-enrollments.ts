import { isTracked, readTracked, type Track } from "../conditions/tracks.ts";
import type { Customer } from "../customers/customer.ts";
import {
  addSinceEntry,
  type Enrollment,
  type EnrollmentWait,
  type SinceEntry,
  triggeredWhen,
} from "../customers/enrollment.ts";
import type { CompiledJourney, Definitions } from "../definitions/definitions.ts";
import { isKeyed } from "../definitions/rules.ts";
import type { Instant } from "../time/instant.ts";
import { asksBack, isBeforeFirstTurn } from "../turns/first-waits.ts";
import type { WaitForNode } from "../turns/program.ts";
import { comparedOf, isAfterTrigger, matchesRule } from "./concerns-run.ts";
import { causeOf } from "./depth.ts";
import type { CustomerEvent } from "./event.ts";
import type { EventConsequence } from "./outcome.ts";

export interface Reached {
  readonly customer: Customer;
  readonly consequences: EventConsequence[];
  readonly touched: string[];
}

/** What an event does to the enrollments that are under way: it ends them, wakes them, is counted. */
export function reachEnrollments(
  customer: Customer,
  event: CustomerEvent,
  definitions: Definitions,
  now: Instant,
): Reached {
  const consequences: EventConsequence[] = [];
  const touched: string[] = [];
  let enrollments: Record<string, Enrollment> | undefined;
  const zone = customer.zone ?? definitions.settings.zone;
  const tracks = (definitions.tracks.get(event.type) ?? []).filter((track) =>
    isTracked(track, event, zone),
  );
  for (const before of Object.values(customer.enrollments)) {
    const journey = definitions.journey(before.journey, before.version);
    if (journey === undefined) continue;
    const after = isUnderWay(before)
      ? reach(before, journey, event, tracks, now)
      : noteExit(before, journey, event);
    if (after === before) continue;
    enrollments ??= { ...customer.enrollments };
    enrollments[after.id] = after;
    const { id } = after;
    if (after.state === "closing") {
      consequences.push({ journey: journey.name, kind: "exited", enrollment: id });
    } else if (after.wait?.matched !== before.wait?.matched) {
      consequences.push({ journey: journey.name, kind: "woken", enrollment: id });
    } else {
      continue;
    }
    touched.push(id);
  }
  return {
    customer: enrollments === undefined ? customer : { ...customer, enrollments },
    consequences,
    touched,
  };
}

/** Started or owed a start, and not yet ended: what an event can still end or wake. */
export function isUnderWay({ state }: Enrollment): boolean {
  return state === "starting" || state === "running" || state === "failed";
}

function reach(
  before: Enrollment,
  journey: CompiledJourney,
  event: CustomerEvent,
  tracks: readonly Track[],
  now: Instant,
): Enrollment {
  if (endsBy(before, journey, event)) {
    const { bid: _bid, ...rest } = before;
    return { ...rest, state: "closing", since: now, ending: event.type, endedBy: event.id };
  }
  const counted = countSinceEntry(before, journey, event, tracks);
  return matchWait(answerLater(counted, journey, event, now), journey, event, now);
}

/** No run is its own trigger's: of one type with it, an event accepted later is another one. */
function endsBy(before: Enrollment, journey: CompiledJourney, event: CustomerEvent): boolean {
  if (!isAfterTrigger(event, triggeredWhen(before))) return false;
  const run = comparedOf(before, journey);
  return journey.exits.some(
    (rule) => rule.event === event.type && matchesRule(rule, event.properties, run),
  );
}

/**
 * Where a run has come to its own end, messages of it may still be on their way: an event that would
 * have ended it stops them. The enrollment stays in the item for a day; what comes later is looked
 * for when they are claimed.
 */
function noteExit(before: Enrollment, journey: CompiledJourney, event: CustomerEvent): Enrollment {
  const isOver = before.state === "ended" && before.exitCame === undefined;
  if (!isOver || !isKeyed(journey.rules) || !endsBy(before, journey, event)) return before;
  return { ...before, exitCame: event.id };
}

function countSinceEntry(
  before: Enrollment,
  journey: CompiledJourney,
  event: CustomerEvent,
  tracks: readonly Track[],
): Enrollment {
  if (journey.sinceEntry.length === 0 || !isAfterTrigger(event, triggeredWhen(before))) {
    return before;
  }
  const run = comparedOf(before, journey);
  let sinceEntry: Record<string, SinceEntry> | undefined;
  for (const rule of journey.sinceEntry) {
    const track = tracks.find(({ id }) => id === rule.track);
    if (track === undefined || !matchesRule(rule, event.properties, run)) continue;
    sinceEntry ??= { ...before.sinceEntry };
    const { value } = readTracked(track, event.properties);
    const happened = { at: event.at, value };
    const known = sinceEntry[rule.place];
    sinceEntry[rule.place] = addSinceEntry(known, happened, track.keep === "numbers");
  }
  return sinceEntry === undefined ? before : { ...before, sinceEntry };
}

/** Waits that look back to the trigger, whether or not the run ever comes to them. */
function answerLater(
  before: Enrollment,
  journey: CompiledJourney,
  event: CustomerEvent,
  now: Instant,
): Enrollment {
  if (!isKeyed(journey.rules) || !isAfterTrigger(event, triggeredWhen(before))) return before;
  const run = comparedOf(before, journey);
  const isFirst = isBeforeFirstTurn(before, journey.program);
  const answered = asksBack(journey.program).filter(
    ({ path, rule, sinceEntry }) =>
      (sinceEntry || isFirst) &&
      before.answers?.[path] === undefined &&
      rule.event === event.type &&
      matchesRule(rule, event.properties, run),
  );
  if (answered.length === 0) return before;
  const answers = answered.map(({ path }) => [path, { at: event.at, accepted: now }] as const);
  return { ...before, answers: { ...before.answers, ...Object.fromEntries(answers) } };
}

/** A match with own time in [began, deadline] satisfies the wait; the next turn decides. */
function matchWait(
  before: Enrollment,
  journey: CompiledJourney,
  event: CustomerEvent,
  now: Instant,
): Enrollment {
  const { wait } = before;
  if (wait?.event !== event.type || wait.matched !== undefined || before.at === undefined) {
    return before;
  }
  const node = journey.program.nodes.get(before.at);
  if (node?.kind !== "waitFor") return before;
  if (!matchesRule(node.rule, event.properties, comparedOf(before, journey))) return before;
  if (event.at > wait.due || !isInWait(before, node, event, wait)) return before;
  const matched = { event: event.id, at: event.at, accepted: now };
  return {
    ...before,
    ...causeOf(event.depth, now, before.cause),
    since: now,
    wait: { ...wait, matched },
  };
}

/** From the beginning of the wait on; of one that looks back, from the trigger on. */
function isInWait(
  before: Enrollment,
  { sinceEntry }: WaitForNode,
  event: CustomerEvent,
  { began, fromTrigger }: EnrollmentWait,
): boolean {
  const looksBack = sinceEntry || fromTrigger === true;
  return isAfterTrigger(event, looksBack ? triggeredWhen(before) : { at: began });
}
