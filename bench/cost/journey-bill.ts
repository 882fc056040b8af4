import { type Figure, formatUsd } from "../part.ts";
import { assumptions } from "./assumptions.ts";
import { priceFigure } from "./measure-requests.ts";
import {
  type JourneyCounts,
  type PriceLine,
  priceJourney,
  priceLoop,
  sumLines,
} from "./price-journey.ts";
import { readPrices } from "./prices.ts";

/** The design's own lines, in dollars per million customers. */
export const budgets: Readonly<Record<string, number>> = {
  "state transitions": 100,
  "schedules and wake queue": 3,
  events: 8,
  queues: 7,
  Lambda: 6,
  DynamoDB: 36,
  storage: 5,
  logs: 3,
};
export const totalBudget = 170;
const loopEstimate = 295;
/** Waits of the reference journey. */
const waits = 2;
const prices = readPrices();

/** The reference journey for a million customers, and the same on a Task → Choice → Wait loop. */
export interface JourneyBill {
  readonly counts: JourneyCounts;
  readonly lines: readonly PriceLine[];
  readonly loop: readonly PriceLine[];
}

export function billJourney(counts: JourneyCounts): JourneyBill {
  const lines = priceJourney(counts, prices);
  return { counts, lines, loop: priceLoop(lines, waits, prices) };
}

/** Line by line beside the design's budget. */
export function billFigures({ counts, lines, loop }: JourneyBill, restingBytes: number): Figure[] {
  const { writeUnits, readUnits } = counts;
  return [
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
      note: `customer of ${restingBytes} bytes at rest`,
    },
  ];
}

/** How far the batches that were assumed carry the total. */
export function explainBatches({ counts, lines }: JourneyBill): string[] {
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

export function explainAssumptions(): string[] {
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
