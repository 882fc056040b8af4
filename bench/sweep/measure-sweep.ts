import { marshall } from "@aws-sdk/util-dynamodb";
import type { Customer } from "../../src/core/customers/customer.ts";
import { assumptions } from "../cost/assumptions.ts";
import { readPrices } from "../cost/prices.ts";
import { itemBytes } from "../dynamodb-units.ts";
import { type Figure, formatNumber, formatUsd, type Part, report, runScript } from "../part.ts";
import { segmentSet, writeCustomers } from "./shop.ts";

interface Swept {
  readonly customers: number;
  readonly passes: readonly {
    readonly what: string;
    readonly seconds: number;
    readonly cpuSeconds: number;
  }[];
  readonly members: number;
  readonly rss: number;
}

const million = 1_000_000;
/** As src/aws/customers.ts reads them. */
const pageSize = 250;
const { memoryMb: megabytes, memoryOfOneCpuMb: wholeProcessor } = assumptions;

/** What a pass of the sweep over a million customers takes, and in memory how long. */
export async function measureSweep(): Promise<Part> {
  report("sweep: 1,000,000 customers in memory");
  const swept = await runScript<Swept>("./sweep/sweep-million.ts", [String(million)]);
  const quiet = swept.passes.find(({ what }) => what === "no news");
  const cpuMs = ((quiet?.cpuSeconds ?? Number.NaN) * 1000) / swept.customers;
  return {
    title: `Sweep, ${segmentSet.segments.length} segments`,
    figures: [
      ...swept.passes.map(({ what, seconds }) => passFigure(what, seconds, swept)),
      ...billOfPass(cpuMs),
    ],
    details: [
      `  memberships of all: ${formatNumber(swept.members)}; resident memory ${formatNumber(swept.rss / 1024 ** 2)} MB`,
      `  by slices: 1,000,000 × 2 KB are 250,000 read units, so 8 min 20 s at 500 a second whatever the slices; unthrottled each slice reads one page of ${pageSize} after the other`,
    ],
  };
}

function passFigure(what: string, seconds: number, { customers }: Swept): Figure {
  return {
    what: `embedded pass over ${formatNumber(customers)} customers, ${what}`,
    figure: `${formatNumber(seconds)} s`,
    note: `${formatNumber((seconds / customers) * 1e6)} µs each`,
  };
}

/** A pass that finds nothing to change: eventually consistent scans, and the time to look. */
function billOfPass(cpuMs: number): Figure[] {
  const prices = readPrices();
  const bytes = sizeOfItems();
  const units = (million * bytes) / 4096 / 2;
  const calls = Math.ceil(million / pageSize);
  // Below a whole processor the same work takes so much longer.
  const seconds = ((million * cpuMs) / 1000) * (wholeProcessor / megabytes);
  const lambda = seconds * (megabytes / 1024) * prices.gigabyteSecond;
  const read = units * prices.readUnit;
  return [
    {
      what: "a pass on AWS over a million customers, nothing to change",
      figure: formatUsd(read + lambda),
      note: `${formatNumber(units)} RRU for ${formatUsd(read)} in ${formatNumber(calls)} Scan calls of ${pageSize} items of ${formatNumber(bytes)} bytes; ${formatNumber(seconds)} s of Lambda at ${megabytes} MB for ${formatUsd(lambda)}`,
    },
    {
      what: "every customer whom it changes",
      figure: "1 GetItem, 1 UpdateItem",
      note: `${Math.ceil(bytes / 4096)} RRU, ${Math.ceil(bytes / 1024)} WRU; 2 WRU and an event on the bus for each segment entered or left`,
    },
  ];
}

function sizeOfItems(): number {
  const items = [...writeCustomers(100, Date.UTC(2026, 8, 1, 9))];
  const bytesOf = (customer: Customer) =>
    itemBytes(marshall(customer, { removeUndefinedValues: true }));
  return items.reduce((sum, customer) => sum + bytesOf(customer), 0) / items.length;
}
