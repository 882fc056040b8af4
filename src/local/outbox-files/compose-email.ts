import MailComposer from "nodemailer/lib/mail-composer";
import type { RenderedMessage } from "../../core/messages/rendered.ts";
import type { Instant } from "../../core/time/instant.ts";

/**
 * A mail as an .eml file that any mail client opens, with the headers that go out in the stack:
 * List-Unsubscribe with one click (RFC 8058). The same mail gives the same bytes: boundary,
 * Message-ID and date come from the message, not from chance or the machine's clock.
 */
export function composeEmail(
  mail: Extract<RenderedMessage, { channel: "email" }>,
  at: Instant,
): Promise<Buffer> {
  const { id, from, replyTo, to, subject, html, text, optOutUrl } = mail;
  const composer = new MailComposer({
    from,
    replyTo,
    to,
    subject,
    html,
    text,
    date: new Date(at),
    messageId: `<${id}@sojourn.invalid>`,
    baseBoundary: id,
    ...(optOutUrl !== undefined && {
      headers: {
        "List-Unsubscribe": `<${optOutUrl}>`,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      },
    }),
  });
  return composer.compile().build();
}
