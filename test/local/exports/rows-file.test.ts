import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AttributeValue } from "../../../src/core/customers/customer.ts";
import { createRowsFile } from "../../../src/local/exports/rows-file.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sojourn-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, ...rows: (AttributeValue | undefined)[][]): string {
  const path = join(folder, name);
  const file = createRowsFile(path, ["id", "note"]);
  for (const row of rows) file.add(row);
  expect(existsSync(path)).toBe(false);
  file.keep();
  return readFileSync(path, "utf8");
}

describe("a file of rows", () => {
  test("is CSV that others read as it was meant: quotes, commas, line breaks, lists, nothing", () => {
    const text = write(
      "out.csv",
      ["1", 'he said "no", twice\nand left'],
      ["2", ["tea", "silk"]],
      ["3", undefined],
    );
    expect(parse(text, { bom: true })).toEqual([
      ["id", "note"],
      ["1", 'he said "no", twice\nand left'],
      ["2", "tea;silk"],
      ["3", ""],
    ]);
  });

  test.each([
    ["=1+1", "'=1+1"],
    ["+cmd|calc", "'+cmd|calc"],
    ["-2+3", "'-2+3"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t=1"],
    ["\n=1", "\n'=1"],
    ["gift\r\n=1+1\n@a", "gift\r\n'=1+1\n'@a"],
    ["gift\r-1+1", "gift\r'-1+1"],
    ["＝1+1", "'＝1+1"],
    ["＋1＋1", "'＋1＋1"],
    ["－1", "'－1"],
    ["＠SUM(A1)", "'＠SUM(A1)"],
  ])("keeps a spreadsheet from running %s", (value, safe) => {
    expect(parse(write("one.csv", ["1", value]), { bom: true })[1]).toEqual(["1", safe]);
    expect(parse(write("list.csv", ["1", [value, "x"]]), { bom: true })[1]).toEqual([
      "1",
      `${safe};x`,
    ]);
  });

  test.each([[-5], ["+8613800138000"], ["-5.5"], ["a=b"]])("leaves %s as it is", (value) => {
    expect(parse(write("out.csv", ["1", value]), { bom: true })[1]).toEqual(["1", String(value)]);
  });

  test("keeps a formula in any place of a list from running", () => {
    expect(parse(write("out.csv", ["1", ["tea", "=1"]]), { bom: true })[1]).toEqual([
      "1",
      "tea;'=1",
    ]);
  });

  test("is JSON Lines with its types under any other name", () => {
    expect(write("out.jsonl", ["1", 7], ["2", undefined], ["3", ["=1"]])).toBe(
      '{"id":"1","note":7}\n{"id":"2"}\n{"id":"3","note":["=1"]}\n',
    );
  });
});
