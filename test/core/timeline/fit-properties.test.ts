import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitProperties } from "../../../src/core/timeline/fit-properties.ts";

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe("properties of an event", () => {
  it("that fit stay as they are", () => {
    const properties = { total: 199.5, sku: ["a", "b"], gift: false, note: "" };
    expect(fitProperties(properties)).toEqual({ properties, cut: [] });
  });

  it("that don't fit are left out whole; smaller ones after them stay", () => {
    const properties = { first: 1, text: "长".repeat(342), last: true };
    expect(fitProperties(properties)).toEqual({
      properties: { first: 1, last: true },
      cut: ["text"],
    });
  });

  it("that are read come before all others, in the order that matters", () => {
    const properties = { note: "x".repeat(1000), sku: "y".repeat(900), orderId: "A-1" };
    const fit = fitProperties(properties, new Set(["orderId", "sku", "absent"]));
    expect(fit).toEqual({ properties: { orderId: "A-1", sku: properties.sku }, cut: ["note"] });
  });

  it("name the first 8 that were left out", () => {
    const many = Object.fromEntries(
      Array.from({ length: 20 }, (_, n) => [`p${n}`, "x".repeat(2000)]),
    );
    expect(fitProperties(many).cut).toEqual(["p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7"]);
  });

  it("never exceed 1 KB and never change a value", () => {
    const scalar = fc.oneof(
      fc.string({ maxLength: 1024, unit: "grapheme" }),
      fc.double(),
      fc.boolean(),
    );
    const some = fc.dictionary(fc.string({ maxLength: 64 }), fc.oneof(scalar, fc.array(scalar)));
    fc.assert(
      fc.property(some, (properties) => {
        const fit = fitProperties(properties);
        const sizes = Object.entries(fit.properties).map(
          ([name, value]) => Buffer.byteLength(name) + bytes(value),
        );
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(1024);
        for (const [name, value] of Object.entries(fit.properties)) {
          expect(value).toBe(properties[name]);
        }
      }),
      { numRuns: 200 },
    );
  });
});
