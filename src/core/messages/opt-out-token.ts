import * as z from "zod/mini";
import type { Channel } from "../channels/channels.ts";
import { channels } from "../channels/channels.ts";
import { seal } from "../hash.ts";

/** What an opt-out link says: who, from which message, and what is refused. */
export interface OptOut {
  readonly message: string;
  /** The shop's id. */
  readonly customer: string;
  readonly channel: Channel;
  readonly purpose: string;
}

/** A list, not an object: the token stands in a mail header, where 870 characters are the most. */
const payload = z.tuple([z.string(), z.string(), z.enum(channels), z.string()]);

/** `<payload>.<seal>`: the payload readable by anyone, the seal by whoever has the secret. */
export function makeOptOutToken(secret: string, said: OptOut): string {
  const { message, customer, channel: by, purpose } = said;
  const text = toBase64Url(JSON.stringify([message, customer, by, purpose]));
  return `${text}.${seal(secret, text)}`;
}

/** Undefined for anything that this secret did not seal, to the letter. */
export function openOptOutToken(secret: string, token: string): OptOut | undefined {
  const dot = token.lastIndexOf(".");
  if (dot === -1) return undefined;
  const text = token.slice(0, dot);
  if (!isSame(token.slice(dot + 1), seal(secret, text))) return undefined;
  // Sealed by us, so it decodes; an older form of the payload would not fit.
  const parsed = payload.safeParse(JSON.parse(fromBase64Url(text)));
  if (!parsed.success) return undefined;
  const [message, customer, by, purpose] = parsed.data;
  return { message, customer, channel: by, purpose };
}

/**
 * Whether a link of a message is its way out. Asks no secret: nobody gains by a link that only looks
 * like one, and it opens nothing.
 */
export function isOptOutLinkOf(message: string, link: string): boolean {
  const token = URL.parse(link)?.searchParams.get("t") ?? "";
  const text = token.slice(0, Math.max(0, token.lastIndexOf(".")));
  try {
    const parsed = payload.safeParse(JSON.parse(fromBase64Url(text)));
    return parsed.success && parsed.data[0] === message;
  } catch {
    // A shop's own "t" decodes to anything: that is no token of ours.
    return false;
  }
}

/** Takes as long wherever the first difference is: the time tells nothing about the seal. */
function isSame(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let i = 0; i < one.length; i++) difference |= one.charCodeAt(i) ^ other.charCodeAt(i);
  return difference === 0;
}

function toBase64Url(text: string): string {
  const binary = String.fromCharCode(...new TextEncoder().encode(text));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text: string): string {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder().decode(Uint8Array.from(binary, (byte) => byte.charCodeAt(0)));
}
