import type { Depth } from "../events/depth.ts";
import type { Properties } from "../events/event.ts";
import type { EventConsequence, JoinOutcome } from "../events/outcome.ts";
import type { Reason } from "../reasons/reason.ts";
import type { Instant } from "../time/instant.ts";
import type { Decision } from "../turns/decision.ts";
import type { Effect } from "../turns/effect.ts";
import type { Next } from "../turns/next.ts";

/** What the timeline keeps of a customer beside messages, tasks and offers. */

/** An accepted event and what it did. Properties are cut to what fits 1 KB. */
export interface EventRecord {
  readonly id: string;
  readonly type: string;
  readonly at: Instant;
  readonly accepted: Instant;
  readonly properties: Properties;
  /** How many journeys in a row caused the event; absent where a producer sent it. */
  readonly depth?: Depth;
  /** Names of properties that did not fit. */
  readonly cut?: readonly string[];
  /** Names of nested properties that are kept beside the record ({@link Events.findNested}). */
  readonly nested?: readonly string[];
  /** Names of nested properties that no definition read when the event came: they are not kept. */
  readonly unread?: readonly string[];
  /** What could not be read, and was left out or read as the widest refusal. */
  readonly leftOut?: readonly Reason[];
  readonly consequences: readonly EventConsequence[];
  /** What became of the join, where the event says who somebody is. */
  readonly join?: JoinOutcome;
}

/**
 * One attempt at a turn, stored before its commit. The customer item names the one that counts by
 * `ref`; a record that no pointer names is void (DESIGN §6).
 */
export interface TurnRecord {
  readonly enrollment: string;
  /** `<turn>-<attempt>`; the attempt is a hash of the token, so no attempt overwrites another. */
  readonly ref: string;
  readonly turn: number;
  readonly at: Instant;
  readonly decisions: readonly Decision[];
  readonly effects: readonly Effect[];
  readonly next: Next;
  /** Ends this turn's wait; replaced when a retry brings a new one. */
  readonly token: string;
  /** When the attempt that brought the token began: only a later one may replace it. */
  readonly began: Instant;
}

export type EnrollmentEnd = "running" | "completed" | "exited" | "failed";

/** An enrollment for people and counters: written when its first turn is taken and when it ends. */
export interface EnrollmentRecord {
  readonly id: string;
  readonly journey: string;
  readonly version: number;
  readonly key: string;
  readonly trigger: string;
  readonly entered: Instant;
  readonly state: EnrollmentEnd;
  readonly ended?: Instant;
  /** "completed", the step's reason, the exit event's type, or the error. */
  readonly ending?: string;
  /** Its customer was joined into another: the enrollment that goes on in its place. */
  readonly goesOnAs?: string;
  /** The enrollment in whose place it goes on: one entry, told in two records. */
  readonly continues?: string;
  /**
   * The turn whose effects are still to be carried out; in a failure after the journey had ended.
   */
  readonly unfinished?: string;
}
