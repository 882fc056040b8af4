import MailComposer from "nodemailer/lib/mail-composer";
import { type Mailbox, parseMailbox } from "../core/messages/mailbox.ts";
import type { RenderedMessage } from "../core/messages/rendered.ts";
import type { Instant } from "../core/time/instant.ts";

export type RenderedEmail = Extract<RenderedMessage, { channel: "email" }>;

/**
 * A mail as the bytes of RFC 5322 that SES is given, and that the outbox of `sojourn run` shows:
 * names in any script as RFC 2047 words, domains in punycode, CRLF at the end of every line,
 * List-Unsubscribe with one click (RFC 8058). nodemailer composes it: encodings and line lengths are
 * its craft. The same mail gives the same bytes: boundary, Message-ID and date come from the
 * arguments, not from chance or the machine's clock.
 * @param at what the mail is dated with
 * @throws RangeError for a mailbox that {@link parseMailbox} refuses; rendering lets none through
 */
export function composeEmail(mail: RenderedEmail, at: Instant): Promise<Buffer> {
  const { id, from, replyTo, to, subject, html, text, optOutUrl } = mail;
  const composer = new MailComposer({
    from: mailboxOf(from),
    ...(replyTo !== undefined && { replyTo: mailboxOf(replyTo) }),
    to: mailboxOf(to),
    subject,
    html,
    text,
    newline: "windows",
    date: new Date(at),
    messageId: `<${id}@sojourn.invalid>`,
    baseBoundary: id,
    ...(optOutUrl !== undefined && {
      headers: {
        // In one line: folded, its first line would be empty, which some receivers do not read.
        "List-Unsubscribe": { prepared: true, foldLines: false, value: `<${optOutUrl}>` },
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      },
    }),
  });
  return composer.compile().build();
}

function mailboxOf(text: string): Mailbox {
  const parsed = parseMailbox(text);
  if (!parsed.ok) throw new RangeError(`no mailbox to compose a mail with: ${parsed.why.code}`);
  return parsed.mailbox;
}
