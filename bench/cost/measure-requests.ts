import type { DynamoEmulator } from "../../test/contract/start-dynamo.ts";
import { type Figure, formatNumber, formatUsd, type Part, report } from "../part.ts";
import { type MeteredRequest, sumUnits } from "./bill-request.ts";
import {
  type Played,
  playCountedEvent,
  playItems,
  playTrackedEvent,
  playUnseenEvent,
  playWaits,
} from "./count-requests.ts";

/** The size that DESIGN §9 counts events at, and calls typical of an item at rest. */
export const typicalBytes = 2048;

/** Requests and capacity of one event and of one wait. */
export async function measureRequests(emulator: DynamoEmulator): Promise<Part> {
  report("requests: events and waits");
  const unseen = await playUnseenEvent(emulator, typicalBytes);
  const tracked = await playTrackedEvent(emulator, typicalBytes);
  const counted = [];
  for (const figures of [0, 5, 20]) {
    counted.push({ figures, played: await playCountedEvent(emulator, typicalBytes, figures) });
  }
  const unread = await playItems(emulator, typicalBytes, false);
  const read = await playItems(emulator, typicalBytes, true);
  const one = await playWaits(emulator, 1);
  const two = await playWaits(emulator, 2);
  return {
    title: "Requests and capacity",
    figures: [
      eventFigure("an event that no definition looks at", unseen),
      eventFigure("an event that a figure counts, no journey", tracked),
      ...counted.map(({ figures, played }) => countedFigure(figures, played)),
      waitFigure(one, two),
      itemsFigure(unread, read),
    ],
    details: [...detailsOf("an event that a figure counts", tracked.requests)],
  };
}

function eventFigure(what: string, { requests, restingBytes }: Played): Figure {
  const { writes, reads, writeUnits, readUnits } = sumUnits(requests);
  return {
    what,
    budget: "≤ 2 writes, 1 strong read, 5 WRU",
    figure: `${writes} writes, ${reads} reads, ${writeUnits} WRU, ${readUnits} RRU`,
    ok: writes <= 2 && reads <= 1 && writeUnits <= 5,
    note: `customer of ${restingBytes} bytes, event of 1,024`,
  };
}

/** Beyond the size that the design counts at: what a longer memory costs. */
function countedFigure(figures: number, { requests, restingBytes }: Played): Figure {
  const { writes, reads, writeUnits, readUnits } = sumUnits(requests);
  return {
    what: `an event that ${figures} figures count`,
    figure: `${writes} writes, ${reads} reads, ${writeUnits} WRU, ${readUnits} RRU`,
    note: `customer of ${formatNumber(restingBytes)} bytes with ten days in each figure`,
  };
}

/** Compares the cost of a journey whose mail prints a cart's items with one whose mail does not. */
function itemsFigure(unread: Played, read: Played): Figure {
  const without = sumUnits(unread.requests);
  const { writeUnits, readUnits } = sumUnits(read.requests);
  return {
    what: "a cart of 20 items, a wait and one email",
    figure: `${writeUnits} WRU, ${readUnits} RRU with the items, ${without.writeUnits} WRU, ${without.readUnits} RRU without`,
    note: `${formatNumber(read.addedBytes - unread.addedBytes)} bytes more are kept`,
  };
}

function waitFigure(one: Played, two: Played): Figure {
  const more = (of: (played: Played) => number) => of(two) - of(one);
  const transitions = more(({ calls }) => calls.transitions);
  const schedules = more(({ calls }) => calls.schedulesMade);
  const messages = more(({ calls }) => calls.wakeMessages);
  const writes = more(({ requests }) => sumUnits(requests).writeUnits);
  const reads = more(({ requests }) => sumUnits(requests).readUnits);
  return {
    what: "a wait",
    budget: "1 transition, 1 schedule, 1 queue message",
    figure: `${transitions} transition, ${schedules} schedule, ${messages} queue message`,
    ok: transitions === 1 && schedules === 1 && messages === 1,
    note: `and ${writes} WRU, ${reads} RRU`,
  };
}

/**
 * One line per kind of request.
 * @param customers whose requests they are: the counts are of one of them @default 1
 */
export function detailsOf(
  what: string,
  requests: readonly MeteredRequest[],
  customers = 1,
): string[] {
  const each = (count: number) => formatNumber(count / customers);
  const lines = [...byKind(requests)].map(([kind, list]) => {
    const { writeUnits, readUnits } = sumUnits(list);
    const bytes = list.map((request) => request.bytes);
    const size = `${Math.min(...bytes)}–${Math.max(...bytes)} bytes`;
    const units = writeUnits > 0 ? `${each(writeUnits)} WRU` : `${each(readUnits)} RRU`;
    return { line: `    ${each(list.length)} × ${kind}: ${units}, ${size}`, writeUnits, readUnits };
  });
  lines.sort((a, b) => b.writeUnits - a.writeUnits || b.readUnits - a.readUnits);
  return [`  ${what}:`, ...lines.map(({ line }) => line)];
}

/** `UpdateItem customer`, `PutItem turn (condition refused)` … */
export function byKind(
  requests: readonly MeteredRequest[],
): ReadonlyMap<string, readonly MeteredRequest[]> {
  return Map.groupBy(requests, ({ operation, record, refused }) => {
    return `${operation} ${record}${refused ? " (condition refused)" : ""}`;
  });
}

/** For lines of the bill beside what DESIGN §9 has for them. */
export function priceFigure(what: string, usd: number, budget: number, note: string): Figure {
  return {
    what,
    budget: `≤ $${budget}`,
    figure: formatUsd(usd),
    ok: Math.round(usd * 100) <= budget * 100,
    note,
  };
}
