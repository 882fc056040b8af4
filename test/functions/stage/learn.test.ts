import { beforeEach, describe, expect, it } from "vitest";
import { packDefinitions } from "../../../src/aws/catalog/definition-store.ts";
import { fromItem, toItem } from "../../../src/aws/item.ts";
import { compileDefinitions } from "../../../src/core/definitions/compile-definitions.ts";
import { setWith } from "../../core/attributes/given-attributes.ts";
import { apply, customer, event } from "../../core/given.ts";
import { useFakeStage } from "./fake-stage.ts";
import { runCli } from "./run-cli.ts";

const aws = useFakeStage();
const halves = {
  kind: "rfm",
  name: "rfm",
  event: "order.placed",
  recency: { upTo: [9] },
  frequency: { quantiles: 2 },
  monetary: { of: "total", quantiles: 2 },
  bands: [{ name: "often", sum: { atMost: 4 } }],
};
const set = setWith([halves]);
const now = Date.now();

/** A customer that ordered so often. */
function buyer(orders: number) {
  const list = Array.from({ length: orders }, () =>
    event("order.placed", now, { properties: { total: 5 } }),
  );
  return { ...apply(customer(), compileDefinitions(set), ...list).customer, rev: 1 };
}

type Put = { readonly kind: string; readonly name: string; readonly body?: string };
let live: unknown;
const kept = new Map<string, unknown>();

beforeEach(() => {
  aws.stacks.set("sojourn-prod", {
    CatalogTable: "catalog",
    CustomersTable: "customers",
    TimelineTable: "timeline",
  });
  const { manifest, definitions } = packDefinitions(set);
  live = toItem({ kind: "manifest", name: "live", ...manifest });
  kept.clear();
  for (const [name, body] of definitions) {
    kept.set(name, toItem({ kind: "definition", name, body }));
  }
  aws.answers.set("GetItem", ({ Key }) => {
    return (Key as { kind: { S: string } }).kind.S === "manifest" ? { Item: live } : {};
  });
  aws.answers.set("BatchGetItem", ({ RequestItems }) => {
    const { Keys } = (RequestItems as { catalog: { Keys: { name: { S: string } }[] } }).catalog;
    return { Responses: { catalog: Keys.map(({ name }) => kept.get(name.S)) } };
  });
  aws.answers.set("PutItem", ({ Item }) => {
    const { kind, name } = fromItem(Item as never) as Put;
    if (kind === "manifest") live = Item;
    else kept.set(name, Item);
    return {};
  });
  aws.answers.set("Scan", ({ Segment }) => ({ Items: [toItem(buyer(1 + Number(Segment)))] }));
});

describe("sojourn learn", () => {
  it("learns from all customers and makes it live, once", async () => {
    const { code, out } = await runCli("learn", "--stage", "prod");
    expect({ code, out }).toEqual({
      code: 0,
      out: "rfm: learned from 4 customers, version 1\n  frequency: 2\n  monetary: 10\n",
    });
    expect(fromItem(live as never)).toMatchObject({ rev: 2, models: [expect.any(String)] });
    expect((await runCli("learn", "--stage", "prod")).out).toBe(
      "Nothing is due in sojourn-prod.\n",
    );
    expect((await runCli("learn", "--all", "--stage", "prod")).out).toContain("version 2");
  });

  it("says what could not be learned", async () => {
    aws.answers.set("Scan", () => ({ Items: [] }));
    expect(await runCli("learn", "--stage", "prod")).toEqual({
      code: 1,
      out: 'rfm: not learned, nobody has "order.placed" yet\n',
      error: "",
    });
  });
});
