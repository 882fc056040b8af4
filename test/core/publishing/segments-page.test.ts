import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { now, shopFiles } from "./shop-files.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/segments.md"), "utf8");
const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = ""]) => text);

describe("docs/segments.md", () => {
  it("shows segments that are taken, together", () => {
    const files = examples.map((text) => {
      const { name } = JSON.parse(text) as { name: string };
      return [`segments/${name}.json`, text];
    });
    expect(files.length).toBeGreaterThan(3);
    const { problems } = checkFiles(shopFiles(Object.fromEntries(files)), { now });
    expect(problems).toEqual([]);
  });
});
