import { randomBytes } from "node:crypto";
import { paginateQuery } from "@aws-sdk/client-dynamodb";
import { createCustomerKeys } from "../../../src/aws/customer-keys.ts";
import { createCustomers } from "../../../src/aws/customers.ts";
import { fromItem } from "../../../src/aws/item.ts";
import type { Customer } from "../../../src/core/customers/customer.ts";
import type { Connection } from "./connection.ts";

/** One customer of a test, with addresses that nobody else has. */
export interface TestCustomer {
  /** The shop's id. */
  readonly id: string;
  readonly email: string;
  readonly phone: string;
}

/** A record of the timeline as it is stored; `sk` says which: `event#…`, `message#…`, `turn#…`. */
export type StoredRecord = Readonly<Record<string, unknown>> & { readonly sk: string };

export interface CustomerTables {
  /** A customer that no other test has. */
  create(name: string): TestCustomer;
  keyOf(id: string): Promise<string>;
  /** The item; undefined while nothing is known of the customer. */
  find(id: string): Promise<Customer | undefined>;
  /** The timeline, by sort key; of one kind, such as `message#`. */
  records(id: string, kind?: string): Promise<StoredRecord[]>;
}

export function createCustomerTables(connection: Connection): CustomerTables {
  const { dynamo, secrets } = connection.clients;
  const keys = createCustomerKeys({
    client: secrets,
    secretId: connection.output("CustomerKeyArn"),
  });
  const customers = createCustomers({
    client: dynamo,
    table: connection.output("CustomersTable"),
  });
  return {
    create(name) {
      const id = `${name}-${randomBytes(5).toString("hex")}`;
      const digits = String(randomBytes(6).readUIntBE(0, 6)).padStart(9, "0").slice(-9);
      return { id, email: `${id}@shop.example`, phone: `+4915${digits}` };
    },
    keyOf: (id) => keys.keyOf(id),
    find: async (id) => customers.find(await keys.keyOf(id)),
    async records(id, kind) {
      const found: StoredRecord[] = [];
      const pages = paginateQuery(
        { client: dynamo },
        {
          TableName: connection.output("TimelineTable"),
          ConsistentRead: true,
          KeyConditionExpression: `#key = :key${kind === undefined ? "" : " AND begins_with(sk, :kind)"}`,
          ExpressionAttributeNames: { "#key": "key" },
          ExpressionAttributeValues: {
            ":key": { S: await keys.keyOf(id) },
            ...(kind !== undefined && { ":kind": { S: kind } }),
          },
        },
      );
      for await (const page of pages) {
        found.push(...(page.Items ?? []).map((item) => fromItem(item) as StoredRecord));
      }
      return found;
    },
  };
}
