import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Channel } from "../core/channels/channels.ts";
import type { Deliveries } from "../core/ports.ts";
import { callService } from "./failure.ts";
import { sendToQueue } from "./send-to-queue.ts";

export interface DeliveriesConfig {
  readonly client: SQSClient;
  /** Asked at each send: a function knows the queues only that it was granted. */
  readonly queueUrlOf: (channel: Channel) => string;
}

const depths = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
] as const;

/** The delivery queues, one per channel. */
export function createDeliveries({ client, queueUrlOf }: DeliveriesConfig): Deliveries {
  return {
    async send(delivery, delaySeconds) {
      await sendToQueue(client, queueUrlOf(delivery.channel), delivery, delaySeconds);
    },
    async waiting(channel) {
      const QueueUrl = queueUrlOf(channel);
      const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...depths] });
      const { Attributes = {} } = await callService(
        "QueueUnavailable",
        `GetQueueAttributes of ${QueueUrl}`,
        () => client.send(command),
      );
      return depths.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
    },
  };
}
