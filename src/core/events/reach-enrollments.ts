import { isTracked, readTracked, type Track } from "../conditions/tracks.ts";
import type { Customer } from "../customers/customer.ts";
import {
  addSinceEntry,
  type Enrollment,
  type SinceEntry,
  triggeredWhen,
} from "../customers/enrollment.ts";
import type { CompiledJourney, Definitions } from "../definitions/definitions.ts";
import { happenedBefore, type Instant } from "../time/instant.ts";
import { isBefore } from "../time/when.ts";
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
    if (!isUnderWay(before)) continue;
    const journey = definitions.journey(before.journey, before.version);
    if (journey === undefined) continue;
    const after = reach(before, journey, event, tracks, now);
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
  if (!isBefore(event, triggeredWhen(before)) && matchesExit(journey, event)) {
    const { bid: _bid, ...rest } = before;
    return { ...rest, state: "closing", since: now, ending: event.type, endedBy: event.id };
  }
  return matchWait(countSinceEntry(before, journey, event, tracks), journey, event, now);
}

export function matchesExit(journey: CompiledJourney, event: CustomerEvent): boolean {
  return journey.exits.some((rule) => rule.event === event.type && rule.test(event.properties));
}

function countSinceEntry(
  before: Enrollment,
  journey: CompiledJourney,
  event: CustomerEvent,
  tracks: readonly Track[],
): Enrollment {
  if (journey.sinceEntry.length === 0 || isBefore(event, triggeredWhen(before))) return before;
  let sinceEntry: Record<string, SinceEntry> | undefined;
  for (const track of tracks) {
    if (!journey.sinceEntry.includes(track.id)) continue;
    sinceEntry ??= { ...before.sinceEntry };
    const { value } = readTracked(track, event.properties);
    const happened = { at: event.at, value };
    sinceEntry[track.id] = addSinceEntry(sinceEntry[track.id], happened, track.keep === "numbers");
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
