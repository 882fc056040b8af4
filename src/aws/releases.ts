import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Releases } from "../core/ports.ts";
import { sendToQueue } from "./send-to-queue.ts";

export interface ReleasesConfig {
  readonly client: SQSClient;
  readonly queueUrl: string;
}

/** The queue of what is to be let go. */
export function createReleases({ client, queueUrl }: ReleasesConfig): Releases {
  return {
    send: (release, delaySeconds) => sendToQueue(client, queueUrl, release, delaySeconds),
  };
}
