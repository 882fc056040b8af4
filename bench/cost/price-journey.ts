import { assumptions, type QueueName } from "./assumptions.ts";
import type { Prices } from "./prices.ts";

/** What one customer's way through a journey takes, counted. */
export interface JourneyCounts {
  readonly transitions: number;
  readonly schedules: number;
  /** Messages by queue, however they came there. */
  readonly messages: Readonly<Record<QueueName, number>>;
  /** Events that a storefront or a journey put on our bus. */
  readonly busEvents: number;
  /** Events of a provider on the default bus. */
  readonly providerEvents: number;
  readonly turns: number;
  readonly storeCalls: number;
  readonly otherCalls: number;
  readonly providerCalls: number;
  readonly cpuMs: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly storedBytes: number;
  readonly logBytes: number;
}

/** One line of the bill. */
export interface PriceLine {
  readonly name: string;
  /** US dollars per million customers. */
  readonly usd: number;
  readonly how: string;
}

const million = 1_000_000;
const gigabyte = 1e9;

/** The bill for a million customers, without what channels charge per message. */
export function priceJourney(counts: JourneyCounts, prices: Prices): PriceLine[] {
  const { messages } = counts;
  const wakeRequests = requestsOf("wake", messages.wake);
  const otherRequests = (["intake", "deliver", "feedback"] as const).reduce(
    (sum, queue) => sum + requestsOf(queue, messages[queue]),
    0,
  );
  const lambda = lambdaOf(counts);
  const gb = (counts.storedBytes * million) / gigabyte;
  const line = (name: string, each: number, how: string): PriceLine => ({
    name,
    usd: each * million,
    how,
  });
  const round = (value: number) => Math.round(value * 100) / 100;
  return [
    line(
      "state transitions",
      counts.transitions * prices.transition,
      `${counts.transitions} states entered`,
    ),
    line(
      "schedules and wake queue",
      counts.schedules * prices.schedule + wakeRequests * prices.queueRequest,
      `${counts.schedules} schedules, ${messages.wake} messages in ${round(wakeRequests)} requests`,
    ),
    line(
      "events",
      counts.busEvents * prices.event + counts.providerEvents * prices.providerEvent,
      `${counts.busEvents} on our bus, ${counts.providerEvents} from SES`,
    ),
    line(
      "queues",
      otherRequests * prices.queueRequest,
      `${messages.intake + messages.deliver + messages.feedback} messages in ${round(otherRequests)} requests`,
    ),
    line(
      "Lambda",
      lambda.invocations * prices.invocation + lambda.gigabyteSeconds * prices.gigabyteSecond,
      `${round(lambda.invocations)} invocations, ${Math.round(lambda.billedMs)} ms at ${assumptions.memoryMb} MB`,
    ),
    line(
      "DynamoDB",
      counts.writeUnits * prices.writeUnit + counts.readUnits * prices.readUnit,
      `${counts.writeUnits} WRU and ${counts.readUnits} RRU`,
    ),
    {
      name: "storage",
      usd: gb * assumptions.storedMonths * prices.storageGigabyteMonth,
      how: `${counts.storedBytes} bytes for ${assumptions.storedMonths} months`,
    },
    line(
      "logs",
      (counts.logBytes / gigabyte) * prices.logGigabyte,
      counts.logBytes === 0
        ? "nothing is logged on the way without failures"
        : `${Math.round(counts.logBytes)} bytes`,
    ),
  ];
}

/** Each message is sent by itself; receiving and deleting are shared by a batch. */
function requestsOf(queue: QueueName, messages: number): number {
  return messages * (1 + 2 / assumptions.messagesPerBatch[queue]);
}

/** What Lambda bills: invocations, and the time of CPU and of waiting for answers. */
export function lambdaOf(counts: JourneyCounts): {
  readonly invocations: number;
  readonly billedMs: number;
  readonly gigabyteSeconds: number;
} {
  const { messagesPerBatch, answerMs, memoryMb, memoryOfOneCpuMb, relativeCoreSpeed } = assumptions;
  const queues = Object.keys(messagesPerBatch) as QueueName[];
  const batches = queues.reduce(
    (sum, queue) => sum + counts.messages[queue] / messagesPerBatch[queue],
    0,
  );
  const invocations = batches + counts.turns;
  const cpuMs = counts.cpuMs + invocations * assumptions.handlerCpuMs;
  const share = Math.min(1, memoryMb / memoryOfOneCpuMb) * relativeCoreSpeed;
  const waitingMs =
    counts.storeCalls * answerMs.store +
    counts.otherCalls * answerMs.other +
    counts.providerCalls * answerMs.provider;
  const billedMs = cpuMs / share + waitingMs;
  return { invocations, billedMs, gigabyteSeconds: (billedMs / 1000) * (memoryMb / 1024) };
}

/** The same bill where each wait is a turn of a Task → Choice → Wait loop: 9 states, no schedule, no wake. */
export function priceLoop(lines: readonly PriceLine[], waits: number, prices: Prices): PriceLine[] {
  // T C W for each wait, then T C and Succeed.
  const states = 3 * waits + 3;
  const loop: Readonly<Record<string, number>> = {
    "state transitions": states * prices.transition * million,
    "schedules and wake queue": 0,
  };
  return lines.map((line) => {
    const usd = loop[line.name];
    return usd === undefined
      ? line
      : { ...line, usd, how: `${states} states, waits in the machine` };
  });
}

export function sumLines(lines: readonly PriceLine[]): number {
  return lines.reduce((sum, { usd }) => sum + usd, 0);
}
