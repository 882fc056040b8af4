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

/** Comments end as browsers end them: at `-->`, else with the document. */
const comments = /<!--[^]*?(?:-->|$)/g;

/** HTML with a space for every character of a comment: nobody sees what stands there. */
export function blankComments(html: string): string {
  return html.replaceAll(comments, (comment) => " ".repeat(comment.length));
}

/** The same for HTML: at the end of the body. No such link is tracked; one in a comment is none. */
export function withOptOutHtml(html: string, url: string, locale: string | undefined): string {
  return leaveUntracked(withFooter(html, url, locale), url);
}

function withFooter(html: string, url: string, locale: string | undefined): string {
  const escaped = escapeHtml(url);
  const visible = blankComments(html);
  if (visible.includes(url) || visible.includes(escaped)) return html;
  const footer = `<p style="font-size:12px"><a href="${escaped}">${wordFor(locale)}</a></p>\n`;
  const end = visible.search(/<\/body\s*>/i);
  return end === -1 ? `${html}\n${footer}` : html.slice(0, end) + footer + html.slice(end);
}

/** An opening tag of a link; a quoted value may hold a `>`. */
const openingLink = /<a(?=[\s/])((?:"[^"]*"|'[^']*'|[^'">])*)>/gi;

/**
 * Keeps SES from counting clicks on the way out, which are no engagement: it leaves links with this
 * attribute as they are. https://docs.aws.amazon.com/ses/latest/dg/faqs-metrics.html
 */
function leaveUntracked(html: string, url: string): string {
  const escaped = escapeHtml(url);
  return html.replaceAll(openingLink, (link, attributes: string) => {
    const leadsOut = attributes.includes(url) || attributes.includes(escaped);
    return leadsOut && !/\bses:no-track\b/i.test(attributes)
      ? `<a ses:no-track${attributes}>`
      : link;
  });
}
