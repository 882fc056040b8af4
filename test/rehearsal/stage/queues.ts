import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import type { QueueName } from "../../../lib/sojourn-stack.ts";
import type { Connection } from "./connection.ts";
import { until } from "./until.ts";

export interface QueueDepth {
  readonly waiting: number;
  /** With a function now, or hidden after it failed. */
  readonly inFlight: number;
  readonly delayed: number;
}

export interface DeadLetter {
  readonly body: string;
  /** Such as the reason why intake refused it. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Queues {
  depth(queue: QueueName): Promise<QueueDepth>;
  /**
   * Waits until these have nothing waiting, delayed or with a function.
   * @param seconds real ones @default 20
   */
  drained(queues: readonly QueueName[], seconds?: number): Promise<void>;
  /** What lies in its dead-letter queue; it stays there. */
  deadLetters(queue: QueueName): Promise<DeadLetter[]>;
  /**
   * How long a message stays hidden while a function has it, six times the function's timeout as
   * deployed: a killed function's message comes back after that. Answers the value it had.
   */
  setVisibility(queue: QueueName, seconds: number): Promise<number>;
  /** After how many tries a message is put aside. Answers the value it had. */
  setMaxReceives(queue: QueueName, times: number): Promise<number>;
  /** Puts back every setting as it was before the first change. */
  restore(): Promise<void>;
}

/** An event is on its way from the bus into its queue for a moment: one look is not enough. */
const emptyLooks = 3;

export function createQueues(connection: Connection): Queues {
  const { sqs } = connection.clients;
  const urlOf = (queue: QueueName, which: "QueueUrl" | "DeadLettersUrl") =>
    connection.output(`${queue.charAt(0).toUpperCase()}${queue.slice(1)}${which}`);

  async function attributesOf(url: string): Promise<Partial<Record<string, string>>> {
    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] });
    return (await sqs.send(command)).Attributes ?? {};
  }
  /** By address, what was there before the first change. */
  const changed = new Map<string, Record<string, string>>();
  async function set(url: string, attributes: Record<string, string>): Promise<void> {
    const all = await attributesOf(url);
    const before = Object.keys(attributes).map((name) => [name, all[name] ?? ""]);
    changed.set(url, { ...Object.fromEntries(before), ...changed.get(url) });
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: attributes }));
  }

  async function depth(queue: QueueName): Promise<QueueDepth> {
    const found = await attributesOf(urlOf(queue, "QueueUrl"));
    return {
      waiting: Number(found["ApproximateNumberOfMessages"]),
      inFlight: Number(found["ApproximateNumberOfMessagesNotVisible"]),
      delayed: Number(found["ApproximateNumberOfMessagesDelayed"]),
    };
  }

  return {
    depth,
    async drained(queues, seconds) {
      let looks = 0;
      const isDrained = async () => {
        const depths = await Promise.all(queues.map(depth));
        const busy = depths.some((one) => one.waiting + one.inFlight + one.delayed > 0);
        looks = busy ? 0 : looks + 1;
        return looks >= emptyLooks;
      };
      await until(`${queues.join(", ")} to be empty`, isDrained, seconds);
    },
    async deadLetters(queue) {
      const command = new ReceiveMessageCommand({
        QueueUrl: urlOf(queue, "DeadLettersUrl"),
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 0,
        MessageAttributeNames: ["All"],
      });
      const { Messages = [] } = await sqs.send(command);
      return Messages.map(({ Body = "", MessageAttributes = {} }) => ({
        body: Body,
        attributes: Object.fromEntries(
          Object.entries(MessageAttributes).map(([name, { StringValue = "" }]) => [
            name,
            StringValue,
          ]),
        ),
      }));
    },
    async setVisibility(queue, seconds) {
      const url = urlOf(queue, "QueueUrl");
      const before = Number((await attributesOf(url))["VisibilityTimeout"]);
      await set(url, { VisibilityTimeout: String(seconds) });
      return before;
    },
    async setMaxReceives(queue, times) {
      const url = urlOf(queue, "QueueUrl");
      const policy = JSON.parse((await attributesOf(url))["RedrivePolicy"] ?? "{}") as {
        maxReceiveCount: number | string;
      };
      await set(url, { RedrivePolicy: JSON.stringify({ ...policy, maxReceiveCount: times }) });
      return Number(policy.maxReceiveCount);
    },
    async restore() {
      const all = [...changed];
      changed.clear();
      for (const [QueueUrl, Attributes] of all) {
        await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
      }
    },
  };
}
