import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { measureNames } from "../../../src/core/definitions/condition.ts";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { now, shopFiles } from "./shop-files.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/conditions.md"), "utf8");
const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = ""]) => text);

const value = { event: "order.placed", within: "90d", sum: "total" };
const spend = { kind: "computed", name: "spend-90d", value };

describe("docs/conditions.md", () => {
  it.each(examples)("shows a condition that is taken: %s", (text) => {
    const segment = { name: "shown", when: JSON.parse(text) as unknown };
    const files = { "segments/shown.json": segment, "attributes/spend-90d.json": spend };
    const { problems } = checkFiles(shopFiles(files), { now });
    expect(problems).toEqual([]);
  });

  it("names every measure", () => {
    expect(examples.length).toBeGreaterThan(5);
    for (const measure of measureNames) expect(page).toContain(`\`${measure}\``);
  });
});
