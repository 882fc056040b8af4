import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { operationalError, type RetryableErrorName } from "../core/errors.ts";
import { createExpression, type Expression } from "./expression.ts";
import { callService, isNamed } from "./failure.ts";
import { fromItem, toItem } from "./item.ts";

type Condition = (expression: Expression) => string;
type Key = Readonly<Record<string, string>>;

/** A conditional update, as expressions. */
export interface Update {
  readonly update: string;
  readonly condition: string;
}

/** One DynamoDB table. A condition that does not hold is an answer, not an error. */
export interface Table {
  /** Strongly consistent. */
  get(key: Key): Promise<Record<string, unknown> | undefined>;
  /** @returns whether the condition held and the item is written */
  put(item: object, condition?: Condition): Promise<boolean>;
  /**
   * @returns whether the condition held and the item is changed. False also when the SDK had to
   *   repeat an update whose first answer was lost: callers read again and see their own change.
   */
  update(key: Key, build: (expression: Expression) => Update): Promise<boolean>;
  /**
   * Up to 100 updates of different items as one transaction, at twice their price.
   * @returns whether all conditions held and all items are changed. False also when another write
   *   of one of them was under way.
   */
  updateAll(
    updates: readonly { key: Key; build: (expression: Expression) => Update }[],
  ): Promise<boolean>;
  /**
   * All items of a partition, or those whose sort key begins so; strongly consistent, in order of
   * the sort key.
   */
  list(
    attribute: string,
    value: string,
    begins?: { readonly attribute: string; readonly prefix: string },
  ): Promise<Record<string, unknown>[]>;
  /** The first items of a partition of an index, in its order; a moment behind the table. */
  first(
    index: string,
    attribute: string,
    value: string,
    most: number,
  ): Promise<Record<string, unknown>[]>;
}

export interface TableConfig {
  readonly client: DynamoDBClient;
  readonly table: string;
}

/** @param failure what a table that is busy or away is called */
export function createTable(
  { client, table }: TableConfig,
  failure: RetryableErrorName = "StoreUnavailable",
): Table {
  const call = <Answer>(operation: string, send: () => Promise<Answer>) =>
    callService(failure, `${operation} on table ${table}`, () =>
      send().catch((error: unknown) => {
        throw refusalOfItem(operation, error) ?? error;
      }),
    );
  return {
    async get(key) {
      const command = new GetItemCommand({
        TableName: table,
        Key: toItem(key),
        ConsistentRead: true,
      });
      const { Item } = await call("GetItem", () => client.send(command));
      return Item === undefined ? undefined : fromItem(Item);
    },
    async put(item, condition) {
      const { expression, parts } = createExpression();
      const command = new PutItemCommand({
        TableName: table,
        Item: toItem(item),
        ConditionExpression: condition?.(expression),
        ...parts(),
      });
      return call("PutItem", () => unlessRefused(client.send(command)));
    },
    async update(key, build) {
      const { expression, parts } = createExpression();
      const { update, condition } = build(expression);
      const command = new UpdateItemCommand({
        TableName: table,
        Key: toItem(key),
        UpdateExpression: update,
        ConditionExpression: condition,
        ...parts(),
      });
      return call("UpdateItem", () => unlessRefused(client.send(command)));
    },
    async updateAll(updates) {
      const items = updates.map(({ key, build }) => {
        const { expression, parts } = createExpression();
        const { update, condition } = build(expression);
        return {
          Update: {
            TableName: table,
            Key: toItem(key),
            UpdateExpression: update,
            ConditionExpression: condition,
            ...parts(),
          },
        };
      });
      // The SDK adds a token: repeated after a lost answer, it is the same transaction.
      const command = new TransactWriteItemsCommand({ TransactItems: items });
      return call("TransactWriteItems", () => unlessRefused(client.send(command)));
    },
    async list(attribute, value, begins) {
      const { expression, parts } = createExpression();
      const { name, value: valueOf } = expression;
      const partition = `${name(attribute)} = ${valueOf(value)}`;
      const input = {
        TableName: table,
        KeyConditionExpression:
          begins === undefined
            ? partition
            : `${partition} AND begins_with(${name(begins.attribute)}, ${valueOf(begins.prefix)})`,
        ConsistentRead: true,
        ...parts(),
      };
      return call("Query", async () => {
        const items: Record<string, unknown>[] = [];
        for await (const page of paginateQuery({ client }, input)) {
          for (const item of page.Items ?? []) items.push(fromItem(item));
        }
        return items;
      });
    },
    async first(index, attribute, value, most) {
      const { expression, parts } = createExpression();
      const command = new QueryCommand({
        TableName: table,
        IndexName: index,
        KeyConditionExpression: `${expression.name(attribute)} = ${expression.value(value)}`,
        Limit: most,
        ...parts(),
      });
      const { Items = [] } = await call("Query", () => client.send(command));
      return Items.map(fromItem);
    },
  };
}

/** DynamoDB's words for an item at its ceiling. */
const tooLarge = /item size.*exceed/i;
/** DynamoDB's words for a value that no item can hold, whatever else is in it. */
const noValue =
  /nesting levels|number (?:over|under)flow|attribute ?values? .*(?:invalid|not valid)|surrogate/i;

/** A refusal that is about the item itself, by name; what is wrong with the request is a bug. */
function refusalOfItem(operation: string, error: unknown): Error | undefined {
  for (const said of refusalsIn(error)) {
    const name = tooLarge.test(said) ? "ItemTooLarge" : noValue.test(said) ? "ItemRefused" : "";
    if (name === "ItemTooLarge") {
      const reason = `${operation}: the item would have more than DynamoDB's 400 KB`;
      return operationalError(name, reason, error);
    }
    if (name === "ItemRefused") {
      const reason = `${operation}: the item has a value that DynamoDB holds nowhere`;
      return operationalError(name, reason, error);
    }
  }
  return undefined;
}

/** Of an item by itself, or of those of a transaction. */
function refusalsIn(error: unknown): string[] {
  if (error instanceof TransactionCanceledException) {
    const { CancellationReasons = [] } = error;
    return CancellationReasons.flatMap(({ Code, Message = "" }) =>
      Code === "ValidationError" ? [Message] : [],
    );
  }
  if (isNamed(error, "ValidationException", "SerializationException")) {
    return [(error as Error).message];
  }
  return [];
}

/** Where a condition did not hold or another write came between; else it was throttled. */
function wasLost({ CancellationReasons = [] }: TransactionCanceledException): boolean {
  return CancellationReasons.some(
    ({ Code }) => Code === "ConditionalCheckFailed" || Code === "TransactionConflict",
  );
}

async function unlessRefused(sent: Promise<unknown>): Promise<boolean> {
  try {
    await sent;
    return true;
  } catch (error) {
    if (isNamed(error, "ConditionalCheckFailedException")) return false;
    if (error instanceof TransactionCanceledException && wasLost(error)) return false;
    throw error;
  }
}
