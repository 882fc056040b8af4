import type { TemplatePart } from "../definitions/template.ts";
import { compilePart } from "./compile-template.ts";
import type { MessageFacts } from "./message-values.ts";
import { type RenderedText, renderText } from "./render-text.ts";
import type { RenderedMessage } from "./rendered.ts";
import { choosePart } from "./template-part.ts";

export interface MessageInput extends MessageFacts {
  /** Where it goes: the address that the claim found. */
  readonly address: string;
}

/** incomplete: something is missing, said for people; the message is held, never sent with a gap. */
export type Rendering =
  | { readonly kind: "rendered"; readonly message: RenderedMessage }
  | { readonly kind: "incomplete"; readonly reason: string };

export function incomplete(reason: string): Rendering {
  return { kind: "incomplete", reason };
}

export function isTransactional({ settings, message }: MessageFacts): boolean {
  return settings.purposes[message.purpose]?.transactional ?? false;
}

/** The texts of a part by key, in the customer's language; undefined when there is no such part. */
export function renderPart(
  { template, customer, settings }: MessageFacts,
  part: TemplatePart,
  values: object,
): ReadonlyMap<string, RenderedText> | undefined {
  const file = choosePart(Object.keys(template.parts), part, customer.locale, settings.locale);
  if (file === undefined) return undefined;
  const texts = new Map<string, RenderedText>();
  for (const [key, text] of compilePart(template, file)) texts.set(key, renderText(text, values));
  return texts;
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
  return isBlank ? { ok: false, reason: `${part} came out empty` } : rendered;
}

/** What to say of a part that a channel can't do without. */
export function noPart({ template }: MessageFacts, part: TemplatePart): Rendering {
  return incomplete(`template ${template.name} has no ${part}`);
}
