import type { DynamoEmulator } from "../../test/contract/start-dynamo.ts";
import type { CpuPerHop } from "../cpu/per-hop.ts";
import { formatUsd, type Part, report } from "../part.ts";
import { assumptions } from "./assumptions.ts";
import { sumUnits } from "./bill-request.ts";
import { messagesByQueue } from "./count-calls.ts";
import { type Played, playReferenceJourney } from "./count-requests.ts";
import { billFigures, billJourney, explainAssumptions, explainBatches } from "./journey-bill.ts";
import { detailsOf, typicalBytes } from "./measure-requests.ts";
import type { JourneyCounts } from "./price-journey.ts";
import { pricesRead, readPrices } from "./prices.ts";

const prices = readPrices();

/** The bill of the reference journey for a million customers, line by line. */
export async function measureBill(emulator: DynamoEmulator, cpu: CpuPerHop): Promise<Part> {
  report("bill: reference journey");
  const played = await playReferenceJourney(emulator, typicalBytes);
  const bill = billJourney(countsOf(played, journeyCpuMs(cpu)));
  return {
    title: `Reference journey, one million customers, prices of ${pricesRead}`,
    figures: billFigures(bill, played.restingBytes),
    details: [
      ...detailsOf("requests of one customer", played.requests),
      ...(await sizesOf(emulator, played)),
      ...keptOf(played),
      ...explainBatches(bill),
      ...explainAssumptions(),
    ],
  };
}

/** CPU of one customer's way through the reference journey. */
export function journeyCpuMs(cpu: CpuPerHop): number {
  return Object.values(cpu.journey.best).reduce((sum, hop) => sum + hop.cpuMs, 0);
}

export function countsOf({ calls, requests, addedBytes }: Played, cpuMs: number): JourneyCounts {
  const { writeUnits, readUnits } = sumUnits(requests);
  return {
    transitions: calls.transitions,
    schedules: calls.schedulesMade - calls.schedulesCleared,
    messages: messagesByQueue(calls),
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
    logBytes: assumptions.logBytesPerCustomer,
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
