import type { MarkCode } from "../customers/address-marks.ts";
import type { Instant } from "../time/instant.ts";
import type { BounceKind, Message, Report } from "./message.ts";

/** What a channel said of one of our messages. */
export interface Feedback {
  readonly message: string;
  readonly at: Instant;
  readonly providerId?: string;
  readonly kind: "accepted" | "failed" | Report;
  /** The provider's words, where the message failed, bounced or was complained about. */
  readonly reason?: string;
  /** The address is not to be used again, and why. */
  readonly mark?: MarkCode;
  /** Kind of a bounce. */
  readonly bounce?: BounceKind;
  /** Where a clicked link leads. */
  readonly link?: string;
}

/** A bounce that may be a person's auto-reply: SES can't tell the two apart. */
export function isGeneral(bounce: BounceKind | undefined): boolean {
  return bounce?.type === "Transient" && bounce.subtype === "General";
}

/** Whether a bounce is a person's auto-reply: the message has been delivered all the same. */
export function isAutoReply(
  { kind, bounce }: Feedback,
  { reports }: Pick<Message, "reports">,
): boolean {
  return kind === "bounced" && isGeneral(bounce) && reports?.delivered !== undefined;
}

/** Bounces that speak about the message: another one to the same mailbox may well arrive. */
const aboutTheMessage: readonly string[] = [
  "MessageTooLarge",
  "ContentRejected",
  "AttachmentRejected",
];

/** Whether a bounce counts towards the limit after which an address is no longer used. */
export function isSoftBounce({ kind, bounce, mark }: Feedback): boolean {
  return (
    kind === "bounced" && mark === undefined && !aboutTheMessage.includes(bounce?.subtype ?? "")
  );
}
