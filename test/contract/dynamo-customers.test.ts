import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { createCustomers } from "../../src/aws/customers.ts";
import { isWithoutDynamo, useDynamo } from "./dynamo-emulator.ts";
import { recordRequests } from "./recorded-requests.ts";
import { customerOf, fullCustomer, idOf, now } from "./records.ts";

describe.skipIf(isWithoutDynamo())("the customers table", () => {
  const dynamo = useDynamo();

  it("holds no empty collections", async () => {
    const { client, table } = await dynamo.customers();
    const customers = createCustomers({ client, table });
    const ann = customerOf("ann", { tags: ["vip"] });
    await customers.commit(customerOf("ann"), ann);
    const stored = new GetItemCommand({ TableName: table, Key: { key: { S: ann.key } } });
    expect((await client.send(stored)).Item).toEqual({
      key: { S: ann.key },
      id: { S: "ann" },
      rev: { N: "1" },
      tags: { L: [{ S: "vip" }] },
    });
  });

  it("is sent the changed attributes only, in one update under the revision", async () => {
    const { client, table } = await dynamo.customers();
    const customers = createCustomers({ client, table });
    const ann = customerOf("ann", { tags: ["vip"], zone: "Asia/Shanghai", profileAt: now });
    await customers.commit(customerOf("ann"), ann);
    const before = (await customers.find(ann.key)) ?? ann;
    const requests = recordRequests(client);
    const { zone: _, ...rest } = before;
    // Equal to what was there, if not the same: not sent.
    const after = { ...rest, tags: ["vip"], locale: "zh-CN", profileAt: now + 1 };
    expect(await customers.commit(before, after)).toBe(true);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      operation: "UpdateItem",
      input: {
        UpdateExpression: "SET #0 = :0, #1 = :1, #2 = :2 REMOVE #3",
        ConditionExpression: "#0 = :3",
        ExpressionAttributeNames: { "#0": "rev", "#1": "profileAt", "#2": "locale", "#3": "zone" },
        ExpressionAttributeValues: {
          ":0": { N: "2" },
          ":1": { N: String(now + 1) },
          ":2": { S: "zh-CN" },
          ":3": { N: "1" },
        },
      },
    });
  });

  it("is sent several changes as one transaction, each under its revision", async () => {
    const { client, table } = await dynamo.customers();
    const customers = createCustomers({ client, table });
    await customers.commit(customerOf("ann"), customerOf("ann"));
    const before = (await customers.find(customerOf("ann").key)) ?? customerOf("ann");
    const requests = recordRequests(client);
    const changes = [
      { before, after: { ...before, tags: ["vip"] } },
      { before: customerOf("bob"), after: customerOf("bob") },
    ];
    expect(await customers.commitAll(changes)).toBe(true);
    expect(requests).toMatchObject([
      {
        operation: "TransactWriteItems",
        input: {
          TransactItems: [
            { Update: { ConditionExpression: "#0 = :2", Key: { key: { S: before.key } } } },
            { Update: { ConditionExpression: "attribute_not_exists(#2)" } },
          ],
        },
      },
    ]);
    expect(await customers.commitAll(changes)).toBe(false);
  });

  it("is read strongly", async () => {
    const { client, table } = await dynamo.customers();
    const requests = recordRequests(client);
    await createCustomers({ client, table }).find(idOf("ann"));
    expect(requests).toMatchObject([{ operation: "GetItem", input: { ConsistentRead: true } }]);
  });

  it("is scanned at the price of an eventually consistent read, and tells it", async () => {
    const { client, table } = await dynamo.customers();
    const customers = createCustomers({ client, table });
    const ids = Array.from({ length: 100 }, (_, nth) => `customer-${nth}`);
    await Promise.all(ids.map((id) => customers.commit(customerOf(id), fullCustomer(id))));
    const requests = recordRequests(client);
    const { readUnits } = await customers.page({ slice: 0, slices: 1 });
    expect(requests).toMatchObject([
      { operation: "Scan", input: { ReturnConsumedCapacity: "TOTAL" } },
    ]);
    expect(requests[0]?.input).not.toHaveProperty("ConsistentRead");
    // A full customer has some 2 KB, and a unit reads 8 KB: half of what a strong read takes.
    expect(readUnits).toBeGreaterThan(5);
    expect(readUnits).toBeLessThan(60);
  });

  it("tells an item beyond 400 KB by name, alone and in a transaction, and goes on with others", async () => {
    const customers = createCustomers(await dynamo.customers());
    const [ann, bob] = [customerOf("ann"), customerOf("bob")];
    const large = { ...ann, attributes: { note: "x".repeat(410_000) } };
    const tooLarge = { name: "ItemTooLarge", cause: expect.any(Error) };
    await expect(customers.commit(ann, large)).rejects.toMatchObject(tooLarge);
    await customers.commit(ann, ann);
    const known = { ...ann, rev: 1 };
    await expect(customers.commit(known, { ...large, rev: 1 })).rejects.toMatchObject(tooLarge);
    const both = [
      { before: bob, after: bob },
      { before: known, after: { ...large, rev: 1 } },
    ];
    await expect(customers.commitAll(both)).rejects.toMatchObject(tooLarge);
    expect(await customers.commit(bob, bob)).toBe(true);
  });

  it("tells a value that no item holds by name", async () => {
    const customers = createCustomers(await dynamo.customers());
    const ann = customerOf("ann");
    let deep: unknown = "end";
    for (let level = 0; level < 40; level++) deep = [deep];
    const refused = { ...ann, attributes: { deep } } as unknown as typeof ann;
    await expect(customers.commit(ann, refused)).rejects.toMatchObject({ name: "ItemRefused" });
  });

  it("that is away makes every call worth another try", async () => {
    const client = new DynamoDBClient({
      // Nobody listens on the discard port.
      endpoint: "http://127.0.0.1:9",
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      maxAttempts: 1,
    });
    const customers = createCustomers({ client, table: "customers" });
    const ann = customerOf("ann");
    const unavailable = { name: "StoreUnavailable", cause: expect.any(Error) };
    await expect(customers.find(ann.key)).rejects.toMatchObject(unavailable);
    await expect(customers.commit(ann, ann)).rejects.toMatchObject(unavailable);
    await expect(customers.page({ slice: 0, slices: 1 })).rejects.toMatchObject(unavailable);
  });

  it("that does not exist is a fault of the configuration", async () => {
    const { client } = await dynamo.customers();
    const customers = createCustomers({ client, table: "nowhere" });
    await expect(customers.find(customerOf("ann").key)).rejects.toMatchObject({
      name: "ConfigurationInvalid",
      message: expect.stringContaining("GetItem on table nowhere was refused"),
    });
  });
});
