import type { Channel } from "../channels/channels.ts";
import type { Cause } from "../events/depth.ts";
import type { Instant } from "../time/instant.ts";
import { type When, whenOf } from "../time/when.ts";
import { addDecimal } from "./add-decimal.ts";
import type { SaidValues } from "./said-values.ts";

/**
 * starting: StartExecution is owed · running · closing: ended by an event, the end of its run is
 * owed · ended: by its own last turn, for good; kept a day for that turn's retries · failed: its
 * run broke.
 */
export type EnrollmentState = "starting" | "running" | "closing" | "ended" | "failed";

/** Why an enrollment waits. */
export type WaitReason =
  | "for"
  | "until"
  | "event"
  | "send-window"
  | "quiet-hours"
  | "capped"
  | "yielded"
  | "unknown-zone"
  | "parked"
  /** A pause held the turn before its first step, or before the step that it stands at. */
  | "paused";

export interface EnrollmentWait {
  readonly reason: WaitReason;
  readonly began: Instant;
  readonly due: Instant;
  /** Rises whenever the turn is timed again; part of the schedule's name. */
  readonly timer: number;
  /** The event type that ends a waitFor early; its filter is in the definition. */
  readonly event?: string;
  /** Set on a waitFor that the first turn reached: events since the trigger may answer it. */
  readonly fromTrigger?: true;
  /** No run is under way until then: the wake starts the next generation. */
  readonly parked?: true;
  /** It is over, but a pause holds its turn. No timer is set: the sweep after the unpause wakes it. */
  readonly paused?: true;
  /** Until a date that has changed meanwhile: since when it is planned by the new one. */
  readonly asOf?: Instant;
  /** The date that it waited for is gone or lies in the past: its turn goes by `otherwise`. */
  readonly missed?: string;
  /** Present when the wait was re-timed because the date or the zone that it hangs on changed. */
  readonly retimed?: Retimed;
  /** The event that satisfied it. The next turn decides. */
  readonly matched?: Answer;
}

/** A new timing of a wait by something other than a turn. */
export interface Retimed {
  /** The event, turn or pass that changed what the wait hangs on. */
  readonly by: string;
  /**
   * While it is owed to the outside: the number of the timer that it had before. That timer is to be
   * taken down and one of the new number set; where the wait has become parked, its run has to end.
   */
  readonly from?: number;
}

/** An event that answers a wait. */
export interface Answer {
  readonly event: string;
  readonly at: Instant;
  readonly accepted: Instant;
}

/** The same, known before the wait began. */
export type KnownAnswer = Omit<Answer, "event">;

/** A wait whose next step is a send says so, that caps can be arbitrated (W3). */
export interface Bid {
  readonly priority: number;
  readonly purpose: string;
  readonly channels: readonly Channel[];
  readonly earliest: Instant;
}

/** What the offers of this enrollment issued, for templates. */
export interface IssuedOffer {
  readonly offer: string;
  readonly code: string;
  readonly expires: Instant;
  readonly value?: number;
}

/**
 * Count, sum and newest own time of a tracked event since the trigger, that one not included; of a
 * figure of numbers also the least and the greatest.
 */
export type SinceEntry = readonly [
  count: number,
  sum: number,
  last: Instant,
  least?: number,
  greatest?: number,
];

/** When the trigger of an enrollment happened. */
export function triggeredWhen({
  triggered,
  entered,
}: Pick<Enrollment, "triggered" | "entered">): When {
  return whenOf(triggered, entered);
}

/** Counts one more in. @param numbers whether the figure keeps extremes */
export function addSinceEntry(
  before: SinceEntry | undefined,
  event: { at: Instant; value: number },
  numbers: boolean,
): SinceEntry {
  const { at, value } = event;
  const [count, sum, last, least = value, greatest = value] = before ?? [0, 0, 0];
  const plain = [count + 1, addDecimal(sum, value), Math.max(last, at)] as const;
  return numbers ? [...plain, Math.min(least, value), Math.max(greatest, value)] : plain;
}

/** Merges two since-entry counts over disjoint sets of events. */
export function addSinceEntries(one: SinceEntry | undefined, other: SinceEntry): SinceEntry {
  if (one === undefined) return other;
  const [count, sum, last, least, greatest] = one;
  const [more, added, latest, low, high] = other;
  const plain = [count + more, addDecimal(sum, added), Math.max(last, latest)] as const;
  if (least === undefined || greatest === undefined) return plain;
  return [...plain, Math.min(least, low ?? least), Math.max(greatest, high ?? greatest)];
}

/** One customer's pass through one journey version, as the customer item holds it. */
export interface Enrollment {
  readonly id: string;
  readonly journey: string;
  readonly version: number;
  /** The entry key's value, such as an order id; empty without one. */
  readonly key: string;
  readonly state: EnrollmentState;
  /** When it came into this state; what is owed for 5 minutes is carried out by the sweep. */
  readonly since: Instant;
  /** When the trigger was accepted. */
  readonly entered: Instant;
  /** Own time of the trigger as said; {@link triggeredWhen} is what rules compare. */
  readonly triggered: Instant;
  readonly trigger: string;
  readonly generation: number;
  /** When the customer had entered under this key before, where that was so. */
  readonly enteredBefore?: Instant;
  /** The cause that started or woke it last, where a journey was that cause. */
  readonly cause?: Cause;
  /** Own time of the last event that was known at an entry by inactivity. Kept since 0.3. */
  readonly silentSince?: Instant;
  /** A late fact has shown that it should not have begun: nothing more is claimed for it. */
  readonly undone?: true;
  /** A message of it was claimed: what happened to the customer can't be taken back. */
  readonly claimed?: true;
  /** When the running generation began: an execution lasts at most a year. */
  readonly generationBegan: Instant;
  /** Committed turns. */
  readonly turn: number;
  /** Names the committed turn's record: `<turn>-<attempt>`. */
  readonly record?: string;
  /** Path of ids of the step to go on at; absent at the end. */
  readonly at?: string;
  readonly wait?: EnrollmentWait;
  readonly bid?: Bid;
  /** Passes through steps that lie in a repeat, by path. */
  readonly visits?: Readonly<Record<string, number>>;
  readonly offers?: Readonly<Record<string, IssuedOffer>>;
  readonly sinceEntry?: Readonly<Record<string, SinceEntry>>;
  /** The trigger's values of the properties that its rules compare, where `key` does not tell them. */
  readonly compared?: SaidValues;
  /** By path of a waitFor: an event since the trigger that answers it, should it come to that wait. */
  readonly answers?: Readonly<Record<string, KnownAnswer>>;
  /** The event that would have ended a run that had ended by its own last turn: nothing more is claimed. */
  readonly exitCame?: string;
  /** First deferral of the send that it stands at; `deferAtMost` counts from it. */
  readonly deferredSince?: Instant;
  /** Its run broke: until its next turn the effects of its last one may be unfinished. */
  readonly broken?: true;
  /** The event that ended it, where it is closing. */
  readonly endedBy?: string;
  /** Why it ended: "completed", "exit", "order.placed" … */
  readonly ending?: string;
  /** Its customer was joined into another: the enrollment that goes on in its place. */
  readonly goesOnAs?: string;
  /** The enrollment in whose place it goes on, and the event that joined their customers. */
  readonly continues?: { readonly enrollment: string; readonly by: string };
}
