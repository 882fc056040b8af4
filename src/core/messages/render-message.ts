import type { TemplatePart } from "../definitions/template.ts";
import { compilePart } from "./compile-template.ts";
import { type MessageFacts, messageValues } from "./message-values.ts";
import { withOptOut, withOptOutHtml } from "./opt-out-footer.ts";
import { type RenderedText, renderText } from "./render-text.ts";
import type { RenderedMessage } from "./rendered.ts";
import { countSmsParts } from "./sms-parts.ts";
import { choosePart } from "./template-part.ts";

export interface MessageInput extends MessageFacts {
  /** Where it goes: the address that the claim found. */
  readonly address: string;
}

/** incomplete: something is missing, said for people; the message is held, never sent with a gap. */
export type Rendering =
  | { readonly kind: "rendered"; readonly message: RenderedMessage }
  | { readonly kind: "incomplete"; readonly reason: string };

/** Longer texts are refused by carriers (AWS: 1,530 GSM-7 characters, 10 parts of 153). */
const mostSmsParts = 10;

/**
 * A message as its provider gets it, in the customer's language. Marketing carries its way out;
 * transactional purposes have none.
 */
export function renderMessage(input: MessageInput): Rendering {
  switch (input.message.channel) {
    case "email":
      return renderEmail(input);
    case "sms":
      return renderSms(input);
    case "push":
      return renderPush(input);
  }
}

function incomplete(reason: string): Rendering {
  return { kind: "incomplete", reason };
}

function isTransactional({ settings, message }: MessageInput): boolean {
  return settings.purposes[message.purpose]?.transactional ?? false;
}

/** The texts of a part by key; undefined when the template has no such part. */
function renderPart(
  input: MessageInput,
  part: TemplatePart,
  values: object,
): Map<string, RenderedText> | undefined {
  const { template, customer, settings } = input;
  const file = choosePart(Object.keys(template.parts), part, customer.locale, settings.locale);
  if (file === undefined) return undefined;
  const texts = new Map<string, RenderedText>();
  for (const [key, text] of compilePart(template, file)) texts.set(key, renderText(text, values));
  return texts;
}

/** The one text of a part that is no push message, never blank. */
function renderOnly(input: MessageInput, part: TemplatePart, values: object): RenderedText {
  const rendered = renderPart(input, part, values)?.get("");
  if (rendered === undefined) {
    return { ok: false, reason: `template ${input.template.name} has no ${part}` };
  }
  const blank = rendered.ok && rendered.text.trim() === "";
  return blank ? { ok: false, reason: `${part} came out empty` } : rendered;
}

function renderEmail(input: MessageInput): Rendering {
  const { template, message, customer, settings, address, optOutUrl } = input;
  const sender = settings.senders?.email;
  if (sender === undefined) return incomplete("settings.json names no senders.email");
  const marketing = !isTransactional(input);
  if (marketing && optOutUrl === undefined) return incomplete("no opt-out link");
  const values = messageValues(input);
  const subject = renderOnly(input, "subject.txt", values);
  if (!subject.ok) return incomplete(subject.reason);
  const has = (part: TemplatePart) =>
    choosePart(Object.keys(template.parts), part, customer.locale, settings.locale) !== undefined;
  const html = has("email.html") ? renderOnly(input, "email.html", values) : undefined;
  if (html?.ok === false) return incomplete(html.reason);
  const text =
    has("email.txt") || html === undefined ? renderOnly(input, "email.txt", values) : undefined;
  if (text?.ok === false) return incomplete(text.reason);
  const wayOut = marketing ? optOutUrl : undefined;
  const language = customer.locale ?? settings.locale;
  const bodies =
    wayOut === undefined
      ? { html: html?.text, text: text?.text }
      : {
          html: html && withOptOutHtml(html.text, wayOut, language),
          text: text && withOptOut(text.text, wayOut, language),
        };
  return {
    kind: "rendered",
    message: {
      channel: "email",
      id: message.id,
      to: address,
      from: sender.from,
      ...(sender.replyTo !== undefined && { replyTo: sender.replyTo }),
      subject: oneLine(subject.text),
      ...(bodies.html !== undefined && { html: bodies.html }),
      ...(bodies.text !== undefined && { text: bodies.text }),
      ...(wayOut !== undefined && { optOutUrl: wayOut }),
    },
  };
}

/** No line break, no control character: a value can't add a header to the mail. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\s]+/gu, " ").trim();
}

function renderSms(input: MessageInput): Rendering {
  const { message, settings, address } = input;
  const transactional = isTransactional(input);
  const sender = settings.senders?.sms;
  if (!transactional && sender === undefined) {
    return incomplete("settings.json names no senders.sms.optOut");
  }
  const rendered = renderOnly(input, "sms.txt", messageValues(input));
  if (!rendered.ok) return incomplete(rendered.reason);
  const own = rendered.text.trim();
  const optOut = transactional ? undefined : sender?.optOut;
  const text = optOut === undefined || own.includes(optOut) ? own : `${own} ${optOut}`;
  const { parts } = countSmsParts(text);
  if (parts > mostSmsParts) {
    return incomplete(`the SMS takes ${parts} parts; at most ${mostSmsParts} go out`);
  }
  return {
    kind: "rendered",
    message: {
      channel: "sms",
      id: message.id,
      to: address,
      text,
      ...(sender?.senderId !== undefined && { senderId: sender.senderId }),
      transactional,
    },
  };
}

function renderPush(input: MessageInput): Rendering {
  const { template, message, address } = input;
  const texts = renderPart(input, "push.json", messageValues(input));
  if (texts === undefined) return incomplete(`template ${template.name} has no push.json`);
  const filled: Record<string, string> = {};
  for (const [key, rendered] of texts) {
    if (!rendered.ok) return incomplete(rendered.reason);
    filled[key] = rendered.text;
  }
  const { title = "", body = "", ...data } = filled;
  if (title.trim() === "" || body.trim() === "") {
    return incomplete("the title or body of push.json came out empty");
  }
  return {
    kind: "rendered",
    message: { channel: "push", id: message.id, to: address, title, body, data },
  };
}
