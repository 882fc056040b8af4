import { readTracked } from "../conditions/tracks.ts";
import type { Customer } from "../customers/customer.ts";
import {
  addSinceEntry,
  type Enrollment,
  type KnownAnswer,
  type SinceEntry,
  triggeredWhen,
} from "../customers/enrollment.ts";
import type { CompiledJourney, Definitions } from "../definitions/definitions.ts";
import type { EventRule } from "../definitions/event-rule.ts";
import { isKeyed } from "../definitions/rules.ts";
import { isDerived } from "../definitions/vocabulary.ts";
import type { Instant } from "../time/instant.ts";
import { isBefore, type When } from "../time/when.ts";
import { asksBack, isBeforeFirstTurn } from "../turns/first-waits.ts";
import { comparedOf, concernsRun } from "./concerns-run.ts";
import { type Past, type PastEvent, recall } from "./past.ts";
import { isUnderWay } from "./reach-enrollments.ts";

/** What the past of another customer, who turns out to be the same, does to an enrollment. */
export interface Learned {
  /** The type of an event that ends it. */
  readonly ending?: string;
  /** With what is counted and answered; the very same where nothing is. */
  readonly enrollment: Enrollment;
}

/**
 * What another customer did counts for an enrollment as if it had come to its own customer. Of
 * segments that the other one left nothing counts: what the two are in together is settled after.
 * @param by the event that joins them
 */
export function learnPast(
  before: Enrollment,
  journey: CompiledJourney,
  past: Past,
  by: { readonly event: string; readonly now: Instant },
): Learned {
  const follows = (rule: EventRule, since: When = triggeredWhen(before)): readonly PastEvent[] => {
    if (isDerived(rule.event)) return [];
    const found = recall({ ...past, history: past.history ?? [] }, rule, since);
    if (found === "ask-history") throw new TypeError("asks for a history that it has");
    return found.filter((one) => mayCount(one, rule, before, journey, since));
  };
  const exit = journey.exits.find((rule) => follows(rule).length > 0);
  if (exit !== undefined) return { ending: exit.event, enrollment: before };
  const counted = countPast(before, journey, past.definitions, follows);
  const answered = answerPast(counted, journey, follows);
  return { enrollment: matchPast(answered, journey, follows, by) };
}

/** Whether the history of another customer has to be read before the two are joined. */
export function asksPast(
  customer: Customer,
  other: Customer,
  definitions: Definitions,
  now: Instant,
): boolean {
  const past = { customer: other, definitions, now };
  return Object.values(customer.enrollments).some((enrollment) => {
    const journey = definitions.journey(enrollment.journey, enrollment.version);
    if (journey === undefined || !isUnderWay(enrollment) || !isKeyed(journey.rules)) return false;
    const since = triggeredWhen(enrollment);
    const counting = new Set<EventRule>(journey.sinceEntry);
    return journey.listening.some((rule) => {
      const found = recall(past, rule, since);
      return found === "ask-history" || (counting.has(rule) && found.length > 0);
    });
  });
}

function mayCount(
  one: PastEvent,
  rule: EventRule,
  before: Enrollment,
  journey: CompiledJourney,
  since: When,
): boolean {
  if (!concernsRun(rule, one.values, comparedOf(before, journey))) return false;
  const wasAccepted = one.accepted > before.entered || rule.event !== journey.entry.event;
  return wasAccepted ? !isBefore(one, since) : isBefore(since, one);
}

type Follows = (rule: EventRule, since?: When) => readonly PastEvent[];

function countPast(
  before: Enrollment,
  journey: CompiledJourney,
  { tracks }: Definitions,
  follows: Follows,
): Enrollment {
  const sinceEntry: Record<string, SinceEntry> = { ...before.sinceEntry };
  for (const rule of journey.sinceEntry) {
    const track = tracks.get(rule.event)?.find(({ id }) => id === rule.track);
    for (const { at, properties } of follows(rule)) {
      if (track === undefined || properties === undefined) continue;
      const { value } = readTracked(track, properties);
      const numbers = track.keep === "numbers";
      sinceEntry[rule.place] = addSinceEntry(sinceEntry[rule.place], { at, value }, numbers);
    }
  }
  return Object.keys(sinceEntry).length === 0 ? before : { ...before, sinceEntry };
}

function answerPast(before: Enrollment, journey: CompiledJourney, follows: Follows): Enrollment {
  const isFirst = isBeforeFirstTurn(before, journey.program);
  const answers: Record<string, KnownAnswer> = {};
  for (const { path, rule, sinceEntry } of asksBack(journey.program)) {
    const [first] = sinceEntry || isFirst ? follows(rule) : [];
    if (first !== undefined) answers[path] = { at: first.at, accepted: first.accepted };
  }
  if (Object.keys(answers).length === 0) return before;
  return { ...before, answers: { ...answers, ...before.answers } };
}

function matchPast(
  before: Enrollment,
  journey: CompiledJourney,
  follows: Follows,
  { event, now }: { readonly event: string; readonly now: Instant },
): Enrollment {
  const { wait, at } = before;
  if (wait?.event === undefined || wait.matched !== undefined || at === undefined) return before;
  const node = journey.program.nodes.get(at);
  if (node?.kind !== "waitFor") return before;
  const looksBack = node.sinceEntry || wait.fromTrigger === true;
  const since = looksBack ? triggeredWhen(before) : { at: wait.began };
  const found = follows(node.rule, since).find((one) => one.at <= wait.due);
  if (found === undefined) return before;
  return {
    ...before,
    since: now,
    wait: { ...wait, matched: { event, at: found.at, accepted: now } },
  };
}
