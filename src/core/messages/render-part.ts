import type { TemplatePart } from "../channels/channels.ts";
import type { Settings } from "../definitions/settings.ts";
import { printReason, type Reason, type ReasonCode, reason } from "../reasons/reason.ts";
import type { Instant } from "../time/instant.ts";
import { compilePart } from "./compile-template.ts";
import type { Writing } from "./liquid/writing.ts";
import type { MessageFacts } from "./message-values.ts";
import { type RenderedText, renderText } from "./render-text.ts";
import type { RenderedMessage } from "./rendered.ts";
import { choosePart, parsePartName } from "./template-part.ts";

export interface MessageInput extends MessageFacts {
  /** Where it goes: the address that the claim found. */
  readonly address: string;
}

/**
 * A message, or why there is none: no message is ever sent with a gap.
 * incomplete: what is missing may still come, from the customer's profile or with the next publish,
 * so the message is held · unsendable: no later look finds more, so it is dropped at once.
 */
export type Rendering =
  | { readonly kind: "rendered"; readonly message: RenderedMessage }
  | { readonly kind: "incomplete"; readonly reason: Reason }
  | { readonly kind: "unsendable"; readonly reason: Reason };

export function incomplete(reason: Reason): Rendering {
  return { kind: "incomplete", reason };
}

export function unsendable(reason: Reason): Rendering {
  return { kind: "unsendable", reason };
}

/**
 * What becomes of a message whose text could not be made. A profile may be completed later; what
 * the event, the offer or a computed attribute lacks, they lack for good.
 */
export function withoutText({ reason, missing }: FailedText): Rendering {
  const isForGood = missing !== undefined && !missing.startsWith("customer.");
  return isForGood ? unsendable(reason) : incomplete(reason);
}

type FailedText = Extract<RenderedText, { readonly ok: false }>;

export function isTransactional({ settings, message }: MessageFacts): boolean {
  return settings.purposes[message.purpose]?.transactional ?? false;
}

/**
 * What the filters of a file go by: its own language (`email.zh-CN.html`), else the shop's, so that
 * the name of a month is in the language of the sentence around it.
 */
export function writingFor(
  file: string,
  { zone: shopZone, locale, shop = {} }: Pick<Settings, "zone" | "locale" | "shop">,
  { zone = shopZone, now }: { readonly zone: string | undefined; readonly now: Instant },
): Writing {
  const { currency } = shop;
  return {
    now,
    zone,
    locale: parsePartName(file)?.locale ?? locale ?? "en",
    currency: typeof currency === "string" ? currency : undefined,
  };
}

/** The texts of a part by key, in the customer's language; undefined when there is no such part. */
export function renderPart(
  { template, customer, settings, message }: MessageFacts,
  part: TemplatePart,
  values: object,
): ReadonlyMap<string, RenderedText> | undefined {
  const file = choosePart(Object.keys(template.parts), part, customer.locale, settings.locale);
  if (file === undefined) return undefined;
  const about = writingFor(file, settings, { zone: customer.zone, now: message.created });
  const texts = new Map<string, RenderedText>();
  for (const [key, text] of compilePart(template, file)) {
    texts.set(key, placed(renderText(text, values, about), template.name, file));
  }
  return texts;
}

/** A failure that a person has to mend in the template names the place there. */
function placed(rendered: RenderedText, template: string, file: string): RenderedText {
  const fault = rendered.ok ? undefined : rendered.faults[0];
  if (rendered.ok || fault === undefined || !isSlip(fault.why.code)) return rendered;
  const { line, column, why } = fault;
  const at = { file: `templates/${template}/${file}`, line, column };
  return { ...rendered, reason: reason("text-fails", { ...at, said: printReason(why) }) };
}

/** Whether the template or the value that a filter got is wrong; a value that is missing may come. */
function isSlip(code: ReasonCode): boolean {
  return code !== "value-missing" && code !== "text-too-long";
}

/** Nothing that can be seen: spaces and control characters. */
const invisible = /^[\p{Cc}\p{Z}\p{Cf}]*$/u;

/** The text of a part that has one, never blank; undefined when there is no such part. */
export function renderOnly(
  facts: MessageFacts,
  part: TemplatePart,
  values: object,
): RenderedText | undefined {
  const rendered = renderPart(facts, part, values)?.get("");
  const isBlank = rendered?.ok === true && invisible.test(rendered.text);
  return isBlank
    ? { ok: false, reason: reason("part-empty", { part }), faults: [], partial: "" }
    : rendered;
}

/** What to say of a part that a channel can't do without. */
export function noPart({ template }: MessageFacts, part: TemplatePart): Rendering {
  return incomplete(reason("template-part-missing", { template: template.name, part }));
}
