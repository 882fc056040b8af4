import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDecimal } from "../../../src/core/customers/add-decimal.ts";

const millionths = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });

describe("a sum", () => {
  it("is the exact one of numbers with up to 6 decimals, in any order", () => {
    fc.assert(
      fc.property(fc.array(millionths), (parts) => {
        const values = parts.map((part) => part / 1e6 + 0);
        const exact = parts.reduce((a, b) => a + b, 0) / 1e6;
        expect(values.reduce(addDecimal, 0)).toBe(exact);
        expect(values.toReversed().reduce(addDecimal, 0)).toBe(exact);
      }),
    );
  });

  it.each([
    [0.1, 0.2, 0.3],
    [0.3, -0.3, 0],
    [999_999_999.99, 0.02, 1_000_000_000.01],
    [2 ** -30, 2 ** -30, 2 ** -29],
    [1e-9, 5, 5.000000001],
    [1e15, 0.5, 1e15 + 0.5],
    [2 ** 53, 2, 2 ** 53 + 2],
  ])("of %f and %f is %f", (a, b, sum) => {
    expect(addDecimal(a, b)).toBe(sum);
    expect(addDecimal(b, a)).toBe(sum);
  });
});
