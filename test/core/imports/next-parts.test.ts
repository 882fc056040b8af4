import { expect, test } from "vitest";
import { mostParts, nextParts } from "../../../src/core/imports/next-parts.ts";

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => from + n);
const limit = 256 * 1024;

test("an upload of any length goes in, an execution at a time", () => {
  const all = 45_000;
  const taken: number[] = [];
  for (let left = range(1, all); left.length > 0; left = left.slice(mostParts)) {
    const next = nextParts(all, left);
    expect(next.parts).toBe(next.left.at(-1));
    taken.push(...next.left);
  }
  expect(taken).toEqual(range(1, all));
});

test("the last execution answers for all parts, also where only one in the middle was left", () => {
  expect(nextParts(3, [2])).toEqual({ parts: 3, left: [2] });
  expect(nextParts(mostParts, range(1, mostParts)).parts).toBe(mostParts);
});

test("the largest one stays within what Step Functions takes, in and out", () => {
  const { left } = nextParts(999_999, range(980_001, 999_999));
  const input = JSON.stringify({
    id: "i".repeat(64),
    rows: "customers",
    asOf: 1e13,
    parts: 1e6,
    left,
  });
  expect(input.length).toBeLessThan(limit / 2);
  expect(JSON.stringify(left.map((part) => ({ part }))).length).toBeLessThan(limit);
});
