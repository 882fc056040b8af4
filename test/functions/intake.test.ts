import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { newCustomer } from "../../src/core/customers/customer.ts";
import { operationalError } from "../../src/core/errors.ts";
import type { Ports } from "../../src/core/ports.ts";
import { HOUR } from "../../src/core/time/instant.ts";
import { at } from "../core/given.ts";
import { busEvent, context, queueBatch } from "./given.ts";
import { createLocalStack } from "./local-stack.ts";
import { captureOutput, type Output } from "./output.ts";
import { published } from "./published.ts";

const start = at("01-05 12:00");
const none = { batchItemFailures: [] };

function stack(wrap?: (ports: Ports) => Ports) {
  const definitions = published({ steps: [{ do: "wait", id: "rest", for: "1d" }] });
  const made = createLocalStack({ start, definitions, ...(wrap === undefined ? {} : { wrap }) });
  const take = (...bodies: string[]) => made.handlers.intake(queueBatch(...bodies), context());
  const find = async (customer: string) =>
    made.ports.customers.find(await made.ports.keys.keyOf(customer));
  return { ...made, take, find };
}

const registered = (customer: string, id = `reg-${customer}`) =>
  busEvent("customer.registered", { id, customer: { id: customer } });
let output: Output;

beforeEach(() => {
  output = captureOutput();
});
afterEach(() => vi.restoreAllMocks());

describe("intake", () => {
  it("takes in the good events of a batch and puts the bad one aside with its reason", async () => {
    const { take, find, queues } = stack();
    const answer = await take(registered("ada"), "{oops", registered("bob"));
    expect(answer).toEqual(none);
    expect(await find("ada")).toMatchObject({ id: "ada", rev: 1 });
    expect(await find("bob")).toMatchObject({ id: "bob", rev: 1 });
    expect(queues.intake.deadLetters).toMatchObject([
      { body: "{oops", error: { name: "EventRefused", message: "not JSON: {oops" } },
    ]);
  });

  it("puts an event aside at once that its customer can't take in, and takes in everybody else's", async () => {
    const { take, find, queues } = stack((ports) => ({
      ...ports,
      customers: {
        ...ports.customers,
        commit: async (before, after) => {
          if (after.id === "ada") throw operationalError("ItemTooLarge", "the item is full");
          return ports.customers.commit(before, after);
        },
      },
    }));
    const bodies = [registered("ada"), registered("bob"), registered("cleo")];
    expect(await take(...bodies)).toEqual(none);
    expect(queues.intake.deadLetters).toMatchObject([
      { body: bodies[0], error: { message: "ItemTooLarge: the item is full" } },
    ]);
    expect(await find("bob")).toBeDefined();
    expect(await find("cleo")).toBeDefined();
  });

  it("leaves a batch to its queue in which nobody's events can be taken in: a bad deploy", async () => {
    const { take, queues } = stack((ports) => ({
      ...ports,
      customers: {
        ...ports.customers,
        commit: async () => {
          throw operationalError("DefinitionMissing", "no journey");
        },
      },
    }));
    const { batchItemFailures } = await take(
      ...["ada", "bob", "cleo"].map((who) => registered(who)),
    );
    expect(batchItemFailures).toHaveLength(2);
    expect(queues.intake.deadLetters).toHaveLength(1);
  });

  it("makes no customer of an id with blanks or unseen characters, and trims none", async () => {
    const { take, find, queues } = stack();
    expect(await take(registered(" ada"), registered("a\u200bda"), registered("bob"))).toEqual(
      none,
    );
    expect(queues.intake.deadLetters.map(({ error }) => error.message)).toEqual([
      expect.stringContaining("begins or ends with a blank"),
      expect.stringContaining("nobody sees"),
    ]);
    expect(await find("ada")).toBeUndefined();
    expect(await find(" ada")).toBeUndefined();
    expect(await find("bob")).toBeDefined();
  });

  it("goes on with a customer of such an id who is there already, and tells of the id", async () => {
    const { take, find, ports, queues } = stack();
    const key = await ports.keys.keyOf(" ada");
    await ports.customers.commit(newCustomer(key, " ada"), newCustomer(key, " ada"));
    expect(await take(registered(" ada"))).toEqual(none);
    expect(queues.intake.deadLetters).toEqual([]);
    expect(await find(" ada")).toMatchObject({ rev: 2 });
    expect(await ports.events.find(key, "reg- ada")).toMatchObject({
      leftOut: [{ code: "new-id-blanks" }],
    });
  });

  it.each<[string, string, RegExp]>([
    ["no JSON", "<xml/>", /^not JSON/],
    ["no object", "42", /not a JSON object/],
    ["no detail", busEvent("order.placed", null as unknown as object), /^detail: /],
    ["no id", busEvent("order.placed", { customer: "ada" }), /^detail\.id: /],
    ["no customer", busEvent("order.placed", { id: "o" }), /^detail\.customer: /],
    [
      "an id of the wrong type",
      busEvent("order.placed", { id: {}, customer: "ada" }),
      /^detail\.id/,
    ],
    [
      "a text of 1 MB",
      busEvent("order.placed", {
        id: "o",
        customer: "ada",
        properties: { a: "x".repeat(2 ** 20) },
      }),
      /at most 1 MB/,
    ],
    [
      "the year 9999",
      busEvent("order.placed", { id: "o", customer: "ada", at: "9999-12-31T23:59:59Z" }),
      /ahead/,
    ],
  ])("refuses %s for good, in one go, beside what it accepts", async (_what, body, reason) => {
    const { take, find, queues } = stack();
    expect(await take(body, registered("bob"))).toEqual(none);
    expect(queues.intake.deadLetters).toMatchObject([{ body, error: { name: "EventRefused" } }]);
    expect(queues.intake.deadLetters[0]?.error.message).toMatch(reason);
    expect(await find("ada")).toBeUndefined();
    expect(await find("bob")).toBeDefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it.each([
    [
      "properties of the wrong type",
      busEvent("order.placed", { id: "o", customer: "ada", properties: "total=5" }),
      "properties",
    ],
    [
      "a property that reaches a prototype",
      busEvent("order.placed", { id: "o", customer: "ada", properties: { a: 1 } }).replace(
        '"a"',
        '"__proto__"',
      ),
      "properties.__proto__",
    ],
    [
      "an attribute that reaches a prototype",
      busEvent("order.placed", { id: "o", customer: { id: "ada", attributes: { a: 1 } } }).replace(
        '"a"',
        '"__proto__"',
      ),
      "customer.attributes.",
    ],
    [
      "an attribute named constructor",
      busEvent("order.placed", {
        id: "o",
        customer: { id: "ada", attributes: { constructor: 1 } },
      }),
      "customer.attributes.",
    ],
  ])("takes an order without %s, and its record says so", async (_what, body, place) => {
    const { take, queues, kept } = stack();
    expect(await take(body)).toEqual(none);
    expect(queues.intake.deadLetters).toEqual([]);
    const [record] = kept.events.values();
    expect(record?.leftOut).toHaveLength(1);
    expect(record?.leftOut?.[0]?.params["place"]).toContain(place);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it("keeps integers of the size of Shopify's exact", async () => {
    const { take, kept } = stack();
    const body = busEvent("order.placed", { id: "o", customer: "ada", properties: { order: 1 } })
      .replace('"ada"', "820982911946154508")
      .replace('{"order":1}', '{"order":450789469000000123}');
    expect(await take(body)).toEqual(none);
    const [[key, event] = []] = kept.events;
    expect(event?.properties).toEqual({ order: "450789469000000123" });
    const { keys } = stack().ports;
    expect(key).toBe(`${await keys.keyOf("820982911946154508")}#o`);
  });

  it("folds the events of one customer into one write, in order of arrival", async () => {
    const { take, find } = stack();
    const says = (id: string, tier: string) =>
      busEvent("customer.updated", { id, customer: { id: "ada", attributes: { tier } } });
    const again = says("1", "silver");
    await take(says("1", "silver"), registered("bob"), says("2", "gold"), again);
    expect(await find("ada")).toMatchObject({ rev: 1, attributes: { tier: "gold" } });
  });

  it("records what each event of a batch did, though it broke off between their records", async () => {
    let broken = false;
    const { take, kept } = stack((ports) => ({
      ...ports,
      events: {
        ...ports.events,
        async record(key, event) {
          if (event.id === "2" && !broken) {
            broken = true;
            throw operationalError("StoreUnavailable", "throttled");
          }
          await ports.events.record(key, event);
        },
      },
    }));
    const batch = [registered("ada", "1"), registered("ada", "2")];
    const failed = [{ itemIdentifier: "r1" }, { itemIdentifier: "r2" }];
    expect(await take(...batch)).toEqual({ batchItemFailures: failed });
    expect(await take(...batch)).toEqual(none);
    expect([...kept.events.values()]).toMatchObject([
      { id: "1", accepted: start, consequences: [{ kind: "entered" }] },
      {
        id: "2",
        accepted: start,
        consequences: [{ kind: "not-entered", reason: "already under way" }],
      },
    ]);
  });

  it("leaves to the queue only the events of the customer whose item could not be written", async () => {
    const { take, find } = stack((ports) => ({
      ...ports,
      customers: {
        ...ports.customers,
        async commit(before, after) {
          if (after.id === "ada") throw operationalError("StoreUnavailable", "throttled");
          return ports.customers.commit(before, after);
        },
      },
    }));
    const answer = await take(registered("ada", "1"), registered("bob"), registered("ada", "2"));
    expect(answer).toEqual({
      batchItemFailures: [{ itemIdentifier: "r1" }, { itemIdentifier: "r3" }],
    });
    expect(await find("bob")).toBeDefined();
  });

  it("works on ten customers at a time", async () => {
    let underWay = 0;
    let most = 0;
    const { take } = stack((ports) => ({
      ...ports,
      customers: {
        ...ports.customers,
        async find(key) {
          underWay += 1;
          most = Math.max(most, underWay);
          await new Promise((resolve) => setTimeout(resolve, 1));
          underWay -= 1;
          return ports.customers.find(key);
        },
      },
    }));
    const names = Array.from({ length: 25 }, (_, index) => `c${index}`);
    expect(await take(...names.map((name) => registered(name)))).toEqual(none);
    expect(most).toBe(10);
  });

  it("does not let one event that breaks something take down its customer's others", async () => {
    const { take, kept } = stack((ports) => ({
      ...ports,
      events: {
        ...ports.events,
        async record(key, event) {
          if (event.id === "2") throw new TypeError("ada@example.com is not iterable");
          await ports.events.record(key, event);
        },
      },
    }));
    const browsed = (id: string) => busEvent("page.viewed", { id, customer: "ada" });
    const answer = await take(browsed("1"), browsed("2"), browsed("3"));
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "r2" }] });
    expect([...kept.events.values()].map(({ id }) => id)).toEqual(["1", "3"]);
  });

  it("keeps a refused event in the queue while it can't be put aside", async () => {
    const { take } = stack((ports) => ({
      ...ports,
      deadLetters: {
        async put() {
          throw operationalError("QueueUnavailable", "throttled");
        },
      },
    }));
    expect(await take("{oops")).toEqual({ batchItemFailures: [{ itemIdentifier: "r1" }] });
  });

  it("logs ids and names of errors, never what an event says", async () => {
    const { take } = stack((ports) => ({
      ...ports,
      events: {
        ...ports.events,
        async record() {
          throw new TypeError("cannot read ada@example.com");
        },
      },
    }));
    await take(
      '{"email":"ada@example.com"',
      busEvent("page.viewed", {
        id: "1",
        customer: "ada",
        properties: { mail: "ada@example.com" },
      }),
    );
    const lines = output.log();
    expect(JSON.stringify([lines, output.figures()])).not.toMatch(/ada/);
    expect(lines).toMatchObject([
      { record: "r1" },
      { record: "r2", event: "1", error: "TypeError" },
    ]);
  });
});

describe("intake of what journeys emit", () => {
  it("puts aside what journeys have caused 17 times in a row", async () => {
    const definitions = published({
      entry: { on: "customer.registered" },
      reentry: "always",
      steps: [{ do: "emit", id: "again", event: "customer.registered" }],
    });
    const { agenda, queues, kept } = createLocalStack({ start, definitions });
    queues.intake.send(registered("ada"), 0);
    await agenda.advanceTo(start + HOUR);
    const [letter, ...others] = queues.intake.deadLetters;
    expect(others).toEqual([]);
    expect(letter?.error.message).toMatch(/^journeys have caused each other more than 16 times/);
    expect(JSON.parse(letter?.body ?? "")).toMatchObject({
      detail: { emittedBy: expect.stringMatching(/^[a-z2-7]{16}-[a-z2-7]{13}#1-/) },
    });
    expect(kept.enrollments.size).toBe(17);
  });

  it("tries an event again whose turn can't be read", async () => {
    const { take } = stack((ports) => ({
      ...ports,
      turns: {
        ...ports.turns,
        find: async () => {
          throw operationalError("StoreUnavailable", "said the test");
        },
      },
    }));
    const turn = "abcdefghijklmnop-abcdefghijklm";
    const named = {
      id: "abcdefghijklmnop-nopqrstuvwxyz",
      customer: "ada",
      emittedBy: `${turn}#1-abcdefgh`,
    };
    const answer = await take(busEvent("customer.registered", named), registered("bob"));
    expect(answer).toMatchObject({ batchItemFailures: [expect.anything()] });
  });
});
