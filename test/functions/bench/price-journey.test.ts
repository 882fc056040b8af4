import { describe, expect, it } from "vitest";
import { assumptions } from "../../../bench/cost/assumptions.ts";
import {
  type JourneyCounts,
  lambdaOf,
  priceJourney,
  priceLoop,
  sumLines,
} from "../../../bench/cost/price-journey.ts";
import { readPrices } from "../../../bench/cost/prices.ts";

const prices = readPrices();

/** A journey of one wait and nothing else, to be changed by each test. */
function counts(change: Partial<JourneyCounts> = {}): JourneyCounts {
  return {
    transitions: 0,
    schedules: 0,
    messages: { intake: 0, wake: 0, deliver: 0, feedback: 0 },
    busEvents: 0,
    providerEvents: 0,
    turns: 0,
    storeCalls: 0,
    otherCalls: 0,
    providerCalls: 0,
    cpuMs: 0,
    writeUnits: 0,
    readUnits: 0,
    storedBytes: 0,
    logBytes: 0,
    ...change,
  };
}

function priceOf(name: string, change: Partial<JourneyCounts>): number | undefined {
  return priceJourney(counts(change), prices).find((line) => line.name === name)?.usd;
}

describe("the bill for a million customers", () => {
  it("charges $25 a million state transitions", () => {
    expect(priceOf("state transitions", { transitions: 4 })).toBeCloseTo(100);
  });

  it("charges DynamoDB by write and read units", () => {
    expect(priceOf("DynamoDB", { writeUnits: 55, readUnits: 12 })).toBeCloseTo(35.875);
  });

  it("charges a queue message its sending, and its share of a receive and a delete", () => {
    const messages = { intake: 0, wake: 2, deliver: 0, feedback: 0 };
    const requests = 2 * (1 + 2 / assumptions.messagesPerBatch.wake);
    expect(priceOf("schedules and wake queue", { schedules: 2, messages })).toBeCloseTo(
      2 + 0.4 * requests,
    );
    expect(priceOf("queues", { messages })).toBe(0);
  });

  it("charges storage by gigabyte and month: 10 KB of a million are 10 GB", () => {
    expect(priceOf("storage", { storedBytes: 10_000 })).toBeCloseTo(
      10 * 0.25 * assumptions.storedMonths,
    );
  });

  it("is the sum of its lines", () => {
    const lines = priceJourney(counts({ transitions: 4, writeUnits: 55 }), prices);
    expect(sumLines(lines)).toBeCloseTo(100 + 34.375);
  });
});

describe("Lambda", () => {
  it("stretches CPU where a function has a part of a core, and adds the waiting", () => {
    const { billedMs, invocations } = lambdaOf(counts({ turns: 1, cpuMs: 2, storeCalls: 4 }));
    const stretch = assumptions.memoryOfOneCpuMb / assumptions.memoryMb;
    expect(invocations).toBe(1);
    expect(billedMs).toBeCloseTo(
      (2 + assumptions.handlerCpuMs) * stretch + 4 * assumptions.answerMs.store,
    );
  });

  it("shares an invocation among the messages of a batch", () => {
    const messages = { intake: 0, wake: 0, deliver: 0, feedback: 10 };
    expect(lambdaOf(counts({ messages })).invocations).toBe(
      10 / assumptions.messagesPerBatch.feedback,
    );
  });
});

describe("a Task → Choice → Wait loop", () => {
  it("enters nine states for two waits, and needs neither schedule nor wake", () => {
    const messages = { intake: 1, wake: 2, deliver: 0, feedback: 0 };
    const lines = priceJourney(counts({ transitions: 4, schedules: 2, messages }), prices);
    const loop = priceLoop(lines, 2, prices);
    expect(loop.find(({ name }) => name === "state transitions")?.usd).toBeCloseTo(225);
    expect(loop.find(({ name }) => name === "schedules and wake queue")?.usd).toBe(0);
    expect(loop.find(({ name }) => name === "queues")).toEqual(
      lines.find(({ name }) => name === "queues"),
    );
  });
});
