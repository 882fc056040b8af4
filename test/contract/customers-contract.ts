import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Customer } from "../../src/core/customers/customer.ts";
import { recallEvent } from "../../src/core/customers/seen.ts";
import { compileDefinitions } from "../../src/core/definitions/compile-definitions.ts";
import { applyEvent } from "../../src/core/events/apply-event.ts";
import type { CustomerEvent } from "../../src/core/events/event.ts";
import type { Customers } from "../../src/core/ports.ts";
import { customerOf, definitionSet, fullCustomer, keyOf, now } from "./records.ts";

/** What every store of customers keeps to. @param create a new and empty one */
export function customersContract(create: () => Promise<Customers>): void {
  describe("finding and committing", () => {
    it("knows nobody at first", async () => {
      const customers = await create();
      expect(await customers.find(keyOf("ann"))).toBeUndefined();
    });

    it("gives back what was committed, one revision higher", async () => {
      const customers = await create();
      const full = fullCustomer("ann");
      expect(await customers.commit(customerOf("ann"), full)).toBe(true);
      expect(await customers.find(full.key)).toEqual({ ...full, rev: 1 });
    });

    it("reads its own writes, time after time", async () => {
      const customers = await create();
      for (let rev = 0; rev < 25; rev++) {
        const before = (await customers.find(keyOf("ann"))) ?? customerOf("ann");
        expect(before.rev).toBe(rev);
        expect(await customers.commit(before, { ...before, tags: [`tag-${rev}`] })).toBe(true);
        expect((await customers.find(keyOf("ann")))?.tags).toEqual([`tag-${rev}`]);
      }
    });

    it("counts a revision up even where nothing else has changed", async () => {
      const customers = await create();
      await customers.commit(customerOf("ann"), customerOf("ann"));
      const before = await committed(customers, "ann");
      expect(await customers.commit(before, before)).toBe(true);
      expect(await customers.find(before.key)).toEqual({ ...before, rev: 2 });
    });

    it("refuses a second customer under the same key", async () => {
      const customers = await create();
      await customers.commit(customerOf("ann"), customerOf("ann", { tags: ["first"] }));
      const second = customerOf("ann", { tags: ["second"] });
      expect(await customers.commit(customerOf("ann"), second)).toBe(false);
      expect((await committed(customers, "ann")).tags).toEqual(["first"]);
    });

    it("refuses a change of what has changed since, or is not there", async () => {
      const customers = await create();
      await customers.commit(customerOf("ann"), customerOf("ann"));
      const stale = await committed(customers, "ann");
      await customers.commit(stale, { ...stale, tags: ["newer"] });
      expect(await customers.commit(stale, { ...stale, tags: ["older"] })).toBe(false);
      expect((await committed(customers, "ann")).tags).toEqual(["newer"]);
      const nobody = customerOf("bob", { rev: 7 });
      expect(await customers.commit(nobody, { ...nobody, tags: ["ghost"] })).toBe(false);
      expect(await customers.find(nobody.key)).toBeUndefined();
    });

    it("keeps customers apart", async () => {
      const customers = await create();
      await customers.commit(customerOf("ann"), customerOf("ann", { tags: ["a"] }));
      await customers.commit(customerOf("bob"), customerOf("bob", { tags: ["b"] }));
      expect((await committed(customers, "ann")).tags).toEqual(["a"]);
      expect((await committed(customers, "bob")).tags).toEqual(["b"]);
    });
  });

  describe("committing several as one", () => {
    const change = (id: string, tag: string) => ({
      before: customerOf(id),
      after: customerOf(id, { tags: [tag] }),
    });

    it("changes all of them, those that are new and those that are there", async () => {
      const customers = await create();
      await customers.commit(customerOf("ann"), fullCustomer("ann"));
      const before = await committed(customers, "ann");
      const { zone: _zone, ...rest } = before;
      const after = { ...rest, joined: [keyOf("bob")] };
      const stub = customerOf("bob", { joinedInto: { key: before.key, by: "e1", at: now } });
      const changes = [
        { before, after },
        { before: customerOf("bob"), after: stub },
      ];
      expect(await customers.commitAll(changes)).toBe(true);
      expect(await customers.find(before.key)).toEqual({ ...after, rev: 2 });
      expect(await customers.find(stub.key)).toEqual({ ...stub, rev: 1 });
    });

    it("changes none where one has changed since, or is there already", async () => {
      const customers = await create();
      await customers.commit(customerOf("ann"), customerOf("ann"));
      const stale = await committed(customers, "ann");
      await customers.commit(stale, { ...stale, tags: ["newer"] });
      const late = { before: stale, after: { ...stale, tags: ["older"] } };
      expect(await customers.commitAll([change("bob", "x"), late])).toBe(false);
      expect(await customers.commitAll([late, change("bob", "x")])).toBe(false);
      expect(await customers.find(keyOf("bob"))).toBeUndefined();
      expect(await customers.commitAll([change("bob", "x"), change("ann", "x")])).toBe(false);
      expect(await customers.find(keyOf("bob"))).toBeUndefined();
      expect((await committed(customers, "ann")).tags).toEqual(["newer"]);
    });

    it("goes one way or the other in a race, never half", async () => {
      const customers = await create();
      for (const id of ["ann", "bob"]) await customers.commit(customerOf(id), customerOf(id));
      const [ann, bob] = [await committed(customers, "ann"), await committed(customers, "bob")];
      const both = (tag: string) => [
        { before: ann, after: { ...ann, tags: [tag] } },
        { before: bob, after: { ...bob, tags: [tag] } },
      ];
      const won = await Promise.all([
        customers.commitAll(both("one")),
        customers.commitAll(both("two").toReversed()),
        customers.commitAll(both("three")),
        customers.commit(ann, { ...ann, tags: ["alone"] }),
      ]);
      // On DynamoDB all of them may lose; one that won has changed what it said, whole.
      expect(won.filter(Boolean).length).toBeLessThanOrEqual(1);
      const tags = await Promise.all(
        ["ann", "bob"].map(async (id) => (await committed(customers, id)).tags),
      );
      const whole = [[], ["one"], ["two"], ["three"]].some((tag) =>
        tags.every((each) => each.join() === tag.join()),
      );
      expect(whole || (tags[0]?.join() === "alone" && tags[1]?.length === 0)).toBe(true);
    });
  });

  describe("values", () => {
    it("come back empty where they were empty", async () => {
      const customers = await create();
      const empty = customerOf("ann", { addresses: { email: [] }, entries: { winback: {} } });
      await customers.commit(customerOf("ann"), empty);
      expect(await customers.find(empty.key)).toEqual({ ...empty, rev: 1 });
    });

    it("are gone once they are taken away", async () => {
      const customers = await create();
      const full = fullCustomer("ann");
      await customers.commit(customerOf("ann"), full);
      const before = await committed(customers, "ann");
      const { zone: _zone, country: _country, ...rest } = before;
      const { city: _city, ...attributes } = before.attributes;
      const after = { ...rest, attributes, tags: [], enrollments: {}, ledger: [], profileAt: 0 };
      expect(await customers.commit(before, after)).toBe(true);
      const found = await committed(customers, "ann");
      expect(found).toEqual({ ...after, rev: 2 });
      expect(found).not.toHaveProperty("zone");
      expect(found.attributes).not.toHaveProperty("city");
    });

    it("that are undefined are as good as taken away", async () => {
      const customers = await create();
      await customers.commit(customerOf("ann"), customerOf("ann", { locale: "zh-CN" }));
      const before = await committed(customers, "ann");
      await customers.commit(before, { ...before, locale: undefined, attributes: {} });
      expect((await committed(customers, "ann")).locale).toBeUndefined();
    });

    it("may be any text: emoji, Chinese, empty, long, with signs that mean something to a store", async () => {
      const customers = await create();
      const attributes = {
        emoji: "👩‍👩‍👧‍👦 💌",
        中文: "沉睡客户唤醒",
        empty: "",
        "#0": ":0",
        "a.b[0]": "${x} #name = :value",
        size: "reserved word",
        long: "长".repeat(1024),
        controls: "a\tb\nc\u0000d",
        list: ["", "x", 1, true],
      };
      const strange = customerOf("客户 #1/👍", { attributes, tags: ["", "标签"] });
      await customers.commit(customerOf(strange.id), strange);
      expect(await customers.find(strange.key)).toEqual({ ...strange, rev: 1 });
    });

    it("may be any number that a price or a clock can be", async () => {
      const customers = await create();
      const attributes = {
        zero: 0,
        negative: -12.34,
        tenth: 0.1,
        third: 1 / 3,
        large: 2 ** 53 + 2,
        larger: 1.5e21,
        small: 1e-7,
        instant: Date.UTC(2026, 0, 1),
      };
      const rich = customerOf("ann", { attributes });
      await customers.commit(customerOf("ann"), rich);
      expect((await committed(customers, "ann")).attributes).toStrictEqual(attributes);
    });
  });

  describe("races", () => {
    it("have exactly one winner, the first time and later", async () => {
      const customers = await create();
      for (let rev = 0; rev < 4; rev++) {
        const before = (await customers.find(keyOf("ann"))) ?? customerOf("ann");
        const racers = Array.from({ length: 20 }, (_, racer) => `${rev}-${racer}`);
        const won = await Promise.all(
          racers.map((racer) => customers.commit(before, { ...before, tags: [racer] })),
        );
        expect(won.filter(Boolean)).toHaveLength(1);
        const after = await committed(customers, "ann");
        expect(after.rev).toBe(rev + 1);
        expect(after.tags).toEqual([racers[won.indexOf(true)]]);
      }
    });

    it("of 60 deliveries of 20 events apply each event exactly once", async () => {
      const customers = await create();
      const definitions = compileDefinitions(definitionSet(1));
      const events = Array.from({ length: 20 }, (_, nth) => orderEvent(nth));
      const deliveries = [...events, ...events.toReversed(), ...events];
      await Promise.all(deliveries.map((event) => deliver(event)));
      const found = await committed(customers, "ann");
      expect(found.figures["order.placed"]).toMatchObject({
        count: 20,
        first: now,
        last: now + 19,
      });
      expect(found.rev).toBe(20);

      async function deliver(event: CustomerEvent): Promise<void> {
        for (;;) {
          const before = (await customers.find(keyOf("ann"))) ?? customerOf("ann");
          if (recallEvent(before.seen, event.id, event.at) === "seen") return;
          const { customer } = applyEvent(before, event, definitions, now + 100);
          if (await customers.commit(before, customer)) return;
          await setTimeout(Math.random() * 20);
        }
      }
    });
  });

  describe("paging", () => {
    it("covers every customer exactly once over the slices", async () => {
      const customers = await create();
      const ids = Array.from({ length: 230 }, (_, nth) => `customer-${nth}`);
      await Promise.all(ids.map((id) => customers.commit(customerOf(id), customerOf(id))));
      const slices = 4;
      const found: string[] = [];
      let pages = 0;
      for (let slice = 0; slice < slices; slice++) {
        let cursor: string | undefined;
        do {
          const page = await customers.page({ slice, slices, cursor });
          found.push(...page.customers.map(({ id }) => id));
          cursor = page.cursor;
          pages += 1;
        } while (cursor !== undefined);
      }
      expect(found.toSorted()).toEqual(ids.toSorted());
      expect(pages).toBeGreaterThanOrEqual(slices);
    });

    it("keeps a customer in one slice while others are added", async () => {
      const customers = await create();
      const add = (id: string) => customers.commit(customerOf(id), customerOf(id));
      const old = Array.from({ length: 11 }, (_, nth) => `old-${nth}`);
      for (const id of old) await add(id);
      const slices = 4;
      const found: string[] = [];
      for (let slice = 0; slice < slices; slice++) {
        const page = await customers.page({ slice, slices });
        found.push(...page.customers.map(({ id }) => id).filter((id) => old.includes(id)));
        for (let nth = 0; nth < 5; nth++) await add(`new-${slice}-${nth}`);
      }
      expect(found.toSorted()).toEqual(old.toSorted());
    });

    it("goes over one slice of one in several pages", async () => {
      const customers = await create();
      const ids = Array.from({ length: 130 }, (_, nth) => `customer-${nth}`);
      await Promise.all(ids.map((id) => customers.commit(customerOf(id), fullCustomer(id))));
      const first = await customers.page({ slice: 0, slices: 1 });
      expect(first.cursor).toBeTypeOf("string");
      expect(first.customers.length).toBeLessThan(ids.length);
      const one = first.customers[0];
      expect(one).toEqual({ ...fullCustomer(one?.id ?? ""), rev: 1 });
    });

    it("of nobody ends at once", async () => {
      const customers = await create();
      const { readUnits, ...page } = await customers.page({ slice: 1, slices: 2 });
      expect(page).toEqual({ customers: [] });
      expect(readUnits).toBeLessThan(1);
    });
  });
}

async function committed(customers: Customers, id: string): Promise<Customer> {
  const found = await customers.find(keyOf(id));
  if (found === undefined) throw new Error(`${id} is not there`);
  return found;
}

function orderEvent(nth: number): CustomerEvent {
  return {
    id: `order-${nth}`,
    type: "order.placed",
    customer: "ann",
    at: now + nth,
    properties: { total: nth },
  };
}
