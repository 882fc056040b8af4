import { escapeHtml } from "./liquid/plain-text.ts";

/** The word of the link, by language; English elsewhere. */
const words: Readonly<Record<string, string>> = { en: "Unsubscribe", zh: "退订" };

function wordFor(locale: string | undefined): string {
  return words[locale?.slice(0, 2).toLowerCase() ?? "en"] ?? "Unsubscribe";
}

/** The text with a way out: as it is when it already has the link. */
export function withOptOut(text: string, url: string, locale: string | undefined): string {
  return text.includes(url) ? text : `${text.trimEnd()}\n\n${wordFor(locale)}: ${url}\n`;
}

/** The same for HTML: at the end of the body. */
export function withOptOutHtml(html: string, url: string, locale: string | undefined): string {
  const escaped = escapeHtml(url);
  if (html.includes(url) || html.includes(escaped)) return html;
  const footer = `<p style="font-size:12px"><a href="${escaped}">${wordFor(locale)}</a></p>\n`;
  const end = html.search(/<\/body\s*>/i);
  return end === -1 ? `${html}\n${footer}` : html.slice(0, end) + footer + html.slice(end);
}
