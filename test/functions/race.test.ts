import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Customers } from "../../src/core/ports.ts";
import { isWithoutDynamo, useDynamo } from "../contract/dynamo-emulator.ts";
import { captureOutput } from "./output.ts";
import { type Race, race } from "./race.ts";

/** A wake, its turn and its delivery make some 25 calls: the order comes before each of them. */
const calls = 30;
/** Races of different customers, which only make each other's answers come at other moments. */
const sideBySide = 10;
/** Hangs are for the runner to end; 200 races take some seconds of this process. */
const patience = 240_000;

beforeEach(() => {
  captureOutput();
});
afterEach(() => vi.restoreAllMocks());

/** First the order, then the order in the middle, a call later each time, then the wake first. */
function leadOf(round: number): number {
  if (round % 10 === 0) return -1;
  if (round % 10 === 1) return Number.POSITIVE_INFINITY;
  return round % calls;
}

/** A store that writes over whatever came between: what the revision is there to refuse. */
function ignoresRevisions(customers: Customers): Customers {
  return {
    ...customers,
    async commit(before, after) {
      const now = await customers.find(before.key);
      return customers.commit({ ...before, rev: now?.rev ?? 0 }, after);
    },
  };
}

describe.skipIf(isWithoutDynamo())("an order that races the wake of a waiting enrollment", () => {
  const dynamo = useDynamo();

  async function play(
    rounds: number,
    breakStore?: (customers: Customers) => Customers,
  ): Promise<Race[]> {
    const tables = { customers: await dynamo.customers(), timeline: await dynamo.timeline() };
    const races: Race[] = [];
    while (races.length < rounds) {
      const next = Array.from({ length: sideBySide }, (_, index) => races.length + index);
      races.push(
        ...(await Promise.all(
          next.map((round) => race(tables, `ada-${round}`, leadOf(round), breakStore)),
        )),
      );
    }
    return races;
  }

  it(
    "ends it once, and nothing is claimed or sent after the order, in 200 races",
    async () => {
      const races = await play(200);
      const problems = races.flatMap((one, round) =>
        one.problems.map((problem) => `race ${round}: ${problem}`),
      );
      expect(problems).toEqual([]);
      // Both came first at times, and they met in the store.
      expect(new Set(races.map(({ sent }) => sent))).toEqual(new Set([true, false]));
      expect(races.some(({ lostRaces }) => lostRaces > 0)).toBe(true);
    },
    patience,
  );

  it(
    "would go wrong on a store that does not refuse what is outdated",
    async () => {
      const races = await play(60, ignoresRevisions);
      const problems = races.flatMap((one) => one.problems);
      expect(problems).toContain("claimed after the order was taken in");
    },
    patience,
  );
});
