import { type FilterImplOptions, filters } from "liquidjs";
import { PointedNumber } from "./decimal.ts";
import { EscapedText, toHtml, toText } from "./escaped-text.ts";
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
      return handler.call(this, asWritten(value), ...args.map((arg) => asWritten(toText(arg))));
    const texts = args.map((arg, place) =>
      typeof arg === "number" || isWritten(this, place) ? arg : toHtml(arg),
    );
    return new EscapedText(String(handler.call(this, value.html, ...texts)));
  };
}

/** The same filter for texts without markup. */
function onText(name: string): Handler {
  const handler = handlerOf(name);
  return function filtered(this: Called, value: unknown, ...args: unknown[]) {
    return handler.call(this, asWritten(value), ...args.map(asWritten));
  };
}

/** A number with a point, as it is printed: `30.0`. */
function asWritten(value: unknown): unknown {
  return value instanceof PointedNumber ? plainText(value) : value;
}

/** HTML as its reader's characters: an escape is one of them, which nothing may cut in two. */
function charactersOf(html: string): string[] {
  return html.match(/&(?:[a-zA-Z]+|#\d+);|[\s\S]/gu) ?? [];
}

/** `truncate: 6, "…"`: so many characters, those of the ending included. */
function truncateHtml(html: string, length: unknown, ending: string): string {
  const wanted = Math.trunc(Number(plainText(length ?? 50)) || 0);
  const characters = charactersOf(html);
  if (characters.length <= wanted) return html;
  const room = Math.max(0, wanted - charactersOf(ending).length);
  return characters.slice(0, room).join("") + ending;
}

/** `slice: -3, 2`: from a place, by default one character. Before the beginning there is nothing. */
function sliceHtml(html: string, from: unknown, length: unknown): string {
  const characters = charactersOf(html);
  const said = Math.trunc(Number(plainText(from)) || 0);
  const begin = said < 0 ? characters.length + said : said;
  if (begin < 0) return "";
  const count = Math.trunc(Number(plainText(length ?? 1)) || 0);
  return characters.slice(begin, begin + Math.max(0, count)).join("");
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

/**
 * As Ruby splits where the library does not: at `" "` between words, whatever blanks are there; at `""`
 * between characters. Undefined: as the library does.
 */
function splitText(text: unknown, by: unknown): string[] | undefined {
  if (typeof text !== "string") return undefined;
  if (by === "") return charactersOf(text);
  if (by !== " ") return undefined;
  const words = text.trim().split(/\s+/);
  return words[0] === "" ? [] : words;
}

/** As CGI.escape of Ruby: letters, digits and `_ . - ~` stay, a blank is a plus. */
function encodeForUrl(text: string): string {
  const encoded = encodeURIComponent(text).replaceAll("%20", "+");
  return encoded.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** As CGI.unescape: what is no escape stays as it is, such as `100%`. */
function decodeFromUrl(text: string): string {
  return text.replaceAll("+", " ").replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch (error) {
      // How JavaScript says that these bytes are no UTF-8.
      if (error instanceof URIError) return escapes;
      throw error;
    }
  });
}

/** Filters on text as Liquid documents them. https://shopify.dev/docs/api/liquid/filters (string) */
export function textFiltersFor(markup: Markup): Record<string, FilterImplOptions> {
  const isHtml = markup === "html";
  const escaped = (html: string) => (isHtml ? new EscapedText(html) : html);
  const own: Record<string, FilterImplOptions> = {
    // A reader of a link sees no escapes of HTML in it.
    url_encode: (value: unknown) => encodeForUrl(plainText(toText(value))),
    url_decode: (value: unknown) => decodeFromUrl(plainText(toText(value))),
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
      const ending = rest === undefined || isWritten(this, 1) ? rest : toHtml(rest);
      return new EscapedText(firstWords(value.html, count, ending));
    },
    split(value: unknown, by: unknown) {
      const html = value instanceof EscapedText ? value.html : value;
      const parts = splitText(html, toText(by)) ?? handlerOf("split").call(this, html, toText(by));
      if (!(value instanceof EscapedText) || !Array.isArray(parts)) return parts;
      return parts.map((part) => new EscapedText(String(part)));
    },
    size(value: unknown) {
      const text = toText(value);
      if (Array.isArray(text)) return text.length;
      return typeof text === "string" ? Array.from(text).length : 0;
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
  if (!isHtml) {
    const onTexts = textFilters.map((name): [string, FilterImplOptions] => [name, onText(name)]);
    return { ...Object.fromEntries(onTexts), ...own };
  }
  const cut: Record<string, FilterImplOptions> = {
    truncate(value: unknown, length: unknown, ending: unknown) {
      if (!(value instanceof EscapedText)) {
        return handlerOf("truncate").call(this, value, length, toText(ending));
      }
      const isOurs = ending === undefined || isWritten(this, 1);
      const rest = isOurs ? plainText(ending ?? "...") : toHtml(ending);
      return new EscapedText(truncateHtml(value.html, length, rest));
    },
    slice(value: unknown, from: unknown, length: unknown) {
      if (!(value instanceof EscapedText)) {
        return handlerOf("slice").call(this, value, from, length);
      }
      return new EscapedText(sliceHtml(value.html, from, length));
    },
  };
  const onTexts = Object.fromEntries(textFilters.map((name) => [name, onHtml(name)]));
  return { ...onTexts, ...own, ...cut };
}
