import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { Provider } from "../../core/ports.ts";
import { isNamed } from "../failure.ts";
import { askProvider } from "./ask-provider.ts";

export interface SmsProviderConfig {
  /** With one attempt only: what broke off may have been sent. */
  readonly client: SNSClient;
}

const busy = ["ThrottledException"];

/** SMS through SNS. What it accepted is on its way; it says no more of a single message. */
export function createSmsProvider({ client }: SmsProviderConfig): Provider {
  return {
    async send(message) {
      if (message.channel !== "sms") throw new TypeError(`${message.channel} is not sms`);
      const { senderId, transactional } = message;
      const command = new PublishCommand({
        PhoneNumber: message.to,
        Message: message.text,
        MessageAttributes: {
          "AWS.SNS.SMS.SMSType": textValue(transactional ? "Transactional" : "Promotional"),
          ...(senderId !== undefined && { "AWS.SNS.SMS.SenderID": textValue(senderId) }),
        },
      });
      return askProvider(async () => (await client.send(command)).MessageId, {
        busy,
        isDeadAddress,
      });
    },
  };
}

function textValue(text: string) {
  return { DataType: "String", StringValue: text };
}

/** The same error also tells of a bad sender id or text, which must not cost anyone's number. */
function isDeadAddress(error: Error): boolean {
  if (isNamed(error, "OptedOutException", "OptedOut")) return true;
  const isParameter = isNamed(error, "InvalidParameterException", "InvalidParameterValueException");
  return isParameter && /PhoneNumber|phone number|opted out/i.test(error.message);
}
