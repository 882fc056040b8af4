import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { figureNames } from "../../../src/core/definitions/attribute.ts";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { now, shopFiles } from "./shop-files.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/attributes.md"), "utf8");
const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
const yearly = { event: "order.placed", within: "1y" };
/** An attribute that an example names. */
const orders = { kind: "computed", name: "orders-year", value: yearly };

describe("docs/attributes.md", () => {
  it.each(examples)("shows an attribute that is taken: %s", (text) => {
    const { name } = JSON.parse(text) as { name: string };
    const files = { "attributes/orders-year.json": orders, [`attributes/${name}.json`]: text };
    expect(checkFiles(shopFiles(files), { now }).problems).toEqual([]);
  });

  it("names every measure", () => {
    expect(examples.length).toBeGreaterThan(3);
    for (const measure of figureNames) expect(page).toContain(`\`${measure}\``);
  });
});
