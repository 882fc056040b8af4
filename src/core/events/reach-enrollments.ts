import type { Customer } from "../customers/customer.ts";
import type { Enrollment, SinceEntry } from "../customers/enrollment.ts";
import type { CompiledJourney, Definitions } from "../definitions/definitions.ts";
import { happenedBefore, type Instant } from "../time/instant.ts";
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
  for (const before of Object.values(customer.enrollments)) {
    if (!isUnderWay(before)) continue;
    const journey = definitions.journey(before.journey, before.version);
    if (journey === undefined) continue;
    const after = reach(before, journey, event, definitions, now);
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
  definitions: Definitions,
  now: Instant,
): Enrollment {
  if (!happenedBefore(event.at, before.triggered) && matchesExit(journey, event)) {
    const { bid: _bid, ...rest } = before;
    return { ...rest, state: "closing", since: now, ending: event.type, endedBy: event.id };
  }
  return matchWait(countSinceEntry(before, journey, event, definitions), journey, event, now);
}

export function matchesExit(journey: CompiledJourney, event: CustomerEvent): boolean {
  return journey.exits.some((rule) => rule.event === event.type && rule.test(event.properties));
}

function countSinceEntry(
  before: Enrollment,
  journey: CompiledJourney,
  event: CustomerEvent,
  definitions: Definitions,
): Enrollment {
  if (journey.sinceEntry.length === 0 || happenedBefore(event.at, before.triggered)) return before;
  let sinceEntry: Record<string, SinceEntry> | undefined;
  for (const track of definitions.tracks.get(event.type) ?? []) {
    if (!journey.sinceEntry.includes(track.id) || !track.test(event.properties)) continue;
    sinceEntry ??= { ...before.sinceEntry };
    const [count, sum, last] = sinceEntry[track.id] ?? [0, 0, 0];
    const value = track.of === undefined ? 0 : event.properties[track.of];
    const added = typeof value === "number" ? value : 0;
    sinceEntry[track.id] = [count + 1, sum + added, Math.max(last, event.at)];
  }
  return sinceEntry === undefined ? before : { ...before, sinceEntry };
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
  if (node?.kind !== "waitFor" || !node.test(event.properties)) return before;
  if (happenedBefore(event.at, wait.began) || event.at > wait.due) return before;
  const matched = { event: event.id, at: event.at, accepted: now };
  return { ...before, since: now, wait: { ...wait, matched } };
}
