import { describe, expect, it } from "vitest";
import { printReason } from "../../src/core/reasons/reason.ts";
import { findPassedExits } from "../../src/local/report/passed-exits.ts";
import { apply, at, customer, definitions, event, journey } from "../core/given.ts";

const published = definitions(
  journey({
    name: "care",
    entry: { on: "order.shipped", key: "order" },
    reentry: "always",
    exitWhen: [{ event: "order.returned" }],
    steps: [{ do: "wait", id: "days", for: "3d" }],
  }),
);
const shipped = (order: string, minute: number, type = "order.shipped") =>
  event(type, at(`03-02 10:0${minute}`), { properties: { order } });

describe("exits that were let pass", () => {
  it("are of the runs of other keys, not of the one that ended", () => {
    const back = shipped("A-1", 2, "order.returned");
    const { customer: who } = apply(
      customer(),
      published,
      shipped("A-1", 0),
      shipped("B-2", 1),
      back,
    );
    const { id, type, properties } = back;
    const record = { id, type, at: back.at, accepted: back.at, properties, consequences: [] };
    const passed = findPassedExits(who, record, published);
    expect(passed.map(({ journey: name, why }) => `${name}: ${printReason(why)}`)).toEqual([
      "care: this order.returned is of another run; the run of B-2 goes on",
    ]);
    const late = { ...record, at: at("03-02 09:00") };
    expect(findPassedExits(who, late, published)).toEqual([]);
  });

  it("tell the value that differs where the key is the run's own", () => {
    const compares = definitions(
      journey({
        name: "care",
        entry: { on: "order.shipped", key: "order" },
        reentry: "always",
        exitWhen: [{ event: "order.returned", where: { product: { is: { trigger: "product" } } } }],
        steps: [{ do: "wait", id: "days", for: "3d" }],
      }),
    );
    const of = (order: string, product: string, minute: number, type = "order.shipped") =>
      event(type, at(`03-02 10:0${minute}`), { properties: { order, product } });
    const back = of("A-1", "cup", 2, "order.returned");
    const { customer: who } = apply(
      customer(),
      compares,
      of("A-1", "tea", 0),
      of("B-2", "pot", 1),
      back,
    );
    const { id, type, properties } = back;
    const record = { id, type, at: back.at, accepted: back.at, properties, consequences: [] };
    const passed = findPassedExits(who, record, compares);
    expect(passed.map(({ differs, why }) => [differs, printReason(why)])).toEqual([
      [
        "product",
        "this order.returned does not say the same product as the event that started the run; the run of A-1 goes on",
      ],
      [undefined, "this order.returned is of another run; the run of B-2 goes on"],
    ]);
  });
});
