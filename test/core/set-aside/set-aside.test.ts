import { expect, test } from "vitest";
import {
  isOfOneItem,
  isRetryable,
  itemErrors,
  operationalError,
  permanentErrors,
  retryableErrors,
} from "../../../src/core/errors.ts";
import { assertFew, isTooMany } from "../../../src/core/set-aside/set-aside.ts";

test.each([
  [0, 0, false],
  [1, 1, false],
  [2, 2, true],
  [2, 40, false],
  [3, 40, true],
  [20, 1_000_000, false],
  [21, 1_000_000, true],
])("%i of %i are too many: %s", (count, seen, expected) => {
  expect(isTooMany(count, seen)).toBe(expected);
});

test("too many end the pass by name", () => {
  expect(() => assertFew(21, 1_000)).toThrow(expect.objectContaining({ name: "TooManySetAside" }));
  expect(() => assertFew(20, 1_000)).not.toThrow();
});

test("only errors of a closed list are one item's own: no other and no unknown one", () => {
  const all = [...permanentErrors, ...retryableErrors].map((name) => operationalError(name, "x"));
  expect(all.filter(isOfOneItem).map(({ name }) => name)).toEqual(itemErrors);
  expect(all.filter(isOfOneItem).filter(isRetryable)).toEqual([]);
  expect([new TypeError("x"), new RangeError("x"), "x", undefined].filter(isOfOneItem)).toEqual([]);
  expect(isOfOneItem(operationalError("ConfigurationInvalid", "x"))).toBe(false);
});
