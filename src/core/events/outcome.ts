import type { Scalar } from "../definitions/words.ts";
import type { Why } from "../reasons/reason.ts";
import type { Instant } from "../time/instant.ts";
import type { Depth } from "./depth.ts";

/** What one event did to one journey of a customer; kept in the event's record, for people. */
export interface EventConsequence {
  readonly journey: string;
  readonly kind:
    | "entered"
    | "held-out"
    | "not-entered"
    | "ended-at-entry"
    | "exited"
    | "woken"
    /** Its wait has a new time, since what it hangs on changed. */
    | "retimed"
    | "goal-met"
    /**
     * After a join: it goes on under the known customer, or ended since that one is in the journey
     * already.
     */
    | "goes-on"
    | "joined";
  readonly enrollment?: string;
  /**
   * For not-entered, the rule that kept the customer out; for exited, what was wrong with the
   * entry.
   */
  readonly reason?: Why;
  /** What a goal was worth, and whether the customer was held out. */
  readonly value?: number;
  readonly heldOut?: true;
  /**
   * For exited: the entry counts in no figure, since it should not have been and led to nothing.
   */
  readonly undone?: true;
}

/** What the commit that took an event in said of it. */
export interface EventOutcome {
  readonly event: string;
  readonly accepted: Instant;
  readonly consequences: readonly EventConsequence[];
  /** The events that it brought about, such as a segment that was left: of the same instant. */
  readonly derived?: readonly DerivedEvent[];
  /** What became of the join, where the event says who somebody is. */
  readonly join?: JoinOutcome;
}

/** Whether an anonymous customer was joined into the one that the event came to. */
export interface JoinOutcome {
  readonly kind: "joined" | "not-joined";
  /** The key of the anonymous one; absent where the event names none. */
  readonly anonymous?: string;
  /** For not-joined, the rule that keeps the two apart. */
  readonly reason?: Why;
}

/** An event that Sojourn made of a customer, and what it did. */
export interface DerivedEvent {
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, Scalar | readonly Scalar[]>>;
  readonly consequences: readonly EventConsequence[];
  /** How many journeys in a row caused it; absent where none did. */
  readonly depth?: Depth;
}

/** What an update of the customer item owes the outside, to be carried out after it. */
export type Owed =
  | {
      readonly kind: "start";
      readonly enrollment: string;
      readonly generation: number;
      readonly turn: number;
    }
  | { readonly kind: "wake"; readonly enrollment: string; readonly turn: number };
