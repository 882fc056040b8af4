import { describe, expect, it } from "vitest";
import {
  indexWriteUnits,
  itemBytes,
  numberBytes,
  readUnits,
  refusedWriteUnits,
  storedBytes,
  writeUnits,
} from "../../../bench/dynamodb-units.ts";

/** An item of exactly so many bytes: 3 for the name, the rest for the text. */
function itemOf(bytes: number) {
  return { pad: { S: "x".repeat(bytes - 3) } };
}
const KB = 1024;

describe("the size of an item", () => {
  it.each([
    ["a text: name and UTF-8 bytes", { name: { S: "春天" } }, 4 + 6],
    ["a flag: name and 1 byte", { ok: { BOOL: true }, no: { NULL: true as const } }, 2 + 1 + 2 + 1],
    ["an empty map: name and 3 bytes", { map: { M: {} } }, 3 + 3],
    ["an empty list: name and 3 bytes", { list: { L: [] } }, 4 + 3],
    ["a list of two: 1 byte more per element", { l: { L: [{ S: "ab" }, { S: "c" }] } }, 1 + 3 + 5],
    ["a map of one: 1 byte more, and the name", { m: { M: { ab: { S: "c" } } } }, 1 + 3 + 4],
    ["bytes: as many as there are", { b: { B: new Uint8Array(7) } }, 1 + 7],
    ["a set of texts: the sum", { s: { SS: ["ab", "c"] } }, 1 + 3],
  ])("counts %s", (_, item, bytes) => {
    expect(itemBytes(item)).toBe(bytes);
  });

  it.each([
    ["27", 2],
    ["0", 1],
    ["100", 2],
    ["1000000", 2],
    ["123", 3],
    ["-123.4500", 4],
    ["0.005", 2],
    ["1767225600123", 8],
    ["1.5e300", 2],
  ])("counts a number by its significant digits: %s", (text, bytes) => {
    expect(numberBytes(text)).toBe(bytes);
  });

  it("adds 100 bytes for what is stored, and only there", () => {
    expect(storedBytes(itemOf(900))).toBe(1000);
    expect(itemBytes(itemOf(900))).toBe(900);
  });
});

// The worked examples of AWS's pages on read and write operations and on condition expressions.
describe("request units", () => {
  it("round a read up to 4 KB: 3.5 KB cost 1, 10 KB cost 3", () => {
    expect(readUnits(3.5 * KB, "strong")).toBe(1);
    expect(readUnits(10 * KB, "strong")).toBe(3);
  });

  it("of 8 KB are 2 strongly, 1 eventually, 4 in a transaction", () => {
    expect(readUnits(8 * KB, "strong")).toBe(2);
    expect(readUnits(8 * KB, "eventual")).toBe(1);
    expect(readUnits(8 * KB, "transactional")).toBe(4);
  });

  it("are spent on reading nothing, too", () => {
    expect(readUnits(0, "strong")).toBe(1);
    expect(readUnits(0, "eventual")).toBe(0.5);
  });

  it("of a write count the larger of the item before and after", () => {
    expect(writeUnits(undefined, itemOf(500))).toBe(1);
    expect(writeUnits(undefined, itemOf(1.2 * KB))).toBe(2);
    expect(writeUnits(itemOf(3 * KB), itemOf(500))).toBe(3);
    expect(writeUnits(itemOf(KB), itemOf(KB + 1))).toBe(2);
  });

  it("of a refused write count what is there, at least 1", () => {
    expect(refusedWriteUnits(itemOf(300 * KB))).toBe(300);
    expect(refusedWriteUnits(undefined)).toBe(1);
  });
});

describe("a sparse index", () => {
  const index = { keys: ["attention"] };
  const out = itemOf(500);
  const inside = { ...out, attention: { S: "failed#1" } };

  it.each([
    ["costs nothing while the item is not in it", out, { ...out, more: { N: "1" } }, 0],
    ["costs one write when an item comes", undefined, inside, 1],
    ["costs one write when an item goes", inside, out, 1],
    ["costs one write when a projected value changes", inside, { ...inside, n: { N: "1" } }, 1],
    ["costs two when the index key changes", inside, { ...inside, attention: { S: "b" } }, 2],
    ["costs nothing when nothing changes", inside, { ...inside }, 0],
  ])("%s", (_, before, after, units) => {
    expect(indexWriteUnits(index, before, after)).toBe(units);
  });
});
