import type { Scalar } from "../definitions/words.ts";
import type { Properties } from "./event.ts";
import type { Nested, NestedValue } from "./nested.ts";

/** Values that conditions see of one path: more items than any order has. */
const mostValues = 500;

/**
 * Nested values as conditions see them: under the path of names, `items.sku` for every item's `sku`,
 * as a list where there are several. A list matches by any of its values, as all lists do.
 */
export function flattenNested(nested: Nested): Properties {
  const found = new Map<string, Scalar[]>();
  const walk = (path: string, value: NestedValue): void => {
    if (value === null) return;
    if (isList(value)) {
      for (const one of value) walk(path, one);
    } else if (typeof value === "object") {
      for (const [name, inside] of Object.entries(value)) walk(`${path}.${name}`, inside);
    } else {
      const known = found.get(path) ?? [];
      if (known.length < mostValues) found.set(path, [...known, value]);
    }
  };
  for (const [name, value] of Object.entries(nested)) walk(name, value);
  return Object.fromEntries(
    [...found].map(([path, values]) => {
      const [only] = values;
      return [path, values.length === 1 && only !== undefined ? only : values];
    }),
  );
}

function isList(value: NestedValue): value is readonly NestedValue[] {
  return Array.isArray(value);
}
