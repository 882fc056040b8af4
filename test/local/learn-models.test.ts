import { describe, expect, it } from "vitest";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import { DAY, formatInstant } from "../../src/core/time/instant.ts";
import { createLearnModels } from "../../src/flows/learn-models.ts";
import { createLocalRuntime, keyOfCustomer, type LocalRuntime } from "../../src/local/runtime.ts";
import { setWith } from "../core/attributes/given-attributes.ts";
import { at } from "../core/given.ts";

const start = at("03-01 12:00");
const halves = {
  kind: "rfm",
  name: "rfm",
  event: "order.placed",
  recency: { upTo: [9999], scores: [0, 0] },
  frequency: { quantiles: 2 },
  monetary: { of: "total", atLeast: [0], scores: [0, 0] },
  bands: [{ name: "often", sum: { is: 1 }, tag: "often" }],
};

/** Customers c1 to c4, who ordered once to four times. */
async function shop(set: DefinitionSet) {
  const notices: string[] = [];
  const runtime = createLocalRuntime({
    start,
    definitions: set,
    noticed: ({ type, customer }) => notices.push(`${type} ${customer}`),
  });
  let id = 0;
  const order = async (who: number, times: number) => {
    const when = formatInstant(runtime.agenda.clock.now());
    for (let n = 0; n < times; n++) {
      const properties = { total: 1 };
      const customer = `c${who}`;
      runtime.offer(
        JSON.stringify({
          id: `o${(id += 1)}`,
          type: "order.placed",
          customer,
          at: when,
          properties,
        }),
      );
    }
    await runtime.agenda.advanceTo(runtime.agenda.clock.now() + 60_000);
  };
  for (const who of [1, 2, 3, 4]) await order(who, who);
  const tagged = () =>
    [1, 2, 3, 4].filter((who) =>
      runtime.customers.peek(keyOfCustomer(`c${who}`))?.tags.includes("often"),
    );
  return { runtime, notices, order, tagged };
}

/** What a night does: it learns what is due, then a sweep evaluates. */
async function night(runtime: LocalRuntime) {
  await runtime.learn();
  await runtime.sweep("evaluate");
}

describe("what is learned from all customers", () => {
  it("is there after the sweep that evaluates, and its first members are no news", async () => {
    const { runtime, notices, tagged } = await shop(setWith([halves]));
    expect(tagged()).toEqual([]);
    await night(runtime);
    expect(tagged()).toEqual([3, 4]);
    expect(notices.filter((one) => one.startsWith("segment."))).toEqual([]);
    const live = await runtime.ports.publications.live();
    expect(live).toMatchObject({ rev: 2, models: [{ version: 1, customers: 4 }] });
  });

  it("is learned again after a week, and then who moves is news", async () => {
    const { runtime, notices, order, tagged } = await shop(setWith([halves]));
    await night(runtime);
    await order(1, 9);
    await order(2, 9);
    expect(tagged()).toEqual([1, 2, 3, 4]);
    await night(runtime);
    expect((await runtime.ports.publications.live())?.rev).toBe(2);
    await runtime.agenda.advanceTo(start + 8 * DAY);
    await night(runtime);
    expect((await runtime.ports.publications.live())?.models).toMatchObject([{ version: 2 }]);
    expect(tagged()).toEqual([1, 2]);
    const left = notices.filter((one) => one.startsWith("segment.left"));
    expect(left.toSorted()).toEqual(["segment.left c3", "segment.left c4"]);
  });

  it("is told, and where there is too little nothing changes", async () => {
    const runtime = createLocalRuntime({ start, definitions: setWith([halves]) });
    const learnModels = createLearnModels(runtime.ports);
    expect(await learnModels()).toEqual([
      { kind: "refused", name: "rfm", reason: 'nobody has "order.placed" yet' },
    ]);
    expect((await runtime.ports.publications.live())?.rev).toBe(1);
  });

  it("goes live though another publish comes in between", async () => {
    const { runtime } = await shop(setWith([halves]));
    let others = 2;
    const { publications } = runtime.ports;
    const racing = {
      ...publications,
      async goLive(before: number, next: DefinitionSet) {
        const live = await publications.live();
        if (others-- > 0 && live !== undefined) {
          await publications.goLive(live.rev, { ...live, rev: live.rev + 1 });
        }
        return publications.goLive(before, next);
      },
    };
    const learnModels = createLearnModels({ ...runtime.ports, publications: racing });
    expect(await learnModels()).toMatchObject([
      { kind: "learned", name: "rfm", model: { customers: 4 } },
    ]);
    expect(await publications.live()).toMatchObject({ rev: 4, models: [{ name: "rfm" }] });
  });
});
