import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Wakes } from "../core/ports.ts";
import { sendToQueue } from "./send-to-queue.ts";

export interface WakesConfig {
  readonly client: SQSClient;
  readonly queueUrl: string;
}

/** The wake queue. */
export function createWakes({ client, queueUrl }: WakesConfig): Wakes {
  return {
    send: (wake, delaySeconds) => sendToQueue(client, queueUrl, wake, delaySeconds),
  };
}
