import { expect, test } from "vitest";
import { parseImportLine, writeImportLine } from "../../../src/core/imports/parse-import-line.ts";
import { at } from "../given.ts";

const now = at("01-05 12:00");
const parse = (text: string) => parseImportLine(writeImportLine(7, text), "customers", now, now);
const nested = (levels: number) =>
  parse(`{"id":"c","attributes":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`);

test("a line is as deep as a file's line may be, whatever the upload puts around it", () => {
  expect(nested(64)).toMatchObject({ kind: "row", line: 7, customer: "c" });
  expect(nested(65)).toMatchObject({
    kind: "refused",
    line: 7,
    reason: expect.stringContaining("levels deep"),
  });
  expect(nested(12_000)).toMatchObject({ kind: "refused", line: 7 });
});

test("a line that is no JSON is told so, by its number", () => {
  expect(parse("{oops")).toEqual({ kind: "refused", line: 7, reason: "not JSON" });
});

test("half a character refuses an id and is told elsewhere", () => {
  expect(parse(String.raw`{"id":"c\ud83d"}`)).toMatchObject({ kind: "refused", line: 7 });
  expect(parse(String.raw`{"id":"c","tags":["a\ud83d"]}`)).toMatchObject({
    row: { profile: { tags: ["a\ufffd"] } },
    leftOut: [{ code: "half-character", params: { place: "customer.tags.0" } }],
  });
});
