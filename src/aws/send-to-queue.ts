import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Delivery, Release, Wake } from "../core/ports.ts";
import { callService } from "./failure.ts";

/** What a queue carries, and a schedule puts into it when it is due: the same text. */
export function bodyOf(work: Wake | Delivery | Release): string {
  return JSON.stringify(work);
}

/**
 * @param delaySeconds 0 to 900, the most that SQS holds a message back
 * @throws QueueUnavailable
 */
export async function sendToQueue(
  client: SQSClient,
  queueUrl: string,
  work: Wake | Delivery | Release,
  delaySeconds: number,
): Promise<void> {
  const command = new SendMessageCommand({
    QueueUrl: queueUrl,
    MessageBody: bodyOf(work),
    DelaySeconds: delaySeconds,
  });
  await callService("QueueUnavailable", `SendMessage to ${queueUrl}`, () => client.send(command));
}
