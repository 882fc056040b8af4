import { createHash } from "node:crypto";

/** What one message of a queue is, as SQS's JSON protocol has it. */
export interface FakeMessage {
  readonly MessageId: string;
  readonly Body: string;
  readonly SentTimestamp: number;
  readonly MessageAttributes?: Readonly<Record<string, { DataType: string; StringValue: string }>>;
  hiddenUntil: number;
}

export interface FakeQueues {
  /** The messages of a queue by its name: the last part of its address. */
  readonly of: (name: string) => FakeMessage[];
  readonly put: (name: string, message: Partial<FakeMessage> & { Body: string }) => void;
  /** Called with each message that is sent; puts it aside again, or takes it. */
  consume: (name: string, body: string) => void;
  readonly answer: (operation: string, input: Record<string, unknown>) => unknown;
}

/** Queues as SQS keeps them, in memory: what is received is hidden, not gone. */
export function createFakeQueues(): FakeQueues {
  const queues = new Map<string, FakeMessage[]>();
  let ids = 0;
  const of = (name: string) => {
    const found = queues.get(name) ?? [];
    queues.set(name, found);
    return found;
  };
  const fake: FakeQueues = {
    of,
    put: (name, message) => {
      of(name).push({
        MessageId: `m${ids++}`,
        SentTimestamp: Date.now(),
        hiddenUntil: 0,
        ...message,
      });
    },
    consume: () => undefined,
    answer(operation, input) {
      const name = String(input.QueueUrl).split("/").at(-1) ?? "";
      const queue = of(name);
      switch (operation) {
        case "GetQueueAttributes": {
          const hidden = queue.filter(({ hiddenUntil }) => hiddenUntil > Date.now()).length;
          return {
            Attributes: {
              ApproximateNumberOfMessages: `${queue.length - hidden}`,
              ApproximateNumberOfMessagesNotVisible: `${hidden}`,
              ApproximateNumberOfMessagesDelayed: "0",
            },
          };
        }
        case "ReceiveMessage": {
          const now = Date.now();
          const some = queue.filter(({ hiddenUntil }) => hiddenUntil <= now).slice(0, 10);
          for (const one of some) one.hiddenUntil = now + 1_000 * Number(input.VisibilityTimeout);
          return { Messages: some.map(received) };
        }
        case "SendMessage":
          fake.consume(name, String(input.MessageBody));
          return { MessageId: `m${ids++}`, MD5OfMessageBody: md5(String(input.MessageBody)) };
        case "DeleteMessageBatch":
          for (const { ReceiptHandle } of input.Entries as { ReceiptHandle: string }[]) {
            queue.splice(
              queue.findIndex(({ MessageId }) => MessageId === ReceiptHandle),
              1,
            );
          }
          return { Successful: [], Failed: [] };
        case "ChangeMessageVisibilityBatch":
          for (const { ReceiptHandle } of input.Entries as { ReceiptHandle: string }[]) {
            const found = queue.find(({ MessageId }) => MessageId === ReceiptHandle);
            if (found) found.hiddenUntil = 0;
          }
          return { Successful: [], Failed: [] };
        default:
          throw new Error(`these queues know no ${operation}`);
      }
    },
  };
  return fake;
}

function received({ MessageId, Body, SentTimestamp, MessageAttributes }: FakeMessage) {
  return {
    MessageId,
    Body,
    MD5OfBody: md5(Body),
    ReceiptHandle: MessageId,
    Attributes: { SentTimestamp: `${SentTimestamp}` },
    ...(MessageAttributes && { MessageAttributes }),
  };
}

/** The SDK checks it, on what it sends and on what it gets. */
function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
