import { type SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import type { RenderedMessage } from "../../core/messages/rendered.ts";
import type { Provider } from "../../core/ports.ts";
import { messageTag } from "../../names.ts";
import { askProvider } from "./ask-provider.ts";
import { encodeMailbox } from "./encode-mailbox.ts";

type RenderedEmail = Extract<RenderedMessage, { channel: "email" }>;

export interface EmailProviderConfig {
  /** With one attempt only: what broke off may have been sent. */
  readonly client: SESv2Client;
  /** What SES tells of a message is told under it. Absent where the Region has no SES. */
  readonly configurationSet: string | undefined;
}

/**
 * Not about this message: over the rate or the day's quota, sending paused by a person or by AWS,
 * no such configuration set. Its expiry bounds how long it is tried.
 */
const busy = [
  "AccountSuspendedException",
  "LimitExceededException",
  "NotFoundException",
  "SendingPausedException",
];

/** Email through SES, with our id as a tag, so that SES's events lead back to the message. */
export function createEmailProvider(config: EmailProviderConfig): Provider {
  return {
    async send(message) {
      if (message.channel !== "email") throw new TypeError(`${message.channel} is not email`);
      const { configurationSet } = config;
      if (configurationSet === undefined) {
        const reason = "email is not set up: the stack was deployed in a Region without SES";
        return { kind: "refused", reason };
      }
      const command = commandOf(message, configurationSet);
      return askProvider(async () => (await config.client.send(command)).MessageId, { busy });
    },
  };
}

function commandOf(message: RenderedEmail, configurationSet: string): SendEmailCommand {
  const { html, text, replyTo, optOutUrl } = message;
  return new SendEmailCommand({
    FromEmailAddress: encodeMailbox(message.from),
    ReplyToAddresses: replyTo === undefined ? undefined : [encodeMailbox(replyTo)],
    Destination: { ToAddresses: [message.to] },
    Content: {
      Simple: {
        Subject: utf8(message.subject),
        Body: {
          Html: html === undefined ? undefined : utf8(html),
          Text: text === undefined ? undefined : utf8(text),
        },
        Headers: optOutUrl === undefined ? undefined : oneClick(optOutUrl),
      },
    },
    ConfigurationSetName: configurationSet,
    EmailTags: [{ Name: messageTag, Value: message.id }],
  });
}

function utf8(text: string) {
  return { Data: text, Charset: "UTF-8" };
}

/** RFC 8058: a button in the reader's own mail program, which big receivers ask for. */
function oneClick(url: string) {
  return [
    { Name: "List-Unsubscribe", Value: `<${url}>` },
    { Name: "List-Unsubscribe-Post", Value: "List-Unsubscribe=One-Click" },
  ];
}
