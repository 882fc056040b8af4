import { blankComments } from "../messages/opt-out-footer.ts";
import { reason } from "../reasons/reason.ts";
import { type Finding, problemOf } from "./problem.ts";

/** Mail programs cut longer subjects (RFC 5322, 2.1.1: lines should not exceed 78 characters). */
const widestSubject = 78;

/** Gmail shows "[Message clipped]" after 102 KB; what is added for opt-out and tracking counts too. */
const longestHtml = 100;

// Blocks that Unicode's East Asian Width calls wide or full-width, and what is shown as an emoji.
const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u4DBF\u4E00-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}/u;
// Marks on the character before, and what joins emoji.
const narrow = /[\p{M}\p{Cf}]/u;

/** Columns that a line takes on a screen. */
function widthOf(text: string): number {
  let width = 0;
  for (const char of text) width += wide.test(char) ? 2 : narrow.test(char) ? 0 : 1;
  return width;
}

export function adviseSubject(text: string): Finding[] {
  const width = widthOf(text.trim());
  if (width <= widestSubject) return [];
  return [problemOf("advice", "", reason("subject-too-wide", { width, most: widestSubject }))];
}

const isElement = /<[a-z]/i;
const hasLang = /<[a-z][^>]*\slang\s*=/i;

/** @param optOutUrl that stands where the file says unsubscribeUrl */
export function adviseHtml(html: string, optOutUrl: string, locale: string): Finding[] {
  const visible = blankComments(html);
  const kilobytes = Math.ceil(new TextEncoder().encode(html).length / 1024);
  const images = visible.match(/<img\b[^>]*>/gi) ?? [];
  const count = images.filter((image) => !/\salt\b/i.test(image)).length;
  return [
    ...(kilobytes > longestHtml
      ? [reason("mail-clipped", { size: kilobytes, most: longestHtml })]
      : []),
    ...(isElement.test(visible) && !hasLang.test(visible)
      ? [reason("html-without-lang", { locale })]
      : []),
    ...(count > 0 ? [reason("images-without-alt", { count })] : []),
    ...(html.includes(optOutUrl) && !visible.includes(optOutUrl)
      ? [reason("way-out-in-comment")]
      : []),
  ].map((why) => problemOf("advice", "", why));
}
