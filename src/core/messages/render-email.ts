import { type Reason, reason } from "../reasons/reason.ts";
import { parseMailbox } from "./mailbox.ts";
import { messageValues } from "./message-values.ts";
import { withOptOut, withOptOutHtml } from "./opt-out-footer.ts";
import {
  incomplete,
  isTransactional,
  type MessageInput,
  noPart,
  type Rendering,
  renderOnly,
  unsendable,
  withoutText,
} from "./render-part.ts";

/** A mail; of a marketing one each body has the link, and the headers get it too. */
export function renderEmail(input: MessageInput): Rendering {
  const sender = input.settings.senders?.email;
  if (sender === undefined) {
    return incomplete(reason("sender-missing", { sender: "senders.email" }));
  }
  const unreadable = [sender.from, sender.replyTo].flatMap((text) => problemOf(text));
  if (unreadable[0] !== undefined) return incomplete(unreadable[0]);
  const to = parseMailbox(input.address);
  // What stands in the profile is no address: another look finds the same. The problem is named by
  // its code, since its sentence quotes the address.
  if (!to.ok) return unsendable(reason("address-unusable", { problem: to.why.code }));
  const marketing = !isTransactional(input);
  if (marketing && input.optOutUrl === undefined) {
    return incomplete(reason("mail-without-opt-out-link"));
  }
  const values = messageValues(input);
  const subject = renderOnly(input, "subject.txt", values);
  const html = renderOnly(input, "email.html", values);
  const text = renderOnly(input, "email.txt", values);
  if (subject === undefined) return noPart(input, "subject.txt");
  if (html === undefined && text === undefined) return noPart(input, "email.html");
  if (!subject.ok) return withoutText(subject);
  if (html?.ok === false) return withoutText(html);
  if (text?.ok === false) return withoutText(text);
  const wayOut = marketing ? input.optOutUrl : undefined;
  const language = input.customer.locale ?? input.settings.locale;
  return {
    kind: "rendered",
    message: {
      channel: "email",
      id: input.message.id,
      to: to.mailbox.address,
      from: sender.from,
      ...(sender.replyTo !== undefined && { replyTo: sender.replyTo }),
      subject: oneLine(subject.text),
      ...(html && { html: wayOut ? withOptOutHtml(html.text, wayOut, language) : html.text }),
      ...(text && { text: wayOut ? withOptOut(text.text, wayOut, language) : text.text }),
      ...(wayOut !== undefined && { optOutUrl: wayOut }),
    },
  };
}

function problemOf(mailbox: string | undefined): Reason[] {
  const parsed = mailbox === undefined ? undefined : parseMailbox(mailbox);
  return parsed === undefined || parsed.ok ? [] : [parsed.why];
}

/** No line break, no control character: a value can't add a header to the mail. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\s]+/gu, " ").trim();
}
