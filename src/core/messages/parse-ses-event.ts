import * as z from "zod/mini";
import { parseInstant } from "../time/instant.ts";
import type { Feedback } from "./feedback.ts";

/** What SES says by way of EventBridge, judged. */
export type ParsedSesEvent =
  | { readonly kind: "feedback"; readonly feedback: Feedback }
  /** It lacks our tag: somebody else's mail under our configuration set. */
  | { readonly kind: "not-ours" }
  | { readonly kind: "ignored"; readonly reason: string }
  | { readonly kind: "refused"; readonly reason: string };

/** An SMTP diagnosis is a line or two; the customer item keeps it. */
const longestReason = 200;

const stamp = z.string().check(z.maxLength(40));
const mail = z.object({
  timestamp: stamp,
  messageId: z.string().check(z.minLength(1), z.maxLength(256)),
  tags: z.optional(z.record(z.string(), z.array(z.string()))),
});
const said = z.object({ timestamp: z.optional(stamp) });
/** "Likely": a scanner or a proxy that opens everything; no person read it. */
const engagement = z.extend(said, { isBotEvent: z.optional(z.string()) });
const bounce = z.extend(said, {
  bounceType: z.string(),
  bounceSubType: z.optional(z.string()),
  bouncedRecipients: z.optional(z.array(z.object({ diagnosticCode: z.optional(z.string()) }))),
});
const complaint = z.extend(said, {
  complaintFeedbackType: z.nullish(z.string()),
  complaintSubType: z.nullish(z.string()),
});

/** https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html */
const detail = z.discriminatedUnion("eventType", [
  z.object({ eventType: z.literal("Send"), mail }),
  z.object({ eventType: z.literal("Delivery"), mail, delivery: said }),
  z.object({ eventType: z.literal("Open"), mail, open: engagement }),
  z.object({ eventType: z.literal("Click"), mail, click: engagement }),
  z.object({ eventType: z.literal("Bounce"), mail, bounce }),
  z.object({ eventType: z.literal("Complaint"), mail, complaint }),
  z.object({
    eventType: z.literal("Reject"),
    mail,
    reject: z.optional(z.object({ reason: z.optional(z.string()) })),
  }),
  z.object({
    eventType: z.literal("Rendering Failure"),
    mail,
    failure: z.optional(z.object({ errorMessage: z.optional(z.string()) })),
  }),
  z.object({ eventType: z.literal("DeliveryDelay"), mail, deliveryDelay: said }),
  z.object({ eventType: z.literal("Subscription"), mail }),
]);
const envelope = z.object({ source: z.literal("aws.ses"), detail });
type Detail = z.infer<typeof detail>;

/** What one event says, but for the message that it is about and SES's own id. */
type Word = Pick<Feedback, "kind" | "reason" | "permanent"> & {
  readonly timestamp?: string | undefined;
};

/**
 * @param source EventBridge's envelope as text
 * @param tag the email tag under which SES echoes our message id
 */
export function parseSesEvent(source: string, tag: string): ParsedSesEvent {
  const parsed = envelope.safeParse(parseJson(source));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const reason = `${issue?.path.join(".") || "event"}: ${issue?.message ?? "not an SES event"}`;
    return { kind: "refused", reason };
  }
  const { detail: event } = parsed.data;
  const message = event.mail.tags?.[tag]?.[0];
  if (message === undefined || message === "") return { kind: "not-ours" };
  const word = wordOf(event);
  if (typeof word === "string") return { kind: "ignored", reason: word };
  const { timestamp = event.mail.timestamp, ...rest } = word;
  const at = parseInstant(timestamp);
  if (at === undefined) return { kind: "refused", reason: "timestamp: no time with a zone" };
  const feedback = { message, at, providerId: event.mail.messageId, ...rest };
  return { kind: "feedback", feedback };
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    // Text that is no JSON is an expected outcome here: the schema refuses undefined.
    return undefined;
  }
}

/** @returns the reason, as text, why it says nothing of interest */
function wordOf(event: Detail): Word | string {
  switch (event.eventType) {
    case "Send":
      return { kind: "accepted" };
    case "Delivery":
      return { kind: "delivered", timestamp: event.delivery.timestamp };
    case "Open":
      return byPerson("opened", event.open);
    case "Click":
      return byPerson("clicked", event.click);
    case "Bounce":
      return bounced(event.bounce);
    case "Complaint":
      return complained(event.complaint);
    case "Reject":
      return { kind: "failed", reason: words("rejected", event.reject?.reason) };
    case "Rendering Failure":
      return { kind: "failed", reason: words("rendering failed", event.failure?.errorMessage) };
    case "DeliveryDelay":
      return { kind: "delayed", timestamp: event.deliveryDelay.timestamp };
    case "Subscription":
      return "SES's own subscription lists are not ours: consent is kept in the customer item";
  }
}

function byPerson(
  kind: "opened" | "clicked",
  { isBotEvent, timestamp }: z.infer<typeof engagement>,
): Word | string {
  return isBotEvent === "Likely" ? `${kind} by a machine, not counted` : { kind, timestamp };
}

/** Only a permanent bounce speaks against the address; a full mailbox may be emptied. */
function bounced({ bounceType, bounceSubType, ...more }: z.infer<typeof bounce>): Word {
  const about = [bounceType, bounceSubType].filter(Boolean).join(" ");
  const reason = words(about, more.bouncedRecipients?.[0]?.diagnosticCode);
  const basis = { kind: "bounced", reason, timestamp: more.timestamp } as const;
  return bounceType === "Permanent" ? { ...basis, permanent: true } : basis;
}

function complained(said: z.infer<typeof complaint>): Word | string {
  const type = said.complaintFeedbackType ?? said.complaintSubType ?? undefined;
  // RFC 6430: the recipient says that it is no spam.
  if (type === "not-spam") return "reported as no spam";
  const reason = words("complaint", type);
  return { kind: "complained", permanent: true, reason, timestamp: said.timestamp };
}

function words(what: string, details: string | undefined): string {
  return (details === undefined ? what : `${what}: ${details}`).slice(0, longestReason);
}
