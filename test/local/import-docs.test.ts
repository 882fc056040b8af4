import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { importMap } from "../../src/core/imports/import-map.ts";
import { say } from "./say.ts";

const text = readFileSync("docs/import.md", "utf8");
const blocks = (language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm"))].map(
    ([, block = ""]) => block,
  );
const folder = mkdtempSync(join(tmpdir(), "sojourn-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the example of customers gives the line that is shown", async () => {
  const [map = "", line = ""] = blocks("json");
  const [table = ""] = blocks("csv");
  const paths = {
    map: join(folder, "map.json"),
    table: join(folder, "t.csv"),
    out: join(folder, "o"),
  };
  writeFileSync(paths.map, map);
  writeFileSync(paths.table, table);
  await say(`import ${paths.table} --map ${paths.map} --out ${paths.out}`);
  expect(JSON.parse(readFileSync(paths.out, "utf8"))).toEqual(JSON.parse(line));
  const rejects = readFileSync(`${paths.out}.rejects`, "utf8").trim();
  expect(JSON.parse(rejects)).toMatchObject({
    line: 4,
    reason: 'attributes.tier: "3" is none of 1, 2',
  });
});

test("every mapping that is shown is one", () => {
  const maps = blocks("json").filter((block) => block.includes('"rows"'));
  expect(maps).toHaveLength(3);
  for (const map of maps) expect(importMap.safeParse(JSON.parse(map)).error).toBeUndefined();
});
