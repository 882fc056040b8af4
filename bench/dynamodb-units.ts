import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/**
 * DynamoDB's published arithmetic: how large an item is, and how many request units a read or a
 * write of it costs.
 * Sizes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 * Units: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 * Index writes:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations
 */

export type Item = Readonly<Record<string, AttributeValue>>;

/** A list or a map, "regardless of its contents". */
const documentOverhead = 3;
/** "Each List or Map element also requires 1 byte of overhead." */
const elementOverhead = 1;
/** A null or a Boolean. */
const flagBytes = 1;
/**
 * "All items in DynamoDB require 100 bytes of storage overhead for indexing": stored, not read or
 * written.
 */
export const storageOverhead = 100;

const writeUnit = 1024;
const readUnit = 4 * 1024;

/** Bytes of a whole item: of its attribute names and values. */
export function itemBytes(item: Item): number {
  return sum(Object.entries(item), ([name, value]) => textBytes(name) + valueBytes(value));
}

/** What an item occupies in a table's storage, which is what is billed by the month. */
export function storedBytes(item: Item): number {
  return itemBytes(item) + storageOverhead;
}

/** Bytes of a value without its name. @throws TypeError for a type that DynamoDB does not have */
export function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return textBytes(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.BOOL !== undefined || value.NULL !== undefined) return flagBytes;
  if (value.B !== undefined) return value.B.byteLength;
  if (value.M !== undefined) {
    const entries = Object.entries(value.M);
    const inside = sum(
      entries,
      ([name, part]) => textBytes(name) + valueBytes(part) + elementOverhead,
    );
    return documentOverhead + inside;
  }
  if (value.L !== undefined) {
    return documentOverhead + sum(value.L, (part) => valueBytes(part) + elementOverhead);
  }
  if (value.SS !== undefined) return sum(value.SS, textBytes);
  if (value.NS !== undefined) return sum(value.NS, numberBytes);
  if (value.BS !== undefined) return sum(value.BS, (part) => part.byteLength);
  throw new TypeError(`no size is known of ${JSON.stringify(value)}`);
}

/** "1 byte per two significant digits + 1 byte"; zeroes before and after are trimmed. */
export function numberBytes(text: string): number {
  const mantissa = text.toLowerCase().split("e")[0] ?? "";
  const digits = mantissa.replace(/[-+.]/g, "");
  const significant = digits.replace(/^0+/, "").replace(/0+$/, "");
  return 1 + Math.ceil(significant.length / 2);
}

function textBytes(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

function sum<Part>(parts: readonly Part[], bytes: (part: Part) => number): number {
  return parts.reduce((total, part) => total + bytes(part), 0);
}

/** Request units of one write to the table: the larger of the item before and after, in KB. */
export function writeUnits(before: Item | undefined, after: Item | undefined): number {
  return unitsOf(Math.max(bytesOf(before), bytesOf(after)), writeUnit);
}

/** A write whose condition did not hold is billed by the item that is there, at least 1. */
export function refusedWriteUnits(existing: Item | undefined): number {
  return unitsOf(bytesOf(existing), writeUnit);
}

/** A transaction prepares and commits: each unit twice. */
export const transactional = 2;

/** How a read wants to see the table. */
export type Consistency = "strong" | "eventual" | "transactional";

/** Request units of one read of so many bytes; of nothing, too. */
export function readUnits(bytes: number, consistency: Consistency): number {
  const units = unitsOf(bytes, readUnit);
  switch (consistency) {
    case "strong":
      return units;
    case "eventual":
      return units / 2;
    case "transactional":
      return units * transactional;
  }
}

/** A secondary index that projects whole items. */
export interface WholeItemIndex {
  readonly keys: readonly string[];
}

/**
 * Request units that a table write causes in an index: none while the item is not in it, 1 write
 * when it comes, goes or changes, 2 when its index key changes.
 */
export function indexWriteUnits(
  index: WholeItemIndex,
  before: Item | undefined,
  after: Item | undefined,
): number {
  const old = index.keys.every((key) => before?.[key] !== undefined) ? before : undefined;
  const next = index.keys.every((key) => after?.[key] !== undefined) ? after : undefined;
  if (old === undefined && next === undefined) return 0;
  if (old === undefined || next === undefined) return writeUnits(old, next);
  const same = (names: readonly string[]) =>
    names.every((name) => JSON.stringify(old[name]) === JSON.stringify(next[name]));
  if (!same(index.keys)) return writeUnits(old, undefined) + writeUnits(undefined, next);
  return same([...new Set([...Object.keys(old), ...Object.keys(next)])])
    ? 0
    : writeUnits(old, next);
}

function bytesOf(item: Item | undefined): number {
  return item === undefined ? 0 : itemBytes(item);
}

function unitsOf(bytes: number, unit: number): number {
  return Math.max(1, Math.ceil(bytes / unit));
}
