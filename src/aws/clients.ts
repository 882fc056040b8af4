import { Agent } from "node:https";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { createDynamoClient } from "./dynamo-client.ts";
import { once } from "./lazily.ts";

/**
 * One client per service and process, built when first asked for; each in a pure call, so that a
 * bundle holds only the clients it uses.
 */

/** 4 tries of 5 s leave room in a function of 30 s; without the last word the SDK would only warn. */
const patient = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
} as const;

export const dynamo = /* @__PURE__ */ once(() => createDynamoClient(patient));
export const eventBridge = /* @__PURE__ */ once(() => new EventBridgeClient(patient));
export const scheduler = /* @__PURE__ */ once(() => new SchedulerClient(patient));
export const secrets = /* @__PURE__ */ once(() => new SecretsManagerClient(patient));
export const sfn = /* @__PURE__ */ once(() => new SFNClient(patient));
export const sqs = /* @__PURE__ */ once(() => new SQSClient(patient));

/**
 * For providers: one attempt, since a repeated call may be a second message, and 10 s for it. No
 * connection is kept: one that died while the function was frozen fails like a request that was
 * written, and its message would be left to a person as unknown.
 */
function oneAttempt() {
  return {
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: 3_000,
      requestTimeout: 10_000,
      throwOnRequestTimeout: true,
      httpsAgent: new Agent({ keepAlive: false }),
    },
  };
}

export const ses = /* @__PURE__ */ once(() => new SESv2Client(oneAttempt()));
export const sns = /* @__PURE__ */ once(() => new SNSClient(oneAttempt()));
