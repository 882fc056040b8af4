import { describe, expect, it } from "vitest";
import { fromItem } from "../../src/aws/item.ts";
import { type Customer, newCustomer } from "../../src/core/customers/customer.ts";
import { isWithoutDynamo, useDynamo } from "../contract/dynamo-emulator.ts";
import { currentEngine } from "./engine.ts";
import { fillTables, readItems, takeOver } from "./load-world.ts";
import type { Tables } from "./play-world.ts";
import { recorded } from "./world-events.ts";
import { type Version, versions, worldFiles } from "./world-files.ts";

const clock = { now: () => recorded };

describe.skipIf(isWithoutDynamo()).each(versions)("items of %s", (version) => {
  const dynamo = useDynamo();

  it("are customers to today's code, and stay what they were when one thing is changed", async () => {
    const tables = await fillTables(version, dynamo);
    const customers = await readCustomers(tables);
    expect(customers).toHaveLength(readItems(version, "customers").length);
    const store = currentEngine.createCustomers(tables.customers);
    for (const before of customers) {
      expect(await store.commit(before, { ...before, locale: "fr" })).toBe(true);
      const after = { ...before, locale: "fr", rev: before.rev + 1 };
      expect(await store.find(before.key)).toEqual(after);
    }
  });

  it("hold every wait, every state of an enrollment and every state of a message", () => {
    const { customers, enrollments } = customersIn(version);
    const waits = enrollments.flatMap(({ wait }) => {
      return wait === undefined ? [] : [wait.parked ? "parked" : wait.reason];
    });
    const later = version === "0.1.0" ? [] : ["paused"];
    expect(distinct(waits)).toEqual(distinct([...knownWaits, ...later]));
    const states = enrollments.map(({ state }) => state);
    expect(distinct(states)).toEqual(["closing", "ended", "failed", "running", "starting"]);
    expect(enrollments.some(({ broken }) => broken === true)).toBe(true);
    expect(enrollments.some(({ wait }) => wait?.matched !== undefined)).toBe(true);
    const goals = customers.flatMap((one) => one.goals);
    expect(distinct(goals.map(({ heldOut = false }) => String(heldOut)))).toEqual([
      "false",
      "true",
    ]);
    const messages = recordsIn(version).filter(({ kind }) => kind === "message");
    expect(distinct(messages.map(({ item }) => String(item.state)))).toEqual(knownStates);
  });

  it.runIf(version !== "0.1.0")("hold joined customers, members of segments and told dates", () => {
    const { customers } = customersIn(version);
    expect(customers.some(({ joined }) => joined !== undefined)).toBe(true);
    expect(customers.some(({ joinedInto }) => joinedInto !== undefined)).toBe(true);
    expect(customers.some(({ fired }) => Object.keys(fired).length > 0)).toBe(true);
    expect(customers.some(({ segments }) => Object.keys(segments).length > 0)).toBe(true);
  });

  it("are a timeline to today's code", async () => {
    const tables = await fillTables(version, dynamo);
    const config = { ...tables.timeline, clock };
    const { createEnrollments, createEvents, createMessages, createTurns } = currentEngine;
    const read = ({ key, kind, id, rest: [hash, ref = ""] }: Stored): Promise<unknown> => {
      switch (kind) {
        case "event":
          return createEvents(config).find(key, id);
        case "turn":
          return createTurns(config).find(`${key}-${hash}`, ref);
        case "enrollment":
          return createEnrollments(config).find(id);
        case "message":
          return createMessages(config).find(id);
        default:
          throw new Error(`nobody reads ${kind}#${id}`);
      }
    };
    // Tasks and offers are read by people and by exports only.
    const records = recordsIn(version).filter(({ kind }) => kind !== "task" && kind !== "offer");
    expect(records.length).toBeGreaterThan(100);
    for (const record of records) {
      const told = Object.entries(record.item).filter(([name]) => !ofTheTable.has(name));
      expect(await read(record)).toMatchObject(Object.fromEntries(told));
    }
  });

  it("are definitions to today's code, by the rules that they were published under", async () => {
    const tables = await fillTables(version, dynamo);
    const definitions = await currentEngine
      .createCatalog({ ...tables.catalog, clock })
      .definitions();
    const journeys = [...definitions.live.values()];
    expect(journeys).toHaveLength(countJourneys(version));
    expect(new Set(journeys.map(({ rules }) => rules))).toEqual(new Set([1]));
  });

  it("stay published as they are when the same files are saved again", async () => {
    const { ports } = takeOver(version, await fillTables(version, dynamo));
    const files = [...worldFiles(version)];
    for (const [path, text] of files) await ports.files.write(path, text);
    const saves = files.map(([path]) => ({ path, sequence: "02" }));
    const verdicts = await currentEngine.createPublishFiles(ports)(saves);
    const changed = verdicts.filter(({ verdict }) => verdict !== "unchanged");
    expect(changed.map(({ path }) => path)).toEqual([]);
    const live = await ports.publications.live();
    const { settings } = await ports.catalog.definitions();
    expect(settings.addresses).toBe("add");
    expect(live?.journeys.map(({ rules }) => rules)).toEqual(live?.journeys.map(() => 1));
  });
});

/** Attributes that a table needs; and no report of a message, which reads as none. */
const ofTheTable = new Set("key sk ttl entryKey attention attentionAt reports".split(" "));

const knownWaits = [
  "capped",
  "event",
  "for",
  "parked",
  "quiet-hours",
  "send-window",
  "unknown-zone",
  "until",
  "yielded",
];
const knownStates = [
  "claimed",
  "dropped",
  "failed",
  "held",
  "queued",
  "sending",
  "sent",
  "suppressed",
  "unknown",
];

const distinct = (texts: readonly string[]) => [...new Set(texts)].toSorted();

/** Customers as they were recorded, and all their enrollments. */
function customersIn(version: Version) {
  const customers = readItems(version, "customers").map((item): Customer => {
    const stored = fromItem(item) as unknown as Customer;
    return { ...newCustomer(stored.key, stored.id), ...stored };
  });
  return { customers, enrollments: customers.flatMap((one) => Object.values(one.enrollments)) };
}

interface Stored {
  readonly item: Readonly<Record<string, unknown>>;
  readonly key: string;
  readonly kind: string;
  /** What follows the kind, whole and in its parts. */
  readonly id: string;
  readonly rest: readonly string[];
}

function recordsIn(version: Version): Stored[] {
  return readItems(version, "timeline")
    .map(fromItem)
    .map((item) => {
      const [kind = "", ...rest] = String(item.sk).split("#");
      return { item, key: String(item.key), kind, id: rest.join("#"), rest };
    });
}

async function readCustomers({ customers }: Tables): Promise<Customer[]> {
  return (await currentEngine.createCustomers(customers).page({ slice: 0, slices: 1 })).customers;
}

function countJourneys(version: Version): number {
  return [...worldFiles(version).keys()].filter((path) => path.startsWith("journeys/")).length;
}
