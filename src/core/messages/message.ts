import type { Channel } from "../channels/channels.ts";
import type { IssuedOffer } from "../customers/enrollment.ts";
import type { GateKey } from "../definitions/gate.ts";
import type { Why } from "../reasons/reason.ts";
import type { Instant } from "../time/instant.ts";

/**
 * queued → claimed → sending → sent | failed | suppressed | dropped | unknown, forward only; held
 * goes back to be claimed. sent: the provider took it · failed: it refused for good · suppressed:
 * a rule forbade it · dropped: too late or capped · unknown: the provider may have it, a person
 * decides.
 */
export type MessageState =
  | "queued"
  | "held"
  | "claimed"
  | "sending"
  | "sent"
  | "failed"
  | "suppressed"
  | "dropped"
  | "unknown";

export const finalStates: readonly MessageState[] = [
  "sent",
  "failed",
  "suppressed",
  "dropped",
  "unknown",
];

/** What the send step decided: the inputs of a delivery, fixed by the turn. */
export interface MessageOrder {
  /** `<customerKey>-<hash(enrollment, step, visit)>`. */
  readonly id: string;
  readonly enrollment: string;
  readonly journey: string;
  readonly version: number;
  readonly step: string;
  readonly template: string;
  readonly channel: Channel;
  readonly purpose: string;
  readonly priority: number;
  readonly created: Instant;
  readonly expires: Instant;
  readonly afterExit?: "send";
  readonly anyTime?: true;
  /** The event that started the enrollment, for `event.…` variables. */
  readonly trigger: string;
  readonly offer?: IssuedOffer;
}

/** As SES says it: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#bounce-types */
export interface BounceKind {
  /** Permanent, Transient or Undetermined; others may come. */
  readonly type: string;
  readonly subtype?: string;
}

/** What the channel reported since; each set once, in any order. */
export type Report = "delivered" | "opened" | "clicked" | "bounced" | "complained" | "delayed";

/** A message as the timeline keeps it. */
export interface Message extends MessageOrder {
  readonly state: MessageState;
  readonly at: Instant;
  /** Why it is in this state, for people. */
  readonly reason?: Why;
  readonly to?: string;
  /** When a held message is tried again. */
  readonly until?: Instant;
  /** Where it is held, and its place among those that are: `releaseOrder`. */
  readonly atGate?: { readonly gate: GateKey; readonly order: string };
  /** When the provider was first called. */
  readonly sendingSince?: Instant;
  readonly providerId?: string;
  readonly reports?: Readonly<Partial<Record<Report, Instant>>>;
  /** Of one that came back: how, as the provider said it. Absent in records of before 0.3. */
  readonly bounce?: BounceKind;
  /** Its address had soft bounces when it was sent: its delivery is noted on the address's row. */
  readonly watched?: true;
}
