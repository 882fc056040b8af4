import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

/** How many messages a queue holds, as SQS approximates it. */
export interface Depth {
  /** To be received, or delayed until later. */
  readonly waiting: number;
  /** Received by somebody and not deleted yet. */
  readonly inFlight: number;
}

export async function readDepth(client: SQSClient, url: string): Promise<Depth> {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesDelayed",
        "ApproximateNumberOfMessagesNotVisible",
      ],
    }),
  );
  const {
    ApproximateNumberOfMessages: visible = 0,
    ApproximateNumberOfMessagesDelayed: delayed = 0,
    ApproximateNumberOfMessagesNotVisible: inFlight = 0,
  } = Attributes;
  return { waiting: Number(visible) + Number(delayed), inFlight: Number(inFlight) };
}

/**
 * Up to ten messages, hidden from others for so long. None only when there are none: a long poll
 * asks every server of the queue.
 */
export async function receive(
  client: SQSClient,
  url: string,
  hiddenSeconds: number,
): Promise<Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: url,
    MaxNumberOfMessages: 10,
    VisibilityTimeout: hiddenSeconds,
    WaitTimeSeconds: 1,
    MessageAttributeNames: ["All"],
    MessageSystemAttributeNames: ["All"],
  });
  return (await client.send(command)).Messages ?? [];
}

/** Sends a letter's body to a queue; why it was put aside is of no use to who tries it again. */
export async function resend(client: SQSClient, url: string, { Body }: Message): Promise<void> {
  await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: Body }));
}

export async function remove(
  client: SQSClient,
  url: string,
  messages: readonly Message[],
): Promise<void> {
  for (const some of tens(messages)) {
    const Entries = some.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }));
  }
}

/** Lets others see the messages again at once. */
export async function release(
  client: SQSClient,
  url: string,
  messages: readonly Message[],
): Promise<void> {
  for (const some of tens(messages)) {
    const Entries = some.map(({ ReceiptHandle }, index) => {
      return { Id: `${index}`, ReceiptHandle, VisibilityTimeout: 0 };
    });
    await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries }));
  }
}

/** The most that a batch of SQS holds. */
function tens(messages: readonly Message[]): Message[][] {
  return Array.from({ length: Math.ceil(messages.length / 10) }, (_, at) =>
    messages.slice(10 * at, 10 * at + 10),
  );
}
