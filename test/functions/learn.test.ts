import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createHandler } from "../../functions/learn.ts";
import { createPublications } from "../../src/aws/catalog/publications.ts";
import { createCustomers } from "../../src/aws/customers.ts";
import { newCustomer } from "../../src/core/customers/customer.ts";
import { compileDefinitions } from "../../src/core/definitions/compile-definitions.ts";
import { DAY, HOUR, MINUTE } from "../../src/core/time/instant.ts";
import type { LearnModelsPorts } from "../../src/flows/learn-models.ts";
import { isWithoutDynamo, useDynamo } from "../contract/dynamo-emulator.ts";
import { setWith, valueOf } from "../core/attributes/given-attributes.ts";
import { apply, at, event } from "../core/given.ts";
import { context } from "./given.ts";
import { captureOutput } from "./output.ts";

const start = at("03-01 12:00");
const set = setWith([
  {
    kind: "rfm",
    name: "rfm",
    event: "order.placed",
    recency: { upTo: [9999] },
    frequency: { quantiles: 2 },
    monetary: { of: "total", quantiles: 2 },
    bands: [{ name: "often", frequency: { is: 1 } }],
  },
]);
const learned = [{ kind: "learned", name: "rfm" }];

let output: ReturnType<typeof captureOutput>;
beforeEach(() => {
  output = captureOutput();
});
afterEach(() => vi.restoreAllMocks());

describe.skipIf(isWithoutDynamo())("learn, on DynamoDB", () => {
  const dynamo = useDynamo();

  /** A stage with customers c1 to c12, who ordered once to twelve times; pages hold two. */
  async function shop(wrap: (ports: LearnModelsPorts) => LearnModelsPorts = (ports) => ports) {
    const customers = createCustomers({ ...(await dynamo.customers()), pageSize: 2 });
    const publications = createPublications(await dynamo.catalog());
    await publications.goLive(0, set);
    for (let n = 1; n <= 12; n++) {
      const before = newCustomer(`k${n}`, `c${n}`);
      const orders = Array.from({ length: n }, () =>
        event("order.placed", start, { properties: { total: 5 } }),
      );
      const { customer } = apply(before, compileDefinitions(set), ...orders);
      await customers.commit(before, { ...customer, rev: 1 });
    }
    const clock = { at: start, now: () => clock.at };
    const ports = { clock, customers, publications, rest: { for: async () => undefined } };
    const learn = createHandler(wrap(ports));
    return {
      clock,
      customers,
      publications,
      learn: (...remaining: number[]) => learn({}, context(...remaining, 15 * MINUTE)),
    };
  }

  it("makes the quantiles of all customers live, under the next revision", async () => {
    const { customers, learn, publications } = await shop();
    expect(await learn()).toEqual(learned);
    const live = await publications.live();
    expect(live).toMatchObject({
      rev: 2,
      models: [{ name: "rfm", version: 1, rev: 2, customers: 12, thresholds: { frequency: [6] } }],
    });
    const definitions = compileDefinitions(live!);
    const bands = [6, 7].map(async (n) =>
      valueOf(definitions, "rfm", (await customers.find(`k${n}`))!, start),
    );
    expect(await Promise.all(bands)).toEqual([undefined, "often"]);
  });

  it("finds nothing due the same day, reads no customer then, and learns again in a week", async () => {
    let pages = 0;
    const { clock, learn, publications } = await shop((ports) => ({
      ...ports,
      customers: {
        ...ports.customers,
        page: (where) => {
          pages += 1;
          return ports.customers.page(where);
        },
      },
    }));
    await learn();
    const read = pages;
    clock.at += 10 * HOUR;
    expect(await learn()).toEqual([]);
    expect(pages).toBe(read);
    expect(await publications.live()).toMatchObject({ rev: 2 });
    clock.at = start + 7 * DAY;
    expect(await learn()).toEqual(learned);
    expect(await publications.live()).toMatchObject({ rev: 3, models: [{ version: 2 }] });
  });

  it("called twice at once goes live once", async () => {
    const { learn, publications } = await shop();
    expect(await Promise.all([learn(), learn()])).toEqual([learned, learned]);
    expect(await publications.live()).toMatchObject({ rev: 2, models: [{ version: 1 }] });
  });

  it("says how far it came when the time was up, and changes nothing", async () => {
    const { learn, publications } = await shop();
    const [enough, short] = [4 * MINUTE, 3 * MINUTE - 1];
    // A page of each of the four slices, then no more.
    const tries = learn(enough, enough, enough, enough, short, short, short, short);
    await expect(tries).rejects.toMatchObject({
      name: "ConfigurationInvalid",
      message: expect.stringMatching(
        /^The time was up after \d customers, and there are more; nothing was changed\. Raise "sweep": \{ "readUnitsPerSecond" \} in settings\.json, 500 now, or run "sojourn learn", which takes the time it needs\.$/,
      ),
    });
    expect(await publications.live()).toMatchObject({ rev: 1 });
    expect(output.log()).toMatchObject([{ error: "ConfigurationInvalid" }]);
  });

  it("reads no customer of a stage where nothing is published", async () => {
    const page = () => Promise.reject(new Error("a page was read"));
    const learn = createHandler({
      clock: { now: () => start },
      customers: { ...createCustomers(await dynamo.customers()), page },
      publications: createPublications(await dynamo.catalog()),
      rest: { for: async () => undefined },
    });
    expect(await learn({}, context())).toEqual([]);
  });
});
