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
    /** Of a join: it goes on under the known customer, or ended since that one is in there. */
    | "goes-on"
    | "joined";
  readonly enrollment?: string;
  /** Of not-entered: the rule that kept the customer out. Of exited: what was wrong with the entry. */
  readonly reason?: Why;
  /** Of a goal: what it was worth, and whether the customer was held out. */
  readonly value?: number;
  readonly heldOut?: true;
  /** Of exited: the entry counts for no figure, since it should not have been and led to nothing. */
  readonly undone?: true;
}

/** What the commit that took an event in said of it. */
export interface EventOutcome {
  readonly event: string;
  readonly accepted: Instant;
  readonly consequences: readonly EventConsequence[];
  /** The events that it brought about, such as a segment that was left: of the same instant. */
  readonly derived?: readonly DerivedEvent[];
  /** Of an event that says who somebody is. */
  readonly join?: JoinOutcome;
}

/** Whether an anonymous customer was joined into the one that the event came to. */
export interface JoinOutcome {
  readonly kind: "joined" | "not-joined";
  /** The key of the anonymous one; absent where the event names none. */
  readonly anonymous?: string;
  /** Of not-joined: the rule that keeps them apart. */
  readonly reason?: Why;
}

/** An event that Sojourn made of a customer, and what it did. */
export interface DerivedEvent {
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, Scalar | readonly Scalar[]>>;
  readonly consequences: readonly EventConsequence[];
  /** Of what a journey caused. */
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
