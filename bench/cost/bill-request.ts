import { attentionIndex } from "../../src/names.ts";
import {
  type Item,
  indexWriteUnits,
  itemBytes,
  readUnits,
  refusedWriteUnits,
  writeUnits,
} from "../dynamodb-units.ts";

/** One request to DynamoDB as it would be billed. */
export interface MeteredRequest {
  readonly operation: "GetItem" | "PutItem" | "UpdateItem";
  /** The table's role and, in the timeline, the kind of record: `customer`, `event`, `turn` … */
  readonly record: string;
  readonly readUnits: number;
  readonly writeUnits: number;
  /** Size of what was read, or of the larger of the item before and after. */
  readonly bytes: number;
  /** The condition did not hold: billed all the same. */
  readonly refused: boolean;
}

/** The parameters that the adapters send; any others would be billed and not counted. */
export interface SentRequest {
  readonly TableName?: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ConsistentRead?: boolean;
}

const attentionKeys = { keys: [attentionIndex, "attentionAt"] };
const heldKeys = { keys: ["gate", "gateOrder"] };

/** @throws TypeError for a put without a key */
export function keyOf({ Key, Item }: SentRequest): Item {
  if (Key !== undefined) return Key;
  const { key, sk } = Item ?? {};
  if (key === undefined) throw new TypeError("a put without a key");
  return sk === undefined ? { key } : { key, sk };
}

/**
 * `event#e1` is an event; a key without a sort key is the customer's own item, a longer one an
 * address's marks.
 */
export function recordOf(sent: SentRequest): string {
  const { key, sk } = keyOf(sent);
  const whole = key?.S?.length === addressKeyLength ? "address" : "customer";
  return sk?.S?.split("#")[0] ?? whole;
}

/** Characters of `addressKey`; a customer's key has 16. */
const addressKeyLength = 32;

/** A read of one item, there or not. */
export function billRead(sent: SentRequest, found: Item | undefined): MeteredRequest {
  const bytes = bytesOf(found);
  const consistency = sent.ConsistentRead === true ? "strong" : "eventual";
  return {
    operation: "GetItem",
    record: recordOf(sent),
    readUnits: readUnits(bytes, consistency),
    writeUnits: 0,
    bytes,
    refused: false,
  };
}

/** A write by the items that were there before and after, in the table and in its indexes. */
export function billWrite(
  operation: "PutItem" | "UpdateItem",
  sent: SentRequest,
  before: Item | undefined,
  after: Item | undefined,
): MeteredRequest {
  const inIndex =
    indexWriteUnits(attentionKeys, before, after) + indexWriteUnits(heldKeys, before, after);
  return {
    operation,
    record: recordOf(sent),
    readUnits: 0,
    writeUnits: writeUnits(before, after) + inIndex,
    bytes: Math.max(bytesOf(before), bytesOf(after)),
    refused: false,
  };
}

/** A write whose condition did not hold. */
export function billRefusal(
  operation: "PutItem" | "UpdateItem",
  sent: SentRequest,
  existing: Item | undefined,
): MeteredRequest {
  return {
    operation,
    record: recordOf(sent),
    readUnits: 0,
    writeUnits: refusedWriteUnits(existing),
    bytes: bytesOf(existing),
    refused: true,
  };
}

function bytesOf(item: Item | undefined): number {
  return item === undefined ? 0 : itemBytes(item);
}

/** Sums of a stretch of requests. */
export function sumUnits(requests: readonly MeteredRequest[]) {
  const sum = (of: (request: MeteredRequest) => number) =>
    requests.reduce((total, request) => total + of(request), 0);
  return {
    requests: requests.length,
    reads: requests.filter(({ operation }) => operation === "GetItem").length,
    writes: requests.filter(({ operation }) => operation !== "GetItem").length,
    readUnits: sum((request) => request.readUnits),
    writeUnits: sum((request) => request.writeUnits),
  };
}
