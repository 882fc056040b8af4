import type { Channel } from "../channels/channels.ts";
import { printReason, type Why } from "../reasons/reason.ts";
import { formatInstant, type Instant } from "../time/instant.ts";
import { formatLocal } from "../time/zone.ts";

/** Why a step did what it did (A7): one readable record per step. */
export type Decision = { readonly step: string } & (
  | { readonly kind: "queued"; readonly channel: Channel; readonly message: string }
  | {
      readonly kind: "held";
      readonly reason: Why;
      readonly until: Instant;
      readonly zone: string;
    }
  | { readonly kind: "skipped"; readonly reason: Why }
  | { readonly kind: "dropped"; readonly reason: Why }
  | {
      readonly kind: "waiting";
      readonly for: string;
      readonly until: Instant;
      readonly zone: string;
    }
  | { readonly kind: "paused"; readonly reason: Why }
  | { readonly kind: "went-on"; readonly reason: Why }
  | { readonly kind: "chose"; readonly way: string; readonly reason: Why }
  | { readonly kind: "updated"; readonly what: string }
  | { readonly kind: "issued"; readonly offer: string; readonly code: string }
  | { readonly kind: "opened-task"; readonly team: string; readonly due: Instant }
  | { readonly kind: "emitted"; readonly event: string }
  | { readonly kind: "ended"; readonly reason: Why }
);

/** A decision as a person reads it, in the customer's local time where one is named. */
export function describeDecision(decision: Decision): string {
  switch (decision.kind) {
    case "queued":
      return `message queued by ${decision.channel}`;
    case "held":
      return `held until ${formatLocal(decision.until, decision.zone)}: ${printReason(decision.reason)}`;
    case "skipped":
      return `not sent: ${printReason(decision.reason)}`;
    case "dropped":
      return `dropped: ${printReason(decision.reason)}`;
    case "waiting":
      return `waits for ${decision.for}, until ${formatLocal(decision.until, decision.zone)}`;
    case "paused":
      return `paused: ${printReason(decision.reason)}`;
    case "went-on":
      return `went on: ${printReason(decision.reason)}`;
    case "chose":
      return `took ${decision.way}: ${printReason(decision.reason)}`;
    case "updated":
      return decision.what;
    case "issued":
      return `issued offer ${decision.offer}, code ${decision.code}`;
    case "opened-task":
      return `task for ${decision.team}, due ${formatInstant(decision.due)}`;
    case "emitted":
      return `emitted ${decision.event}`;
    case "ended":
      return `ended: ${printReason(decision.reason)}`;
  }
}
