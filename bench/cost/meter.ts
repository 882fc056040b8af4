import {
  type DynamoDBClient,
  GetItemCommand,
  type ServiceInputTypes,
} from "@aws-sdk/client-dynamodb";
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
  /** Of what was read, or of the larger of before and after. */
  readonly bytes: number;
  /** The condition did not hold: billed all the same. */
  readonly refused: boolean;
}

export interface Metered {
  /** In order; the array grows as requests are made. */
  readonly requests: MeteredRequest[];
}

const attentionKeys = { keys: [attentionIndex, "attentionAt"] };

/** Of all that the adapters send: what else came would be billed and not counted. */
type Sent = {
  readonly TableName?: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ConsistentRead?: boolean;
};

/**
 * Counts what a client sends, by the items that are in the table before and after.
 * @param client the one that the adapters use
 * @param looking another client of the same store, for looking at items: not counted
 * @throws TypeError for a request that it has no rule for
 */
export function meterRequests(client: DynamoDBClient, looking: DynamoDBClient): Metered {
  const requests: MeteredRequest[] = [];
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const sent = args.input as Sent & ServiceInputTypes;
        const operation = operationOf(commandName);
        const find = () => findItem(looking, sent);
        const before = await find();
        if (operation === "GetItem") {
          const bytes = before === undefined ? 0 : itemBytes(before);
          const consistency = sent.ConsistentRead === true ? "strong" : "eventual";
          const read = { readUnits: readUnits(bytes, consistency), writeUnits: 0, bytes };
          requests.push({ operation, record: recordOf(sent), ...read, refused: false });
          return next(args);
        }
        try {
          const answer = await next(args);
          requests.push(writeOf(operation, sent, before, await find()));
          return answer;
        } catch (error) {
          if (!(error instanceof Error) || error.name !== "ConditionalCheckFailedException") {
            throw error;
          }
          const bytes = before === undefined ? 0 : itemBytes(before);
          const billed = { readUnits: 0, writeUnits: refusedWriteUnits(before), bytes };
          requests.push({ operation, record: recordOf(sent), ...billed, refused: true });
          throw error;
        }
      },
    { step: "initialize", name: "meterRequests" },
  );
  return { requests };
}

function operationOf(commandName: string | undefined): MeteredRequest["operation"] {
  switch (commandName ?? "") {
    case "GetItemCommand":
      return "GetItem";
    case "PutItemCommand":
      return "PutItem";
    case "UpdateItemCommand":
      return "UpdateItem";
    default:
      throw new TypeError(`no rule for the cost of ${commandName}`);
  }
}

function keyOf({ Key, Item }: Sent): Item {
  if (Key !== undefined) return Key;
  const { key, sk } = Item ?? {};
  if (key === undefined) throw new TypeError("a put without a key");
  return sk === undefined ? { key } : { key, sk };
}

/** `event#e1` is an event; a key without a sort key is the customer's own item. */
function recordOf(sent: Sent): string {
  return keyOf(sent).sk?.S?.split("#")[0] ?? "customer";
}

async function findItem(client: DynamoDBClient, sent: Sent): Promise<Item | undefined> {
  const request = { TableName: sent.TableName, Key: { ...keyOf(sent) }, ConsistentRead: true };
  return (await client.send(new GetItemCommand(request))).Item;
}

function writeOf(
  operation: "PutItem" | "UpdateItem",
  sent: Sent,
  before: Item | undefined,
  after: Item | undefined,
): MeteredRequest {
  const sizes = [before, after].map((item) => (item === undefined ? 0 : itemBytes(item)));
  const inIndex = indexWriteUnits(attentionKeys, before, after);
  return {
    operation,
    record: recordOf(sent),
    readUnits: 0,
    writeUnits: writeUnits(before, after) + inIndex,
    bytes: Math.max(...sizes),
    refused: false,
  };
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
