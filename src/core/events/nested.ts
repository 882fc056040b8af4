import type { Scalar } from "../definitions/words.ts";

/** A value inside of a nested one, such as the price of an order's second item. */
export type NestedValue =
  | Scalar
  | null
  | readonly NestedValue[]
  | { readonly [name: string]: NestedValue };

/** Properties of an event that are objects or lists of them, such as the items of an order. */
export type Nested = Readonly<Record<string, NestedValue>>;
