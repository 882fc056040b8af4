import type { DynamoEmulator } from "../../test/contract/start-dynamo.ts";
import type { CpuPerHop } from "../cpu/per-hop.ts";
import { type Figure, formatUsd, type Part, report } from "../part.ts";
import { assumptions } from "./assumptions.ts";
import { type Played, playReferenceJourney } from "./count-requests.ts";
import { detailsOf, priceFigure, typicalBytes } from "./measure-requests.ts";
import { sumUnits } from "./meter.ts";
import {
  type JourneyCounts,
  type PriceLine,
  priceJourney,
  priceLoop,
  sumLines,
} from "./price-journey.ts";
import { pricesRead, readPrices } from "./prices.ts";

/** The design's own lines, in dollars per million customers. */
const budgets: Readonly<Record<string, number>> = {
  "state transitions": 100,
  "schedules and wake queue": 3,
  events: 8,
  queues: 7,
  Lambda: 6,
  DynamoDB: 36,
  storage: 5,
  logs: 3,
};
const totalBudget = 170;
const loopEstimate = 295;
const waits = 2;
const prices = readPrices();

/** The bill of the reference journey for a million customers, line by line. */
export async function measureBill(emulator: DynamoEmulator, cpu: CpuPerHop): Promise<Part> {
  report("bill: reference journey");
  const played = await playReferenceJourney(emulator, typicalBytes);
  const cpuMs = Object.values(cpu.journey.best).reduce((sum, hop) => sum + hop.cpuMs, 0);
  const counts = countsOf(played, cpuMs);
  const lines = priceJourney(counts, prices);
  const loop = priceLoop(lines, waits, prices);
  const { writeUnits, readUnits } = sumUnits(played.requests);
  const figures: Figure[] = [
    ...lines.map(({ name, usd, how }) => priceFigure(name, usd, budgets[name] ?? 0, how)),
    priceFigure("in all, per million customers", sumLines(lines), totalBudget, "without channels"),
    {
      what: "the same on a Task → Choice → Wait loop",
      budget: `≈ $${loopEstimate}`,
      figure: formatUsd(sumLines(loop)),
      note: `${3 * waits + 3} transitions`,
    },
    {
      what: "write and read units of a customer",
      budget: "≤ 55 WRU, 12 RRU",
      figure: `${writeUnits} WRU, ${readUnits} RRU`,
      ok: writeUnits <= 55 && readUnits <= 12,
      note: `customer of ${played.restingBytes} bytes at rest`,
    },
  ];
  return {
    title: `Reference journey, one million customers, prices of ${pricesRead}`,
    figures,
    details: [
      ...detailsOf("requests of one customer", played.requests),
      ...(await sizesOf(emulator, played)),
      ...keptOf(played),
      ...batchesOf(counts, lines),
      ...assumptionLines(),
    ],
  };
}

function countsOf({ calls, requests, addedBytes }: Played, cpuMs: number): JourneyCounts {
  const { writeUnits, readUnits } = sumUnits(requests);
  return {
    transitions: calls.transitions,
    schedules: calls.schedulesMade - calls.schedulesCleared,
    messages: {
      intake: calls.intakeMessages,
      wake: calls.wakeMessages,
      deliver: calls.deliveryMessages,
      feedback: calls.feedbackMessages,
    },
    busEvents: calls.intakeMessages + calls.emittedEvents,
    providerEvents: calls.feedbackMessages,
    // Every state but the last is a turn.
    turns: calls.transitions - 1,
    storeCalls: requests.length,
    otherCalls:
      calls.starts +
      calls.tokens +
      calls.schedulesMade +
      calls.schedulesCleared +
      calls.deliveryMessages +
      calls.emittedEvents,
    providerCalls: calls.providerCalls,
    cpuMs,
    writeUnits,
    readUnits,
    storedBytes: addedBytes,
  };
}

/** What the size of the item changes: the customer's writes are the larger part. */
async function sizesOf(emulator: DynamoEmulator, typical: Played): Promise<string[]> {
  const others = [0, 1024, 3072, 4096];
  const plays: Played[] = [typical];
  for (const bytes of others) plays.push(await playReferenceJourney(emulator, bytes));
  const lines = plays
    .toSorted((a, b) => a.restingBytes - b.restingBytes)
    .map(({ restingBytes, requests }) => {
      const { writeUnits, readUnits } = sumUnits(requests);
      const usd = 1e6 * (writeUnits * prices.writeUnit + readUnits * prices.readUnit);
      const items = requests.filter(({ record }) => record === "customer");
      const largest = Math.max(...items.map(({ bytes }) => bytes));
      return `    ${restingBytes} bytes at rest, ${largest} at most: ${writeUnits} WRU, ${readUnits} RRU, ${formatUsd(usd)}`;
    });
  return ["  by the size of the customer's item:", ...lines];
}

function keptOf({ addedBytes, records }: Played): string[] {
  const kinds = new Map<string, number[]>();
  for (const { record, bytes } of records) {
    kinds.set(record, [...(kinds.get(record) ?? []), bytes]);
  }
  const parts = [...kinds].map(([kind, list]) => `${list.length} ${kind} (${list.join(", ")})`);
  const gb = (addedBytes * 1e6) / 1e9;
  const kept = gb * assumptions.keptMonths * prices.storageGigabyteMonth;
  const recovery = gb * assumptions.storedMonths * prices.recoveryGigabyteMonth;
  return [
    `  added per customer: ${addedBytes} bytes, of these ${parts.join("; ")}`,
    `    over the 400 days that records are kept, storage is ${formatUsd(kept)} instead; point-in-time recovery, not in the design's lines, adds ${formatUsd(recovery)} in ${assumptions.storedMonths} months`,
  ];
}

/** How far the batches that were assumed carry the total. */
function batchesOf(counts: JourneyCounts, lines: readonly PriceLine[]): string[] {
  const messages = Object.values(counts.messages).reduce((sum, n) => sum + n, 0);
  const assumed = lines
    .filter(({ name }) => name === "queues" || name === "schedules and wake queue")
    .reduce((sum, { usd }) => sum + usd, 0);
  const schedules = counts.schedules * prices.schedule * 1e6;
  const at = (batch: number) => messages * (1 + 2 / batch) * prices.queueRequest * 1e6 + schedules;
  return [
    `  queues and schedules together: ${formatUsd(assumed)} at the batches assumed, ${formatUsd(at(1))} at one message each, ${formatUsd(at(10))} at ten`,
  ];
}

function assumptionLines(): string[] {
  const { messagesPerBatch, answerMs, memoryMb, memoryOfOneCpuMb } = assumptions;
  const batches = Object.entries(messagesPerBatch).map(([queue, size]) => `${queue} ${size}`);
  return [
    "  assumed:",
    `    messages per batch: ${batches.join(", ")}; an empty queue's polling (some $0.26 a month each) is not counted`,
    `    answers in ${answerMs.store} ms (DynamoDB), ${answerMs.provider} ms (SES, SNS), ${answerMs.other} ms (others); a batch's messages one after the other`,
    `    CPU as measured, ${assumptions.handlerCpuMs} ms more per invocation, on ${memoryMb}/${memoryOfOneCpuMb} of a core as fast as this one`,
    "    task tokens of 900 characters; SES events at the price of custom events (they may be free); no free tiers, no cold starts",
  ];
}
