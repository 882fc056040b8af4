import { isDeepStrictEqual } from "node:util";
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { type Customer, newCustomer } from "../core/customers/customer.ts";
import type { Customers } from "../core/ports.ts";
import type { Expression } from "./expression.ts";
import { callService } from "./failure.ts";
import { fromItem, type Item } from "./item.ts";
import { createTable, type TableConfig, type Update } from "./table.ts";

/** 250 customers of some 2 KB are half a page of 1 MB: little enough for a function of 256 MB. */
const usualPage = 250;

export interface CustomersConfig extends TableConfig {
  /** @default 250 */
  readonly pageSize?: number;
}

/** The `customers` table: one item per customer, under `key`, changed under its revision only. */
export function createCustomers(config: CustomersConfig): Customers {
  const table = createTable(config);
  return {
    async find(key) {
      const item = await table.get({ key });
      return item === undefined ? undefined : toCustomer(item);
    },
    async commit(before, after) {
      return table.update({ key: before.key }, (expression) => toUpdate(before, after, expression));
    },
    commitAll: (changes) =>
      table.updateAll(
        changes.map(({ before, after }) => ({
          key: { key: before.key },
          build: (expression) => toUpdate(before, after, expression),
        })),
      ),
    async page({ slice, slices, cursor }) {
      const command = new ScanCommand({
        TableName: config.table,
        Segment: slice,
        TotalSegments: slices,
        Limit: config.pageSize ?? usualPage,
        ExclusiveStartKey: cursor === undefined ? undefined : readCursor(cursor),
        // Eventually consistent, at half the price: whoever changes a customer reads it again.
        ReturnConsumedCapacity: "TOTAL",
      });
      const page = await callService("StoreUnavailable", `Scan of table ${config.table}`, () =>
        config.client.send(command),
      );
      const customers = (page.Items ?? []).map((item) => toCustomer(fromItem(item)));
      const readUnits = page.ConsumedCapacity?.CapacityUnits ?? 0;
      if (page.LastEvaluatedKey === undefined) return { customers, readUnits };
      return { customers, readUnits, cursor: writeCursor(page.LastEvaluatedKey) };
    },
  };
}

function toUpdate(before: Customer, after: Customer, expression: Expression): Update {
  const update = changeOf(before, after, expression);
  const { name, value } = expression;
  if (before.rev === 0) return { update, condition: `attribute_not_exists(${name("key")})` };
  return { update, condition: `${name("rev")} = ${value(before.rev)}` };
}

/** What an empty customer has anyway is not stored: most customers lack most of it. */
function storedOf(customer: Customer): Map<string, unknown> {
  const empty = new Map<string, unknown>(Object.entries(newCustomer(customer.key, "")));
  const stored = new Map<string, unknown>();
  for (const [name, value] of Object.entries(customer)) {
    if (name === "key" || name === "rev" || value === undefined) continue;
    if (name === "id" || !isDeepStrictEqual(value, empty.get(name))) stored.set(name, value);
  }
  return stored;
}

function toCustomer(item: Record<string, unknown>): Customer {
  const { key, id } = item as { key: string; id: string };
  return { ...newCustomer(key, id), ...item };
}

/** `SET` of what differs and `rev`, `REMOVE` of what is no longer there. */
function changeOf(before: Customer, after: Customer, { name, value }: Expression): string {
  const old = before.rev === 0 ? new Map<string, unknown>() : storedOf(before);
  const next = storedOf(after);
  const sets = [`${name("rev")} = ${value(before.rev + 1)}`];
  for (const [attribute, wanted] of next) {
    if (isDeepStrictEqual(old.get(attribute), wanted)) continue;
    sets.push(`${name(attribute)} = ${value(wanted)}`);
  }
  const gone = [...old.keys()].filter((attribute) => !next.has(attribute)).map(name);
  return `SET ${sets.join(", ")}${gone.length === 0 ? "" : ` REMOVE ${gone.join(", ")}`}`;
}

function writeCursor(key: Item): string {
  return Buffer.from(JSON.stringify(key)).toString("base64");
}

function readCursor(cursor: string): Item {
  return JSON.parse(Buffer.from(cursor, "base64").toString()) as Item;
}
