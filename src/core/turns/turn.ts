import type { Subject } from "../conditions/subject.ts";
import type { Customer } from "../customers/customer.ts";
import type { Bid, Enrollment, EnrollmentWait } from "../customers/enrollment.ts";
import type { CompiledJourney, Definitions } from "../definitions/definitions.ts";
import type { Properties } from "../events/event.ts";
import type { Instant } from "../time/instant.ts";
import type { Decision } from "./decision.ts";
import type { Effect } from "./effect.ts";
import type { Node } from "./program.ts";

/** A turn under way: the working copy that its steps change, and what they have said so far. */
export interface Turn {
  readonly definitions: Definitions;
  readonly journey: CompiledJourney;
  readonly now: Instant;
  /** Properties of the event that started the enrollment. */
  readonly trigger: Properties | undefined;
  /** The customer as the turn found it. */
  readonly found: Customer;
  customer: Customer;
  enrollment: Enrollment;
  readonly decisions: Decision[];
  readonly effects: Effect[];
}

/** What a step leads to: the next one (undefined: the end), a wait at it, or an early end. */
export type Outcome =
  | { readonly kind: "go"; readonly to: Node | undefined }
  | {
      readonly kind: "wait";
      readonly wait: Omit<EnrollmentWait, "timer" | "began">;
      readonly bid?: Bid | undefined;
    }
  | { readonly kind: "end"; readonly reason: string };

/** What conditions are asked about in this turn. */
export function subjectOf(turn: Turn): Subject {
  const { customer, enrollment, now, trigger, definitions } = turn;
  const { zone } = definitions.settings;
  return { customer, enrollment, now, trigger, zone, today: definitions.today(now) };
}

/** The nth time this enrollment reaches a step: "1", or the passes of its repeats, "2.1". */
export function visitOf(turn: Turn, node: Node): string {
  if (node.repeats.length === 0) return "1";
  return node.repeats.map((path) => turn.enrollment.visits?.[path] ?? 1).join(".");
}
