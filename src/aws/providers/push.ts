import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { applePayload, googlePayload } from "../../core/messages/push-payload.ts";
import type { RenderedMessage } from "../../core/messages/rendered.ts";
import type { Provider } from "../../core/ports.ts";
import { isNamed } from "../failure.ts";
import { askProvider } from "./ask-provider.ts";

type RenderedPush = Extract<RenderedMessage, { channel: "push" }>;

export interface PushProviderConfig {
  /** With one attempt only: what broke off may have been sent. */
  readonly client: SNSClient;
  /** ARNs of the team's platform applications; asked at the first send. */
  readonly applications: () => readonly string[];
}

/** One platform's application may be disabled while the others work: no reason to hold them, too. */
const busy = ["PlatformApplicationDisabledException", "ThrottledException"];

/** Push through SNS, to endpoints that the app registered with one of the team's applications. */
export function createPushProvider({ client, applications }: PushProviderConfig): Provider {
  return {
    async send(message) {
      if (message.channel !== "push") throw new TypeError(`${message.channel} is not push`);
      const reason = whyNotOurs(message.to, applications());
      if (reason !== undefined) return { kind: "refused", reason };
      const command = new PublishCommand({
        TargetArn: message.to,
        MessageStructure: "json",
        Message: payloadOf(message),
      });
      return askProvider(async () => (await client.send(command)).MessageId, {
        busy,
        isDeadAddress,
      });
    },
  };
}

const endpoint = /^(arn:[^:]+:sns:[^:]+:\d+):endpoint\/([^/]+\/[^/]+)\/[^/]+$/;

function whyNotOurs(address: string, applications: readonly string[]): string | undefined {
  if (applications.length === 0) {
    return "push is not set up: the stack was deployed without platform applications";
  }
  const parts = endpoint.exec(address);
  if (parts === null) {
    return "not the ARN of an SNS platform endpoint; the app registers one and sends it as address";
  }
  const application = `${parts[1]}:app/${parts[2]}`;
  return applications.includes(application)
    ? undefined
    : `an endpoint of ${application}, which is not among the team's applications`;
}

/** Deregistered, or the app is gone from the device: SNS disables such endpoints by itself. */
function isDeadAddress(error: Error): boolean {
  if (isNamed(error, "EndpointDisabledException", "NotFoundException")) return true;
  return isNamed(error, "InvalidParameterException") && /TargetArn/.test(error.message);
}

/**
 * One text per platform; SNS picks the endpoint's. FCM by its HTTP v1 form, the only one that
 * Google still takes: https://docs.aws.amazon.com/sns/latest/dg/sns-fcm-v1-payloads.html
 */
function payloadOf(push: RenderedPush): string {
  const apple = JSON.stringify(applePayload(push));
  return JSON.stringify({
    default: push.body,
    GCM: JSON.stringify({ fcmV1Message: { message: googlePayload(push) } }),
    APNS: apple,
    APNS_SANDBOX: apple,
  });
}
