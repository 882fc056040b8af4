import { type FilterImplOptions, filters } from "liquidjs";
import { EscapedText, toHtml } from "./escaped-text.ts";
import type { Markup } from "./markup.ts";
import { escapeHtml, plainText } from "./plain-text.ts";

/** Filters of the library that make a text of a text. */
const textFilters = [
  "append",
  "capitalize",
  "downcase",
  "lstrip",
  "prepend",
  "remove",
  "remove_first",
  "remove_last",
  "replace",
  "replace_first",
  "replace_last",
  "rstrip",
  "slice",
  "squish",
  "strip",
  "strip_html",
  "strip_newlines",
  "truncate",
  "upcase",
] as const;

type Handler = Extract<FilterImplOptions, (...args: never[]) => unknown>;
type Called = ThisParameterType<Handler>;

function handlerOf(name: string): Handler {
  const found: FilterImplOptions | undefined = filters[name];
  if (typeof found !== "function") throw new RangeError(`the library has no filter ${name}`);
  return found;
}

/** A text that the template writes itself, not a value. */
function isWritten(called: Called, place: number): boolean {
  const token = called.token.args[place];
  return typeof token === "object" && token !== null && "kind" in token && isQuoted(token);
}

/** A quoted token has its content and the quotes around it. */
function isQuoted(token: object): boolean {
  const { input, begin } = token as { input?: string; begin?: number };
  return /["']/.test(input?.[begin ?? -1] ?? "");
}

/**
 * The same filter for HTML: what it makes of HTML is HTML again, and values that it puts in are
 * escaped first. What the template writes itself is put in as it is written.
 */
function onHtml(name: string): Handler {
  const handler = handlerOf(name);
  return function filtered(this: Called, value: unknown, ...args: unknown[]) {
    if (!(value instanceof EscapedText))
      return handler.call(this, plain(value), ...args.map(plain));
    const texts = args.map((arg, place) =>
      typeof arg === "number" || isWritten(this, place) ? arg : toHtml(arg),
    );
    return new EscapedText(String(handler.call(this, value.html, ...texts)));
  };
}

function plain(value: unknown): unknown {
  return value instanceof EscapedText ? value.html : value;
}

/**
 * The first words, with what stands for the rest. As Ruby splits: a text that ends in a space has
 * one more, empty word.
 */
function firstWords(text: string, count: unknown, rest: unknown): string {
  const wanted = Math.max(1, Math.trunc(Number(plainText(count ?? 15)) || 0));
  const words = text.trimStart().split(/\s+/);
  if (words.length <= wanted) return text;
  return words.slice(0, wanted).join(" ") + plainText(rest ?? "...");
}

/** Escapes what is not escaped yet. */
function escapeOnce(text: string): string {
  return text.replace(/["'<>]|&(?!(?:[a-zA-Z]+|#\d+);)/g, escapeHtml);
}

/** Filters on text as Liquid documents them. https://shopify.dev/docs/api/liquid/filters (string) */
export function textFiltersFor(markup: Markup): Record<string, FilterImplOptions> {
  const isHtml = markup === "html";
  const escaped = (html: string) => (isHtml ? new EscapedText(html) : html);
  const own: Record<string, FilterImplOptions> = {
    escape: (value: unknown) =>
      value instanceof EscapedText
        ? new EscapedText(escapeHtml(value.html))
        : escaped(escapeHtml(plainText(value))),
    escape_once: (value: unknown) =>
      escaped(escapeOnce(value instanceof EscapedText ? value.html : plainText(value))),
    newline_to_br(value: unknown) {
      const text = isHtml ? toHtml(value) : plainText(value);
      this.context.memoryLimit.use(text.length);
      return escaped(text.replace(/\r?\n/g, "<br />\n"));
    },
    truncatewords(value: unknown, count: unknown, rest: unknown) {
      if (value === undefined || value === null) return value;
      if (!(value instanceof EscapedText)) return firstWords(plainText(value), count, rest);
      const ending =
        rest === undefined || isWritten(this, 1) ? rest : new EscapedText(toHtml(rest));
      return new EscapedText(firstWords(value.html, count, ending));
    },
    split(value: unknown, by: unknown) {
      const parts: unknown = handlerOf("split").call(this, plain(value), plain(by));
      if (!(value instanceof EscapedText) || !Array.isArray(parts)) return parts;
      return parts.map((part) => new EscapedText(String(part)));
    },
    join(value: unknown, by: unknown) {
      const list: unknown[] = Array.isArray(value) ? value : [value];
      if (!list.some((part) => part instanceof EscapedText)) {
        return handlerOf("join").call(this, value, by);
      }
      const between = by === undefined ? " " : plainText(by);
      return new EscapedText(
        list.map(toHtml).join(isWritten(this, 0) ? between : escapeHtml(between)),
      );
    },
  };
  if (!isHtml) return own;
  return { ...Object.fromEntries(textFilters.map((name) => [name, onHtml(name)])), ...own };
}
