import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { DeadLetters } from "../core/ports.ts";
import { callService } from "./failure.ts";

export interface DeadLettersConfig {
  readonly client: SQSClient;
  readonly queueUrl: string;
}

/** Room for what happened, what was got and what to do. */
const longestReason = 1_000;

/** The dead-letter queue beside intake's, with the reason as the attribute `reason`. */
export function createDeadLetters({ client, queueUrl }: DeadLettersConfig): DeadLetters {
  return {
    async put(body, reason) {
      const command = new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body,
        MessageAttributes: { reason: { DataType: "String", StringValue: sendable(reason) } },
      });
      await callService("QueueUnavailable", `SendMessage to ${queueUrl}`, () =>
        client.send(command),
      );
    },
  };
}

// The control characters that XML 1.0, and so SQS, does not know.
// oxlint-disable-next-line no-control-regex
const unsendable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/**
 * A reason quotes what was refused, and that may hold anything; SQS refuses some of it, and nothing
 * at all.
 */
function sendable(reason: string): string {
  const cut = reason.slice(0, longestReason).toWellFormed().replaceAll(unsendable, "\uFFFD");
  return cut === "" ? "no reason given" : cut;
}
