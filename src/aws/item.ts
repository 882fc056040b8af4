import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";

export type Item = Record<string, AttributeValue>;

/** Numbers beyond 2^53 are kept as the doubles they are: sums and prices, never ids. */
const writing = { removeUndefinedValues: true, allowImpreciseNumbers: true } as const;
/** By default the library answers a large number with a bigint, which nobody here expects. */
const reading = { wrapNumbers: Number } as const;

/** A plain object as an item; undefined values are left out. */
export function toItem(value: object): Item {
  return marshall(value as Record<string, unknown>, writing);
}

/** An item as a plain object, numbers as numbers. */
export function fromItem(item: Item): Record<string, unknown> {
  return unmarshall(item, reading);
}
