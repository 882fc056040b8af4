import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Customers } from "../../src/core/ports.ts";
import { DAY, MINUTE } from "../../src/core/time/instant.ts";
import { isWithoutDynamo, useDynamo } from "../contract/dynamo-emulator.ts";
import { at } from "../core/given.ts";
import { busEvent } from "./given.ts";
import { captureOutput } from "./output.ts";
import { published } from "./published.ts";
import { createRaceStack, type RaceTables } from "./race-stack.ts";

beforeEach(() => {
  captureOutput();
});
afterEach(() => vi.restoreAllMocks());

const start = at("01-05 12:00");
const orders = 6;
const definitions = published({
  goal: { event: "order.placed", within: "14d" },
  steps: [
    { do: "wait", id: "rest", for: "10min" },
    { do: "send", id: "hello", template: "hello", channels: ["email"] },
  ],
});

/** Every order of arrival is another; the same for the same round. */
function shuffle(list: readonly string[], round: number): string[] {
  return list
    .map((text, place) => ({ text, rank: ((place + 1) * (round * 7919 + 104_729)) % 1009 }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ text }) => text);
}

/**
 * A visitor in a journey and a customer, each with orders, and the word that they are one: all of it
 * twice, and all at once.
 */
async function race(
  tables: RaceTables,
  round: number,
  breakStore: (customers: Customers) => Customers,
): Promise<readonly string[]> {
  const stack = createRaceStack({ start, definitions, tables, breakStore });
  const { ports, queues, agenda } = stack;
  const [visitor, known] = [`v-${round}`, `c-${round}`];
  const reachable = { addresses: { email: ["a@b.example"] }, consents: { "email:*": true } };
  const registered = busEvent("customer.registered", {
    id: "registered",
    customer: { id: visitor, ...reachable },
  });
  queues.intake.send(registered, 0);
  await agenda.advanceTo(start + MINUTE);
  const texts = [visitor, known].flatMap((customer) =>
    Array.from({ length: orders }, (_, nth) =>
      busEvent("order.placed", { id: `${customer}-${nth}`, customer, properties: { total: 1 } }),
    ),
  );
  const identified = busEvent("customer.identified", {
    id: "identified",
    customer: known,
    properties: { anonymous: visitor },
  });
  const all = [...texts, identified];
  await Promise.all(shuffle([...all, ...all], round).map((text) => stack.takeIn(text)));
  await agenda.advanceTo(start + DAY);

  const [from, to] = [await ports.keys.keyOf(visitor), await ports.keys.keyOf(known)];
  const [left, joined] = [await ports.customers.find(from), await ports.customers.find(to)];
  const problems: string[] = [];
  const say = (holds: boolean, text: string) => void (holds || problems.push(`${round}: ${text}`));
  const count = joined?.figures["order.placed"]?.count;
  say(count === 2 * orders, `counted ${count} orders of ${2 * orders}`);
  say(left?.joinedInto?.key === to, "the visitor is not joined");
  say(joined?.joined?.join() === from, "the customer does not know of the visitor");
  say(Object.keys(left?.figures ?? {}).length === 0, "the visitor has figures of its own");
  say(Object.keys(left?.enrollments ?? {}).length === 0, "the visitor is left in a journey");
  say(stack.sent.length === 1, `${stack.sent.length} messages were sent`);
  say(stack.runs.underWay() === 0, "a run is left over");
  for (const customer of [visitor, known]) {
    const key = customer === visitor ? from : to;
    for (let nth = 0; nth < orders; nth++) {
      const found = await ports.events.find(key, `${customer}-${nth}`);
      say(found !== undefined, `${customer}-${nth} is not in the history`);
    }
  }
  return problems;
}

/** Two updates in place of one transaction, which write over what came between. */
function writesOneByOne(customers: Customers): Customers {
  return {
    ...customers,
    async commitAll(changes) {
      for (const { before, after } of changes) {
        const now = await customers.find(before.key);
        await customers.commit({ ...before, rev: now?.rev ?? 0 }, after);
      }
      return true;
    },
  };
}

describe.skipIf(isWithoutDynamo())(
  "a visitor who is identified while events of both come in",
  () => {
    const dynamo = useDynamo();

    async function play(rounds: number, breakStore: (customers: Customers) => Customers) {
      const tables = { customers: await dynamo.customers(), timeline: await dynamo.timeline() };
      const problems: string[] = [];
      for (let round = 0; round < rounds; round++) {
        problems.push(...(await race(tables, round, breakStore)));
      }
      return problems;
    }

    it("is joined once, and every event counts once, in 6 races", async () => {
      expect(await play(6, (customers) => customers)).toEqual([]);
    }, 120_000);

    it("would lose events on a store that does not join the two as one", async () => {
      expect(await play(3, writesOneByOne)).not.toEqual([]);
    }, 120_000);
  },
);
