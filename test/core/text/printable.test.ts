import { expect, test } from "vitest";
import { printable, printableLines } from "../../../src/core/text/printable.ts";

test.each([
  ["\u001b[31mred\u001b[0m", "\\u001b[31mred\\u001b[0m"],
  ["\u001b]0;title\u0007", "\\u001b]0;title\\u0007"],
  ["a\rb", "a\\u000db"],
  ["a\nLoaded 5 lines", "a\\nLoaded 5 lines"],
  ["a\tb", "a\\tb"],
  ["\u009b2J", "\\u009b2J"],
  ["\u202eevil", "\\u202eevil"],
  ["\u2066a\u2069", "\\u2066a\\u2069"],
  ["a\u200bb\ufeff", "a\\u200bb\\ufeff"],
  ["a\u2028b", "a\\u2028b"],
  ["cut \ud83d", "cut \\ud83d"],
  ["\u{e0041}", "\\udb40\\udc41"],
])("what a terminal obeys is shown: %j", (text, shown) => {
  expect(printable(text)).toBe(shown);
  expect(printable(shown)).toBe(shown);
});

test.each(["陈子涵 · zh-CN", "👩‍👩‍👧 👍", "می‌خواهم", "e\u0301", "C:\\u001b"])(
  "%s is shown as it is",
  (text) => {
    expect(printable(text)).toBe(text);
  },
);

test("a line of JSON stays the same JSON", () => {
  const value = { id: "a\u202e\u009b", note: "x\ny\u{e0041}" };
  expect(JSON.parse(printable(JSON.stringify(value)))).toEqual(value);
});

test("a text of several lines keeps them", () => {
  expect(printableLines("a\n\u001bb\n")).toBe("a\n\\u001bb\n");
});
