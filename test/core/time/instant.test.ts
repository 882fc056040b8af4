import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatInstant, parseInstant } from "../../../src/core/time/instant.ts";

describe("parseInstant", () => {
  it.each([
    ["2026-01-05T10:00:00Z", Date.UTC(2026, 0, 5, 10)],
    ["2026-01-05t10:00:00.250z", Date.UTC(2026, 0, 5, 10, 0, 0, 250)],
    ["2026-01-05T10:00:00.2509999Z", Date.UTC(2026, 0, 5, 10, 0, 0, 250)],
    ["2026-01-05 18:00:00+08:00", Date.UTC(2026, 0, 5, 10)],
    ["2026-01-05T18:00+0800", Date.UTC(2026, 0, 5, 10)],
    ["2026-01-05T06:30:00-03:30", Date.UTC(2026, 0, 5, 10)],
    ["1969-12-31T23:59:59.999Z", -1],
    ["2024-02-29T00:00:00Z", Date.UTC(2024, 1, 29)],
  ])("reads %s", (text, at) => {
    expect(parseInstant(text)).toBe(at);
  });

  it("reads years that make no sense and leaves the judgement to the caller", () => {
    expect(parseInstant("9999-12-31T23:59:59Z")).toBe(Date.UTC(9999, 11, 31, 23, 59, 59));
    expect(parseInstant("+012026-01-01T00:00:00Z")).toBe(Date.UTC(12026, 0, 1));
    expect(parseInstant("1500-01-01T00:00:00Z")).toBe(Date.UTC(1500, 0, 1));
  });

  it.each([
    "2026-01-05T10:00:00",
    "2026-01-05",
    "2026-02-30T10:00:00Z",
    "2023-02-29T10:00:00Z",
    "2026-13-01T10:00:00Z",
    "2026-01-05T25:00:00Z",
    "2026-01-05T10:00:00+25:00",
    "2026-01-05T10:00:00Z[Asia/Shanghai]",
    "+999999-01-01T00:00:00Z",
    "1767607200000",
    "yesterday",
    "",
    "2".repeat(1_000_000),
  ])("refuses %.40s", (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});

describe("formatInstant", () => {
  it("writes milliseconds only when there are any", () => {
    expect(formatInstant(Date.UTC(2026, 0, 5, 10))).toBe("2026-01-05T10:00:00Z");
    expect(formatInstant(Date.UTC(2026, 0, 5, 10, 0, 0, 50))).toBe("2026-01-05T10:00:00.050Z");
    expect(formatInstant(-1)).toBe("1969-12-31T23:59:59.999Z");
  });

  it("writes what parseInstant reads back", () => {
    fc.assert(
      fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), (at) => {
        expect(parseInstant(formatInstant(at))).toBe(at);
      }),
    );
  });
});
