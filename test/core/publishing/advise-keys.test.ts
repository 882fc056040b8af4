import { describe, expect, it } from "vitest";
import type { Journey } from "../../../src/core/definitions/journey.ts";
import { checkJourney } from "../../../src/core/publishing/check-journey.ts";
import { journey } from "../given.ts";

const placesOf = (code: string, change: Partial<Journey>) =>
  checkJourney(journey({ goal: { event: "order.paid", within: "1d" }, ...change }))
    .filter((problem) => problem.code === code)
    .map(({ severity, place }) => `${severity} ${place}`);

const keyed = { entry: { on: "order.placed", key: "orderId" } };

describe("rules of a journey with a key", () => {
  it("are asked about once, where none says whether any key counts", () => {
    const exitWhen = [{ event: "order.returned" }];
    expect(placesOf("key-rules-unstated", { ...keyed, exitWhen })).toEqual(["advice entry.key"]);
    const [problem] = checkJourney(
      journey({ ...keyed, exitWhen, goal: { event: "order.paid", within: "1d" } }),
    ).filter(({ code }) => code === "key-rules-unstated");
    expect(problem?.params).toEqual({ key: "orderId", rules: "exitWhen[0], goal" });
  });

  it.each([true, false])("are not, once one says anyKey: %s", (anyKey) => {
    const exitWhen = [{ event: "order.returned", anyKey }];
    expect(placesOf("key-rules-unstated", { ...keyed, exitWhen })).toEqual([]);
  });

  it("are told where the journey has no key", () => {
    const exitWhen = [{ event: "order.returned", anyKey: true }];
    expect(placesOf("any-key-without-key", { exitWhen })).toEqual(["advice exitWhen[0].anyKey"]);
  });
});

describe("a filter that compares with what started the run", () => {
  const where = { product: { is: { trigger: "product" } } };
  const branch = (when: object) => ({
    do: "branch" as const,
    id: "way",
    cases: [{ when: when as never, steps: [] }],
  });

  it("is taken by exits, goals, waits and counts since entry", () => {
    const change: Partial<Journey> = {
      exitWhen: [{ event: "order.returned", where }],
      goal: { event: "order.paid", within: "1d", where },
      steps: [
        { do: "waitFor", id: "paid", event: "order.paid", where, atMost: "1d" },
        branch({ event: "order.paid", since: "entry", where }),
      ],
    };
    expect(placesOf("trigger-without-run", change)).toEqual([]);
  });

  it("is refused where no run is known", () => {
    const change: Partial<Journey> = {
      entry: { on: "order.placed", where },
      steps: [branch({ event: "order.paid", within: "1d", where })],
    };
    expect(placesOf("trigger-without-run", change)).toEqual([
      "error entry.where.product.is",
      "error steps[0].cases[0].when.where.product.is",
    ]);
  });

  it("counts no other key apart where nothing is counted for one run", () => {
    const change = { steps: [branch({ event: "order.paid", within: "1d", anyKey: true })] };
    expect(placesOf("any-key-without-run", change)).toEqual([
      "error steps[0].cases[0].when.anyKey",
    ]);
  });
});
