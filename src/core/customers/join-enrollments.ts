import type { CompiledJourney, Definitions } from "../definitions/definitions.ts";
import { isKeyed } from "../definitions/rules.ts";
import { isDerived } from "../definitions/vocabulary.ts";
import { isHeldOut } from "../events/enter-journeys.ts";
import type { CustomerEvent } from "../events/event.ts";
import { learnPast } from "../events/learn-past.ts";
import { sinceKnown } from "../events/look-back-at-figures.ts";
import type { EventConsequence } from "../events/outcome.ts";
import type { PastRecord } from "../events/past.ts";
import { isUnderWay } from "../events/reach-enrollments.ts";
import { hashId } from "../hash.ts";
import { happenedBefore, type Instant } from "../time/instant.ts";
import type { Customer, CustomerKey } from "./customer.ts";
import { addSinceEntries, type Enrollment, type SinceEntry, triggeredWhen } from "./enrollment.ts";

type Enrollments = Customer["enrollments"];

export interface JoinedEnrollments {
  /** Enrollments of the known customer: its own, and those that go on under it. */
  readonly known: Enrollments;
  /** What stays in the anonymous item until its runs have ended. */
  readonly left: Enrollments;
  readonly consequences: readonly EventConsequence[];
  /** Enrollments of the known customer that began, ended or were woken by the join. */
  readonly touched: readonly string[];
}

interface Joining {
  readonly event: CustomerEvent;
  readonly definitions: Definitions;
  readonly now: Instant;
  /** Histories of the two, where {@link asksPast} asked for them. */
  readonly histories?: ReadonlyMap<CustomerKey, readonly PastRecord[]> | undefined;
  /** Enrollments of the known customer that the join ends otherwise: others may go on in their place. */
  readonly placesLeft: ReadonlySet<string>;
}

/** How an enrollment says that it ended with its customer. */
export const joinedAway = "joined";

/** The enrollment that goes on in the place of another: the same however often it is asked for. */
export function continuationOf(known: CustomerKey, enrollmentId: string): string {
  return `${known}-${hashId("continues", enrollmentId)}`;
}

/**
 * Enrollments of two customers in one (docs/joining-customers.md). What is known of either counts
 * for the other's: it ends what it would have ended, and answers waits. What is left of the
 * anonymous customer's goes on under the known one, from the place where it stands and by a run of
 * its own, unless the known one is under way there already or held out.
 */
export function joinEnrollments(
  known: Customer,
  anonymous: Customer,
  joining: Joining,
): JoinedEnrollments {
  const consequences: EventConsequence[] = [];
  const touched: string[] = [];
  const mine: Record<string, Enrollment> = { ...known.enrollments };
  const left: Record<string, Enrollment> = { ...anonymous.enrollments };
  for (const before of Object.values(known.enrollments).filter(isUnderWay)) {
    const after = learn(before, anonymous, joining);
    if (after === before) continue;
    mine[after.id] = after;
    if (after.state !== "closing" && after.wait?.matched === before.wait?.matched) continue;
    const kind = after.state === "closing" ? "exited" : "woken";
    consequences.push({ journey: after.journey, kind, enrollment: after.id });
    touched.push(after.id);
  }
  for (const before of Object.values(anonymous.enrollments).filter(isUnderWay)) {
    const { id, journey } = before;
    const after = learn(before, known, joining);
    if (after.state === "closing") {
      left[id] = after;
      consequences.push({ journey, kind: "exited", enrollment: id });
      continue;
    }
    const ended = endBy(before, joinedAway, joining);
    if (!mayGoOn(after, known, mine, joining)) {
      left[id] = ended;
      consequences.push({ journey, kind: "joined", enrollment: id });
      continue;
    }
    const next = goOn(after, known.key, joining);
    left[id] = { ...ended, goesOnAs: next.id };
    mine[next.id] = next;
    consequences.push({ journey, kind: "goes-on", enrollment: next.id });
    touched.push(next.id);
  }
  return { known: mine, left, consequences, touched };
}

/**
 * What the other customer's history does to an enrollment: ends it, answers its wait, counts. Of a
 * version of the first rules as far as figures tell.
 */
function learn(before: Enrollment, other: Customer, joining: Joining): Enrollment {
  const journey = joining.definitions.journey(before.journey, before.version);
  if (journey === undefined) return before;
  if (isKeyed(journey.rules)) {
    const { event, definitions, now, histories } = joining;
    const past = { customer: other, definitions, now, history: histories?.get(other.key) };
    const { ending, enrollment } = learnPast(before, journey, past, { event: event.id, now });
    return ending === undefined ? enrollment : endBy(before, ending, joining);
  }
  const exit = journey.exits.find(({ event, track }) => {
    // Of a segment that the other one left: what the two are in together is settled after.
    if (isDerived(event)) return false;
    const last = other.figures[track]?.last;
    return last !== undefined && !happenedBefore(last, triggeredWhen(before).at);
  });
  if (exit !== undefined) return endBy(before, exit.event, joining);
  return answerWait(countSince(before, journey, other), journey, other, joining);
}

function endBy(before: Enrollment, ending: string, { event, now }: Joining): Enrollment {
  const { bid: _bid, ...rest } = before;
  return { ...rest, state: "closing", since: now, ending, endedBy: event.id };
}

function countSince(before: Enrollment, journey: CompiledJourney, other: Customer): Enrollment {
  const { sinceEntry: counted } = sinceKnown(other, journey, triggeredWhen(before));
  if (counted === undefined) return before;
  const sinceEntry: Record<string, SinceEntry> = { ...before.sinceEntry };
  for (const [track, more] of Object.entries(counted)) {
    sinceEntry[track] = addSinceEntries(sinceEntry[track], more);
  }
  return { ...before, sinceEntry };
}

/** As far as the figure tells: by the other's last such event. */
function answerWait(
  before: Enrollment,
  journey: CompiledJourney,
  other: Customer,
  { event, now }: Joining,
): Enrollment {
  const { wait, at } = before;
  if (wait?.event === undefined || wait.matched !== undefined || at === undefined) return before;
  const node = journey.program.nodes.get(at);
  if (node?.kind !== "waitFor" || isDerived(node.rule.event)) return before;
  const last = other.figures[node.rule.track]?.last;
  if (last === undefined || happenedBefore(last, wait.began) || last > wait.due) return before;
  return {
    ...before,
    since: now,
    wait: { ...wait, matched: { event: event.id, at: last, accepted: now } },
  };
}

function mayGoOn(
  { journey: name, version, key }: Enrollment,
  known: Customer,
  mine: Enrollments,
  { definitions, placesLeft }: Joining,
): boolean {
  const journey = definitions.journey(name, version);
  if (journey !== undefined && isHeldOut(known, journey, definitions)) return false;
  return !Object.values(mine).some(
    (other) =>
      isUnderWay(other) && other.journey === name && other.key === key && !placesLeft.has(other.id),
  );
}

/** Where it stands, with a run of its own; what the last turn left is completed at its old name. */
function goOn(before: Enrollment, known: CustomerKey, { event, now }: Joining): Enrollment {
  const { record: _record, broken: _broken, ...rest } = before;
  return {
    ...rest,
    id: continuationOf(known, before.id),
    state: "starting",
    since: now,
    generation: 1,
    generationBegan: now,
    continues: { enrollment: before.id, by: event.id },
  };
}
