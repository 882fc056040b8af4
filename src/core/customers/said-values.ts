import type { Scalar } from "../definitions/words.ts";
import { hashId } from "../hash.ts";

/** By property: hashes of what an event said, each member of a list; absent where it said nothing. */
export type SaidValues = Readonly<Record<string, readonly string[]>>;

/** 40 bits: of a customer's 1,000 orders two look alike in 1 of 2 million customers. */
export const valueHashLength = 8;

/** Values are compared as text: 1001 is "1001". */
export function hashValue(text: string): string {
  return hashId(text).slice(0, valueHashLength);
}

/** What an event says in some properties. An empty text, an empty list and null say nothing. */
export function saidIn(
  properties: Readonly<Record<string, Scalar | readonly Scalar[] | null>>,
  names: readonly string[],
): SaidValues {
  const said: Record<string, readonly string[]> = {};
  for (const name of names) {
    const texts = [properties[name] ?? []].flat().map(String);
    const hashes = texts.filter((text) => text !== "").map(hashValue);
    if (hashes.length > 0) said[name] = [...new Set(hashes)];
  }
  return said;
}
