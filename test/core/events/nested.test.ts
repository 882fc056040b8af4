import { describe, expect, it } from "vitest";
import { flattenNested } from "../../../src/core/events/flatten-nested.ts";
import type { Nested } from "../../../src/core/events/nested.ts";
import { parseEvent } from "../../../src/core/events/parse-event.ts";

const now = Date.UTC(2026, 0, 5);

function parse(properties: unknown) {
  const parsed = parseEvent(
    JSON.stringify({ id: "e1", type: "order.placed", customer: "c1", properties }),
    now,
  );
  if (parsed.kind === "refused") throw new Error(parsed.reason);
  return parsed.event;
}

const items: Nested[string] = [
  { sku: "A-1", name: "Tea", price: 12.5, options: { size: "L" } },
  { sku: "B-2", name: "Pot", price: 40, gift: null },
];

describe("nested properties of an event", () => {
  it("are kept apart from plain ones", () => {
    expect(parse({ total: 52.5, tags: ["a"], items, address: { city: "Paris" } })).toMatchObject({
      properties: { total: 52.5, tags: ["a"] },
      nested: { items, address: { city: "Paris" } },
    });
  });

  it("are absent where there are none", () => {
    expect(parse({ total: 1, tags: ["a", "b"] })).not.toHaveProperty("nested");
  });

  it("are left out whole beyond 16 KB together, and told", () => {
    const many = Array.from({ length: 100 }, () => ({ name: "x".repeat(200) }));
    const event = parse({ items, many });
    expect(event.nested).toEqual({ items });
    expect(event.leftOut).toMatchObject([
      { code: "left-out-nested", params: { place: "properties.many" } },
    ]);
  });

  it("are left out beyond 8 levels, and told", () => {
    const deep = JSON.parse(`${'{"a":'.repeat(10)}1${"}".repeat(10)}`) as unknown;
    expect(parse({ deep })).toMatchObject({ leftOut: [{ code: "left-out-deep" }] });
  });

  it("have no names that reach a prototype", () => {
    const event = parse(JSON.parse('{"items":[{"__proto__":{"x":1},"name":"Tea"}]}'));
    expect(event.nested).toEqual({ items: [{ name: "Tea" }] });
  });
});

describe("what conditions see of them", () => {
  it("is a list by path, and a single value where there is one", () => {
    expect(flattenNested({ items, address: { city: "Paris" } })).toEqual({
      "items.sku": ["A-1", "B-2"],
      "items.name": ["Tea", "Pot"],
      "items.price": [12.5, 40],
      "items.options.size": "L",
      "address.city": "Paris",
    });
  });

  it("goes through lists in lists", () => {
    expect(flattenNested({ rows: [[1, 2], [3]] })).toEqual({ rows: [1, 2, 3] });
  });
});
