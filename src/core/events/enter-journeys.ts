import type { Customer, CustomerKey, EntryCounts, OpenGoal } from "../customers/customer.ts";
import type { Enrollment } from "../customers/enrollment.ts";
import { type SaidValues, saidIn } from "../customers/said-values.ts";
import type { CompiledJourney, Definitions } from "../definitions/definitions.ts";
import { hashId, hashShare } from "../hash.ts";
import { plural } from "../reasons/plural.ts";
import type { Why } from "../reasons/reason.ts";
import { addDuration } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import { latestWake } from "../time/latest-wake.ts";
import { comparedIn } from "./concerns-run.ts";
import { causeOf, tooDeep } from "./depth.ts";
import { meetAtEntry, openGoal } from "./entry-goal.ts";
import type { CustomerEvent } from "./event.ts";
import { lookBackAsFar } from "./look-back.ts";
import type { EventConsequence } from "./outcome.ts";
import type { PastEvent, PastRecord } from "./past.ts";
import { isUnderWay, type Reached } from "./reach-enrollments.ts";

/** Keys remembered per journey for re-entry; a 101st lets go of the oldest. */
const keptKeys = 100;
/** Enrollments under way at once; more would swell the item past its alarm. */
const mostEnrollments = 50;

export interface Entering {
  /** The customer as the event found it, to tell what was known before. */
  readonly before: Customer;
  readonly definitions: Definitions;
  readonly now: Instant;
  /** Where a journey that the event may start has to look further back than the item goes. */
  readonly history?: readonly PastRecord[] | undefined;
}

/** Starts every live journey whose trigger this event is, or says why not. */
export function enterJourneys(
  customer: Customer,
  event: CustomerEvent,
  entering: Entering,
): Reached {
  let reached: Reached = { customer, consequences: [], touched: [] };
  for (const journey of entering.definitions.entriesOn.get(event.type) ?? []) {
    if (!journey.entry.test(event.properties)) continue;
    const entered = enterJourney(reached.customer, journey, event, entering);
    reached = {
      customer: entered.customer,
      consequences: [...reached.consequences, ...entered.consequences],
      touched: [...reached.touched, ...entered.touched],
    };
  }
  return reached;
}

/** Starts a journey on an event that is known to be its trigger, or says why not. */
export function enterJourney(
  customer: Customer,
  journey: CompiledJourney,
  event: CustomerEvent,
  entering: Entering,
): Reached {
  const entry = decideEntry(customer, journey, event, entering);
  if (entry.kind === "not-entered") {
    const { kind, reason } = entry;
    return { customer, consequences: [{ journey: journey.name, kind, reason }], touched: [] };
  }
  const { kind, enrollment } = entry;
  const { id, key } = enrollment;
  const heldOut = kind === "held-out";
  const met = entry.goal === undefined ? [] : [meetAtEntry(journey, id, entry.goal, heldOut)];
  const counted = recordEntry(customer, journey, enrollment);
  const open =
    met.length === 0
      ? openGoal(journey, id, { event, compared: entry.compared }, heldOut).map((goal) =>
          heldOut ? { ...goal, ...silenceOf(enrollment) } : goal,
        )
      : [];
  const current = open.length === 0 ? counted : { ...counted, goals: [...counted.goals, ...open] };
  const plain: EventConsequence = { journey: journey.name, kind, enrollment: id };
  const said = key === "" ? plain : { ...plain, reason: `${journey.entry.key} ${key}` };
  const consequences = [said, ...met];
  if (kind !== "entered") return { customer: current, consequences, touched: [] };
  const enrollments = { ...current.enrollments, [id]: enrollment };
  return { customer: { ...current, enrollments }, consequences, touched: [id] };
}

function keyOf({ entry }: CompiledJourney, { properties }: CustomerEvent): string {
  return entry.key === undefined ? "" : String(properties[entry.key] ?? "");
}

/** One event starts at most one enrollment per journey, by this id, however often it comes. */
function enrollmentId(
  customer: CustomerKey,
  journey: CompiledJourney,
  event: CustomerEvent,
): string {
  return `${customer}-${hashId(journey.name, keyOf(journey, event), event.id)}`;
}

/** The enrollments that an event would start if no rule kept its customer out. */
export function startableBy(
  event: CustomerEvent,
  customer: CustomerKey,
  { entriesOn }: Definitions,
): string[] {
  return (entriesOn.get(event.type) ?? [])
    .filter(({ entry }) => entry.test(event.properties))
    .map((journey) => enrollmentId(customer, journey, event));
}

type Entry =
  | { kind: "not-entered"; reason: Why }
  | {
      kind: "entered" | "held-out" | "ended-at-entry";
      enrollment: Enrollment;
      compared: SaidValues;
      goal?: PastEvent;
    };

function decideEntry(
  customer: Customer,
  journey: CompiledJourney,
  event: CustomerEvent,
  entering: Entering,
): Entry {
  const { before, definitions, now, history } = entering;
  const past = { customer: before, definitions, now, history };
  const key = keyOf(journey, event);
  const refusal = tooDeep(event.depth) ?? refuse(customer, journey, key, definitions, now);
  if (refusal !== undefined) return { kind: "not-entered", reason: refusal };
  const [, enteredBefore] = customer.entries[journey.name]?.[entryKey(key)] ?? [];
  const compared = saidIn(event.properties, journey.compares);
  const { exited, goal, kept } = lookBackAsFar(journey, { event, compared }, past);
  const own = comparedIn(event.properties, key, journey);
  const enrollment: Enrollment = {
    id: enrollmentId(customer.key, journey, event),
    journey: journey.name,
    version: journey.version,
    key,
    state: "starting",
    since: now,
    entered: now,
    triggered: event.said ?? event.at,
    trigger: event.id,
    generation: 1,
    generationBegan: now,
    turn: 0,
    ...(enteredBefore !== undefined && { enteredBefore }),
    ...causeOf(event.depth, now),
    ...(event.silentSince !== undefined && { silentSince: event.silentSince }),
    ...(journey.program.first !== undefined && { at: journey.program.first.path }),
    ...(Object.keys(own).length > 0 && { compared: own }),
    ...kept,
  };
  const entry = { enrollment, compared, ...(goal !== undefined && { goal }) };
  if (isHeldOut(customer, journey, definitions)) return { kind: "held-out", ...entry };
  return { kind: exited ? "ended-at-entry" : "entered", ...entry };
}

/** The rule that keeps the customer out, in words; undefined when there is none. */
function refuse(
  customer: Customer,
  journey: CompiledJourney,
  key: string,
  definitions: Definitions,
  now: Instant,
): string | undefined {
  if (now < journey.opens) return `opens ${journey.definition.from}`;
  if (now >= journey.closes) return `closed after ${journey.definition.to}`;
  if (journey.entry.key !== undefined && key === "") return `the event has no ${journey.entry.key}`;
  const condition = journey.entry.if;
  const today = definitions.today(now);
  if (condition && !condition({ customer, now, today, zone: definitions.settings.zone })) {
    return "the entry condition does not hold";
  }
  const running = Object.values(customer.enrollments).filter(isUnderWay);
  if (running.some((other) => other.journey === journey.name && other.key === key)) {
    return "already under way";
  }
  if (running.length >= mostEnrollments) return `already in ${plural(mostEnrollments, "journey")}`;
  const [count, last] = customer.entries[journey.name]?.[entryKey(key)] ?? [0, 0];
  const { after, atMost } = journey.reentry;
  if (count >= atMost) return `re-entry: entered ${count} of at most ${plural(atMost, "time")}`;
  // The last one may have come a minute late and this one on time, such as two birthdays' mails.
  const again = addDuration(last, after, customer.zone ?? definitions.settings.zone);
  if (count > 0 && now < again - latestWake) return "re-entry: entered too recently";
  if (hashShare("rollout", journey.name, customer.key) >= journey.rollout) {
    // A share of 0.28 is 28.000000000000004 hundredths to a computer.
    return `not among the ${Number((journey.rollout * 100).toFixed(6))} % of the rollout`;
  }
  return undefined;
}

/** Sticky: who is held out stays so unless the share shrinks (I9). */
export function isHeldOut(
  customer: Pick<Customer, "key">,
  journey: CompiledJourney,
  { settings }: Definitions,
): boolean {
  if (hashShare("journey-holdout", journey.name, customer.key) < journey.holdout) return true;
  if (settings.isTransactional(journey.purpose)) return false;
  return hashShare("global-holdout", customer.key) < settings.holdout;
}

/** Keys may be long order ids; a hash of 8 characters keeps the item small. */
export function entryKey(key: string): string {
  return key === "" ? "" : hashId(key).slice(0, 8);
}

function recordEntry(
  customer: Customer,
  { name: journey }: CompiledJourney,
  { entered, key }: Enrollment,
): Customer {
  const name = entryKey(key);
  const known = customer.entries[journey] ?? {};
  const counts: [string, readonly [number, Instant]][] = Object.entries(known)
    .filter(([other]) => other !== name)
    .slice(-(keptKeys - 1));
  const entries: EntryCounts = Object.fromEntries([
    ...counts,
    [name, [(known[name]?.[0] ?? 0) + 1, entered]],
  ]);
  return { ...customer, entries: { ...customer.entries, [journey]: entries } };
}

/** Nothing but the goal is left of who is held out. */
function silenceOf({
  silentSince: since,
  key,
  enteredBefore,
}: Enrollment): Pick<OpenGoal, "silence"> {
  if (since === undefined) return {};
  return { silence: { since, key, ...(enteredBefore !== undefined && { enteredBefore }) } };
}
