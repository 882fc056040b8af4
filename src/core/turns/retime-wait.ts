import type { Customer } from "../customers/customer.ts";
import type { Enrollment, EnrollmentWait } from "../customers/enrollment.ts";
import type { CompiledJourney, Definitions } from "../definitions/definitions.ts";
import { addDuration, type Duration } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import { outlastsGeneration } from "./generation.ts";
import { type Planning, planWait } from "./plan-wait.ts";
import type { Node, WaitNode } from "./program.ts";

/** What became different of a customer, as far as waits hang on it. */
export interface Changed {
  /** Whether this attribute has another value than before. */
  attribute(name: string): boolean;
  /** The zones that waits were planned in before and are from now on; absent: they stay. */
  readonly zones?: { readonly from: string; readonly to: string };
}

export interface Retiming {
  readonly definitions: Definitions;
  readonly now: Instant;
  /** Names the change: the id of an event, a turn, or a pass of the sweep. */
  readonly cause: string;
}

export interface RetimedWait {
  readonly enrollment: Enrollment;
  /** The attribute that it hangs on, where that was what changed; else it was the zone. */
  readonly attribute?: string;
}

/** What the wait is from now on. */
type NewTime = Pick<EnrollmentWait, "due" | "asOf" | "missed"> & { readonly attribute?: string };

/**
 * Times the wait of an enrollment anew where what it hangs on has changed: its date, or the zone of
 * its customer. A wait that a match has decided stays as it is. One that is over is decided by its
 * turn alone: until that turn is committed a new date still moves it, a new zone does not.
 * @param customer as it is after the change
 * @returns undefined where the wait stays as it is
 */
export function retimeWait(
  enrollment: Enrollment,
  journey: CompiledJourney,
  customer: Customer,
  changed: Changed,
  retiming: Retiming,
): RetimedWait | undefined {
  const { wait, at } = enrollment;
  if (wait === undefined || at === undefined || wait.matched !== undefined) return undefined;
  // Stopped in front of a step: the wait there has not begun.
  if (wait.reason === "parked" || wait.reason === "paused") return undefined;
  const node = journey.program.nodes.get(at);
  if (node === undefined) return undefined;
  const { definitions, now } = retiming;
  const next = findTime({ definitions, journey, customer, enrollment, now }, node, wait, changed);
  if (next === undefined || (next.due === wait.due && next.missed === wait.missed)) {
    return undefined;
  }
  const { attribute, ...time } = next;
  const timed = { enrollment: timeAgain(enrollment, wait, time, retiming) };
  return attribute === undefined ? timed : { ...timed, attribute };
}

function findTime(
  planning: Planning,
  node: Node,
  wait: EnrollmentWait,
  changed: Changed,
): NewTime | undefined {
  if (node.kind === "wait" && node.until.kind === "date") {
    const { attribute } = node.until;
    if (changed.attribute(attribute)) return { ...followDate(planning, node, wait), attribute };
  }
  const { zones } = changed;
  if (zones === undefined || wait.due <= planning.now) return undefined;
  switch (node.kind) {
    case "wait":
      return followZone(planning, node, wait, zones);
    case "waitFor":
      return shift(wait, node.atMost, zones, planning.now);
    case "send":
      return isHeldByClock(wait) ? { ...keptOf(wait), due: planning.now } : undefined;
    case "branch":
    case "split":
    case "repeat":
    case "update":
    case "emit":
    case "task":
    case "offer":
    case "exit":
      return undefined;
  }
}

/** The new date is planned as by a wait that begins now. */
function followDate(planning: Planning, node: WaitNode, wait: EnrollmentWait): NewTime {
  const { now } = planning;
  const planned = planWait(planning, node, zoneOfWaits(planning));
  if ("due" in planned) return { due: planned.due, asOf: now };
  // Over at once, or as long as it has been over for the same cause.
  const due = wait.missed === undefined ? now : wait.due;
  return { due, missed: planned.because, asOf: now };
}

function followZone(
  planning: Planning,
  node: WaitNode,
  wait: EnrollmentWait,
  zones: { readonly from: string; readonly to: string },
): NewTime | undefined {
  const { until } = node;
  const { now } = planning;
  switch (until.kind) {
    case "for":
      return shift(wait, until.duration, zones, now);
    case "date": {
      // A day that has begun sooner in the new zone is met, not missed: it was known in time.
      const planned = planWait({ ...planning, now: wait.asOf ?? wait.began }, node, zones.to);
      const due = "due" in planned ? planned.due : now;
      return { ...keptOf(wait), due: Math.max(due, now) };
    }
    case "time":
    case "send-window": {
      // From now, not from its beginning: a local time that is past is never met at another one.
      const planned = planWait(planning, node, zones.to);
      if ("due" in planned) return { due: planned.due };
      return planned.missed ? { due: now, missed: planned.because } : { due: now };
    }
  }
}

/** Days, weeks and months keep the local time of the beginning; hours and minutes are the same. */
function shift(
  wait: EnrollmentWait,
  length: Duration,
  { from, to }: { readonly from: string; readonly to: string },
  now: Instant,
): NewTime | undefined {
  const due = addDuration(wait.began, length, to);
  // It began in the new zone already.
  if (due === wait.due) return undefined;
  const moved = wait.due + due - addDuration(wait.began, length, from);
  return { ...keptOf(wait), due: Math.max(moved, now) };
}

function keptOf({ asOf, missed }: EnrollmentWait): Pick<NewTime, "asOf" | "missed"> {
  return { ...(asOf !== undefined && { asOf }), ...(missed !== undefined && { missed }) };
}

/** A send that a turn held by the clock of the zone, or for want of one: the next turn asks again. */
function isHeldByClock({ reason }: EnrollmentWait): boolean {
  return reason === "send-window" || reason === "quiet-hours" || reason === "unknown-zone";
}

function zoneOfWaits({ customer, definitions }: Planning): string {
  return customer.zone ?? definitions.settings.zone;
}

function timeAgain(
  enrollment: Enrollment,
  wait: EnrollmentWait,
  time: Pick<EnrollmentWait, "due" | "asOf" | "missed">,
  { now, cause }: Retiming,
): Enrollment {
  const { asOf: _asOf, missed: _missed, paused, ...rest } = wait;
  const { state, generation, bid } = enrollment;
  // The first turn of who is yet to start, or to be resumed, sets a timer of its own.
  const isTimed = state === "running";
  const parks = isTimed && !wait.parked && outlastsGeneration(time.due, enrollment);
  return {
    ...enrollment,
    ...(isTimed && { since: now }),
    ...(parks && { generation: generation + 1 }),
    ...(bid && { bid: { ...bid, earliest: time.due } }),
    wait: {
      ...rest,
      ...time,
      // What a pause held is over no more, and waits on.
      ...(paused && time.due <= now && { paused }),
      ...(parks && { parked: true }),
      ...(isTimed && {
        timer: wait.timer + 1,
        retimed: { by: cause, from: wait.retimed?.from ?? wait.timer },
      }),
    },
  };
}
