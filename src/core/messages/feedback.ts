import type { MarkCode } from "../customers/address-marks.ts";
import type { Instant } from "../time/instant.ts";
import type { Message, Report } from "./message.ts";

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

/** As SES says it: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#bounce-types */
export interface BounceKind {
  /** Permanent, Transient or Undetermined; others may come. */
  readonly type: string;
  readonly subtype?: string;
}

/**
 * Whether a bounce is a person's auto-reply. SES reports one that it can't tell from a bounce as
 * Transient/General; the message has been delivered all the same.
 */
export function isAutoReply(
  { kind, bounce }: Feedback,
  { reports }: Pick<Message, "reports">,
): boolean {
  const { type, subtype } = bounce ?? {};
  return (
    kind === "bounced" &&
    type === "Transient" &&
    subtype === "General" &&
    reports?.delivered !== undefined
  );
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
