import type { Customer, CustomerKey, EntryCounts } from "../customers/customer.ts";
import { addSinceEntry, type Enrollment, type SinceEntry } from "../customers/enrollment.ts";
import type { CompiledJourney, Definitions } from "../definitions/definitions.ts";
import { hashId, hashShare } from "../hash.ts";
import type { Instant } from "../time/instant.ts";
import { latestWake } from "../time/latest-wake.ts";
import type { CustomerEvent } from "./event.ts";
import type { EventConsequence } from "./outcome.ts";
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
  const current = recordEntry(customer, journey, enrollment, event, kind === "held-out");
  const plain: EventConsequence = { journey: journey.name, kind, enrollment: id };
  const said = key === "" ? plain : { ...plain, reason: `${journey.entry.key} ${key}` };
  if (kind !== "entered") return { customer: current, consequences: [said], touched: [] };
  const enrollments = { ...current.enrollments, [id]: enrollment };
  return { customer: { ...current, enrollments }, consequences: [said], touched: [id] };
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
  | { kind: "not-entered"; reason: string }
  | { kind: "entered" | "held-out" | "ended-at-entry"; enrollment: Enrollment };

function decideEntry(
  customer: Customer,
  journey: CompiledJourney,
  event: CustomerEvent,
  { before, definitions, now }: Entering,
): Entry {
  const key = keyOf(journey, event);
  const refusal = refuse(customer, journey, key, definitions, now);
  if (refusal !== undefined) return { kind: "not-entered", reason: refusal };
  const [, enteredBefore] = customer.entries[journey.name]?.[entryKey(key)] ?? [];
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
    ...(journey.program.first !== undefined && { at: journey.program.first.path }),
    ...sinceKnown(before, journey, event),
  };
  if (isHeldOut(customer, journey, definitions)) return { kind: "held-out", enrollment };
  // Order is not assumed: an exit event with a later own time may have been accepted first.
  const exited = journey.exits.some((rule) => (before.figures[rule.track]?.last ?? -1) >= event.at);
  return { kind: exited ? "ended-at-entry" : "entered", enrollment };
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
  if (running.length >= mostEnrollments) return `already in ${mostEnrollments} journeys`;
  const [count, last] = customer.entries[journey.name]?.[entryKey(key)] ?? [0, 0];
  const { after, atMost } = journey.reentry;
  if (count >= atMost) return `re-entry: entered ${count} of at most ${atMost} times`;
  // The last one may have come a minute late and this one on time, such as two birthdays' mails.
  if (count > 0 && now - last < after - latestWake) return "re-entry: entered too recently";
  if (hashShare("rollout", journey.name, customer.key) >= journey.rollout) {
    return `not among the ${journey.rollout * 100} % of the rollout`;
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
  journey: CompiledJourney,
  enrollment: Enrollment,
  { at, said }: CustomerEvent,
  heldOut: boolean,
): Customer {
  const { entered, key, id } = enrollment;
  const name = entryKey(key);
  const known = customer.entries[journey.name] ?? {};
  const counts: [string, readonly [number, Instant]][] = Object.entries(known)
    .filter(([other]) => other !== name)
    .slice(-(keptKeys - 1));
  const entries: EntryCounts = Object.fromEntries([
    ...counts,
    [name, [(known[name]?.[0] ?? 0) + 1, entered]],
  ]);
  const { goal } = journey;
  return {
    ...customer,
    entries: { ...customer.entries, [journey.name]: entries },
    ...(goal && {
      goals: [
        ...customer.goals,
        {
          journey: journey.name,
          version: journey.version,
          id,
          since: at,
          ...(said !== undefined && { said }),
          until: at + goal.within,
          ...(heldOut && { heldOut: true as const }),
        },
      ],
    }),
  };
}

/** Events after the trigger that were accepted before it: from the instants kept for 72 h. */
export function sinceKnown(
  before: Pick<Customer, "figures">,
  journey: CompiledJourney,
  event: Pick<CustomerEvent, "at">,
): { sinceEntry?: Record<string, SinceEntry> } {
  const since: Record<string, SinceEntry> = {};
  for (const track of journey.sinceEntry) {
    const figure = before.figures[track];
    const recent = figure?.recent ?? [];
    let counted: SinceEntry | undefined;
    for (let i = recent.length - 2; i >= 0 && (recent[i] as number) >= event.at; i -= 2) {
      const happened = { at: recent[i] as number, value: recent[i + 1] as number };
      counted = addSinceEntry(counted, happened, figure?.least !== undefined);
    }
    if (counted !== undefined) since[track] = counted;
  }
  return Object.keys(since).length === 0 ? {} : { sinceEntry: since };
}
