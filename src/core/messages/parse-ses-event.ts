import * as z from "zod/mini";
import { exactValueOf } from "../read-exact-json.ts";
import { repairText } from "../text/repair-text.ts";
import { parseInstant } from "../time/instant.ts";
import type { Feedback } from "./feedback.ts";
import type { BounceKind } from "./message.ts";
import { isOptOutLinkOf } from "./opt-out-token.ts";

/** What SES says by way of EventBridge, judged. */
export type ParsedSesEvent =
  | { readonly kind: "feedback"; readonly feedback: Feedback }
  /** It lacks our tag: somebody else's mail under our configuration set. */
  | { readonly kind: "not-ours" }
  | { readonly kind: "ignored"; readonly reason: string }
  | { readonly kind: "refused"; readonly reason: string };

/** An SMTP diagnosis is a line or two; the customer item keeps it. */
const longestReason = 200;
/** An event's properties are kept up to 1 KB; what journeys ask of a link is where it leads. */
const longestLink = 500;

/**
 * A value that we can do without. SES adds fields and sends null for what it does not know: neither
 * that nor a value of another type may stop what the event says.
 */
function optional<Schema extends z.ZodMiniType>(schema: Schema) {
  return z.catch(z.optional(schema), undefined);
}

const text = optional(z.string());
const mail = z.object({
  timestamp: text,
  messageId: z.string().check(z.minLength(1), z.maxLength(256)),
  tags: optional(z.record(z.string(), z.unknown())),
});
const said = z.object({ timestamp: text });
/** "Likely": a scanner or a proxy that opens everything; no person read it. */
const engagement = z.extend(said, { isBotEvent: text, link: text });
const bounce = z.extend(said, {
  bounceType: z.string(),
  bounceSubType: text,
  bouncedRecipients: optional(z.array(optional(z.object({ diagnosticCode: text })))),
});
const complaint = z.extend(said, { complaintFeedbackType: text, complaintSubType: text });

/** https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html */
const detail = z.discriminatedUnion("eventType", [
  z.object({ eventType: z.literal("Send"), mail }),
  z.object({ eventType: z.literal("Delivery"), mail, delivery: optional(said) }),
  z.object({ eventType: z.literal("Open"), mail, open: optional(engagement) }),
  z.object({ eventType: z.literal("Click"), mail, click: optional(engagement) }),
  z.object({ eventType: z.literal("Bounce"), mail, bounce }),
  z.object({ eventType: z.literal("Complaint"), mail, complaint: optional(complaint) }),
  z.object({ eventType: z.literal("Reject"), mail, reject: optional(z.object({ reason: text })) }),
  z.object({
    eventType: z.literal("Rendering Failure"),
    mail,
    failure: optional(z.object({ errorMessage: text })),
  }),
  z.object({ eventType: z.literal("DeliveryDelay"), mail, deliveryDelay: optional(said) }),
  z.object({ eventType: z.literal("Subscription"), mail }),
]);
const envelope = z.object({
  source: z.literal("aws.ses"),
  time: text,
  detail: z.object({ eventType: z.string(), mail }),
});
const known = z.object({ detail });
type Detail = z.infer<typeof detail>;

/** What one event says, but for the message that it is about and SES's own id. */
type Word = Omit<Feedback, "message" | "at" | "providerId"> & {
  readonly timestamp?: string | undefined;
};

/**
 * @param source EventBridge's envelope as text
 * @param tag the email tag under which SES echoes our message id
 */
export function parseSesEvent(source: string, tag: string): ParsedSesEvent {
  // What is no JSON is undefined, which the schema refuses.
  const { value: json } = repairText(exactValueOf(source));
  const any = envelope.safeParse(json);
  if (!any.success) return refused(any.error.issues[0]);
  const { time, detail: about } = any.data;
  const { mail: sent, eventType } = about;
  const message = firstText(sent.tags?.[tag]);
  if (message === undefined) return { kind: "not-ours" };
  if (!eventTypes.includes(eventType)) {
    const reason = `SES's event "${eventType.slice(0, 60)}" says nothing that is known here`;
    return { kind: "ignored", reason };
  }
  const parsed = known.safeParse(json);
  if (!parsed.success) return refused(parsed.error.issues[0]);
  const word = wordOf(parsed.data.detail, message);
  if (typeof word === "string") return { kind: "ignored", reason: word };
  const { timestamp, ...rest } = word;
  // A report that says no time of its own counts as of now: the sending may be older than an allowance.
  const others = word.kind === "accepted" ? [sent.timestamp, time] : [time, sent.timestamp];
  const at = [timestamp, ...others].map(instantOf).find((one) => one !== undefined);
  if (at === undefined) return { kind: "refused", reason: "timestamp: no time with a zone" };
  return { kind: "feedback", feedback: { message, at, providerId: sent.messageId, ...rest } };
}

const eventTypes: readonly string[] = detail.def.options.flatMap(
  (option) => option.shape.eventType.def.values,
);

function refused(issue: { path: PropertyKey[]; message: string } | undefined): ParsedSesEvent {
  const place = issue?.path.join(".") || "event";
  return { kind: "refused", reason: `${place}: ${issue?.message ?? "not an SES event"}` };
}

function firstText(values: unknown): string | undefined {
  const [first]: readonly unknown[] = Array.isArray(values) ? values : [];
  return typeof first === "string" && first !== "" ? first : undefined;
}

function instantOf(said: string | undefined) {
  return said === undefined || said.length > 40 ? undefined : parseInstant(said);
}

/** @returns the reason, as text, why it says nothing of interest */
function wordOf(event: Detail, message: string): Word | string {
  switch (event.eventType) {
    case "Send":
      return { kind: "accepted" };
    case "Delivery":
      return { kind: "delivered", timestamp: event.delivery?.timestamp };
    case "Open":
      return byPerson("opened", event.open);
    case "Click":
      return clicked(event.click, message);
    case "Bounce":
      return bounced(event.bounce);
    case "Complaint":
      return complained(event.complaint);
    case "Reject":
      return { kind: "failed", reason: words("rejected", event.reject?.reason) };
    case "Rendering Failure":
      return { kind: "failed", reason: words("rendering failed", event.failure?.errorMessage) };
    case "DeliveryDelay":
      return { kind: "delayed", timestamp: event.deliveryDelay?.timestamp };
    case "Subscription":
      return "SES's own subscription lists are not ours: consent is kept in the customer item";
  }
}

type Engagement = z.infer<typeof engagement> | undefined;

function byPerson(kind: "opened" | "clicked", said: Engagement): Word | string {
  if (said?.isBotEvent === "Likely") return `${kind} by a machine, not counted`;
  return { kind, timestamp: said?.timestamp };
}

/** A click on the way out is no engagement: the page behind the link tells what the person wants. */
function clicked(said: Engagement, message: string): Word | string {
  const word = byPerson("clicked", said);
  const link = said?.link;
  if (typeof word === "string" || link === undefined) return word;
  if (isOptOutLinkOf(message, link)) return "a click on the opt-out link is no engagement";
  const led: Word = { ...word, link: link.slice(0, longestLink).toWellFormed() };
  return led;
}

/** SES held the message back: it was never sent, whatever the type says. */
const heldBack: readonly string[] = [
  "OnAccountSuppressionList",
  "OnTenantSuppressionList",
  "EmailValidationSuppressed",
];

/** Only a permanent bounce speaks against the address by itself; a full mailbox may be emptied. */
function bounced({
  bounceType: type,
  bounceSubType: subtype,
  ...more
}: z.infer<typeof bounce>): Word {
  const summary = [type, subtype].filter(Boolean).join(" ");
  const reason = words(summary, more.bouncedRecipients?.[0]?.diagnosticCode);
  const { timestamp } = more;
  if (subtype !== undefined && heldBack.includes(subtype)) {
    return { kind: "failed", mark: "listed", reason, timestamp };
  }
  const kind: BounceKind = subtype === undefined ? { type } : { type, subtype };
  const basis = { kind: "bounced", reason, timestamp, bounce: kind } as const;
  return type === "Permanent" ? { ...basis, mark: "bounced" } : basis;
}

/** Kinds of feedback reports that are no complaint (RFC 6430, RFC 6591). */
const noComplaints: ReadonlyMap<string, string> = new Map([
  ["not-spam", "reported as no spam"],
  ["auth-failure", "a report on failed authentication is no complaint"],
]);

function complained(said: z.infer<typeof complaint> | undefined): Word | string {
  const { complaintFeedbackType: type, complaintSubType: subtype, timestamp } = said ?? {};
  const harmless = type === undefined ? undefined : noComplaints.get(type);
  if (harmless !== undefined) return harmless;
  const reason = words("complaint", type ?? subtype);
  if (subtype !== undefined && heldBack.includes(subtype)) {
    return { kind: "failed", mark: "listed", reason, timestamp };
  }
  return { kind: "complained", mark: "complained", reason, timestamp };
}

function words(what: string, details: string | undefined): string {
  return (details === undefined ? what : `${what}: ${details}`)
    .slice(0, longestReason)
    .toWellFormed();
}
