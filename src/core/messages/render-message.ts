import { reason } from "../reasons/reason.ts";
import { refuseLongPush, refuseLongSms } from "./message-limits.ts";
import { messageValues } from "./message-values.ts";
import { renderEmail } from "./render-email.ts";
import {
  incomplete,
  isTransactional,
  type MessageInput,
  noPart,
  type Rendering,
  renderOnly,
  renderPart,
  unsendable,
  withoutText,
} from "./render-part.ts";

/**
 * A message as its provider gets it, in the customer's language. Marketing carries its way out;
 * transactional purposes have none.
 */
export function renderMessage(input: MessageInput): Rendering {
  switch (input.message.channel) {
    case "email":
      return renderEmail(input);
    case "sms":
      return renderSms(input);
    case "push":
      return renderPush(input);
  }
}

function renderSms(input: MessageInput): Rendering {
  const { message, settings, address } = input;
  const transactional = isTransactional(input);
  const sender = settings.senders?.sms;
  if (!transactional && sender === undefined) {
    return incomplete(reason("sender-missing", { sender: "senders.sms.optOut" }));
  }
  const rendered = renderOnly(input, "sms.txt", messageValues(input));
  if (rendered === undefined) return noPart(input, "sms.txt");
  if (!rendered.ok) return withoutText(rendered);
  const own = rendered.text.trim();
  const optOut = transactional ? undefined : sender?.optOut;
  const text = optOut === undefined || own.includes(optOut) ? own : `${own} ${optOut}`;
  const refused = refuseLongSms(text);
  if (refused !== undefined) return unsendable(refused);
  return {
    kind: "rendered",
    message: {
      channel: "sms",
      id: message.id,
      to: address,
      text,
      ...(sender?.senderId !== undefined && { senderId: sender.senderId }),
      transactional,
    },
  };
}

function renderPush(input: MessageInput): Rendering {
  const { message, address } = input;
  const texts = renderPart(input, "push.json", messageValues(input));
  if (texts === undefined) return noPart(input, "push.json");
  const filled: Record<string, string> = {};
  for (const [key, rendered] of texts) {
    if (!rendered.ok) return withoutText(rendered);
    filled[key] = rendered.text;
  }
  const { title = "", body = "", ...data } = filled;
  if (title.trim() === "" || body.trim() === "") {
    return incomplete(reason("push-empty"));
  }
  const { id } = message;
  const refused = refuseLongPush({ id, title, body, data });
  if (refused !== undefined) return unsendable(refused);
  return { kind: "rendered", message: { channel: "push", id, to: address, title, body, data } };
}
