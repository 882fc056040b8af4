import {
  type DynamoDBClient,
  GetItemCommand,
  type ServiceInputTypes,
} from "@aws-sdk/client-dynamodb";
import type { Item } from "../dynamodb-units.ts";
import {
  billRead,
  billRefusal,
  billWrite,
  keyOf,
  type MeteredRequest,
  type SentRequest,
} from "./bill-request.ts";

export interface Metered {
  /** In order; the array grows as requests are made. */
  readonly requests: MeteredRequest[];
}

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
        const sent = args.input as SentRequest & ServiceInputTypes;
        const operation = operationOf(commandName);
        const find = () => findItem(looking, sent);
        const before = await find();
        if (operation === "GetItem") {
          requests.push(billRead(sent, before));
          return next(args);
        }
        try {
          const answer = await next(args);
          requests.push(billWrite(operation, sent, before, await find()));
          return answer;
        } catch (error) {
          if (!(error instanceof Error) || error.name !== "ConditionalCheckFailedException") {
            throw error;
          }
          requests.push(billRefusal(operation, sent, before));
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

async function findItem(client: DynamoDBClient, sent: SentRequest): Promise<Item | undefined> {
  const request = { TableName: sent.TableName, Key: { ...keyOf(sent) }, ConsistentRead: true };
  return (await client.send(new GetItemCommand(request))).Item;
}
