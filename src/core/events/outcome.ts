import type { Instant } from "../time/instant.ts";

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
    | "goal-met";
  readonly enrollment?: string;
  /** Of not-entered: the rule that kept the customer out. */
  readonly reason?: string;
  /** Of a goal: what it was worth, and whether the customer was held out. */
  readonly value?: number;
  readonly heldOut?: true;
}

/** What the commit that took an event in said of it. */
export interface EventOutcome {
  readonly event: string;
  readonly accepted: Instant;
  readonly consequences: readonly EventConsequence[];
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
