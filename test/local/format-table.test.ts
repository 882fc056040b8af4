import { expect, test } from "vitest";
import { displayWidth } from "../../src/local/report/display-width.ts";
import { formatTable } from "../../src/local/report/format-table.ts";

test.each([
  ["abc", 3],
  ["沉睡客户", 8],
  ["满150减20", 9],
  ["（，）", 6],
  ["ｱ", 1],
  ["한글", 4],
  ["é", 1],
  ["e\u0301", 1],
  ["🎁", 2],
  ["›●▸─", 4],
])("%s takes %i cells of a terminal", (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test("columns line up whatever they are written in, figures to the right", () => {
  const lines = formatTable(
    ["journey", "title", "entered", "share"],
    [
      ["winback", "沉睡客户唤醒", 12_345, "9.5 %"],
      ["cart", "弃购 cart", 0, ""],
    ],
  );
  expect(lines).toEqual([
    "  journey  title         entered  share",
    "  ───────  ────────────  ───────  ─────",
    "  winback  沉睡客户唤醒   12,345  9.5 %",
    "  cart     弃购 cart           ·",
  ]);
});
