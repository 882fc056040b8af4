import { type SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { parseMailbox } from "../../core/messages/mailbox.ts";
import type { Provider } from "../../core/ports.ts";
import { composeEmail, type RenderedEmail } from "../../mail/compose-email.ts";
import { messageTag } from "../../names.ts";
import { askProvider } from "./ask-provider.ts";

export interface EmailProviderConfig {
  /** With one attempt only: what broke off may have been sent. */
  readonly client: SESv2Client;
  /** What SES tells of a message is told under it. Absent where the Region has no SES. */
  readonly configurationSet: string | undefined;
}

/** Over the rate or the day's quota. Its expiry bounds how long a message is tried. */
const busy = ["LimitExceededException"];

/** Sending was paused by a person or by AWS, or there is no such configuration set. */
const denied = ["AccountSuspendedException", "NotFoundException", "SendingPausedException"];

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
      const command = await commandOf(message, configurationSet);
      return askProvider(async () => (await config.client.send(command)).MessageId, {
        busy,
        denied,
      });
    },
  };
}

/** The very bytes that the outbox shows. SES puts its own Message-ID in the place of ours. */
async function commandOf(mail: RenderedEmail, configurationSet: string): Promise<SendEmailCommand> {
  return new SendEmailCommand({
    Destination: { ToAddresses: [addressOf(mail.to)] },
    Content: { Raw: { Data: await composeEmail(mail, Date.now()) } },
    ConfigurationSetName: configurationSet,
    EmailTags: [{ Name: messageTag, Value: mail.id }],
  });
}

/** The envelope's recipient: in ASCII, without a name. */
function addressOf(to: string): string {
  const parsed = parseMailbox(to);
  return parsed.ok ? parsed.mailbox.address : to;
}
