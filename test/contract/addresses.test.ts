import { ScanCommand } from "@aws-sdk/client-dynamodb";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { describe, expect, it } from "vitest";
import { createAddresses } from "../../src/aws/addresses.ts";
import type { TableConfig } from "../../src/aws/table.ts";
import { createLocalAddresses } from "../../src/local/addresses.ts";
import { addressesContract } from "./addresses-contract.ts";
import { isWithoutDynamo, useDynamo } from "./dynamo-emulator.ts";
import { recordRequests } from "./recorded-requests.ts";
import { now } from "./records.ts";

const ann = { channel: "email", normal: "ann@example.com" } as const;

function onTable(table: TableConfig) {
  const client = {
    send: async () => ({ SecretString: JSON.stringify({ customerKey: "stage key" }) }),
  } as unknown as SecretsManagerClient;
  return createAddresses({ ...table, secret: { client, secretId: "stage" } });
}

describe("in memory", () => {
  addressesContract(async () => createLocalAddresses());
});

describe.skipIf(isWithoutDynamo())("on DynamoDB", () => {
  const dynamo = useDynamo();

  addressesContract(async () => onTable(await dynamo.addresses()));

  it("a row names nobody: neither its key nor its content shows the address", async () => {
    const table = await dynamo.addresses();
    await onTable(table).note(ann, { whole: { bounced: now }, softBounces: [now] });
    const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.table }));
    expect(Items).toEqual([
      {
        key: { S: expect.stringMatching(/^[a-z2-7]{32}$/) },
        rev: { N: "1" },
        whole: { M: { bounced: { N: String(now) } } },
        softBounces: { L: [{ N: String(now) }] },
      },
    ]);
    expect(JSON.stringify(Items)).not.toMatch(/ann|example|email/);
  });

  it("reads a row strongly, and writes nothing that is known already", async () => {
    const table = await dynamo.addresses();
    const addresses = onTable(table);
    await addresses.note(ann, { whole: { bounced: now } });
    const requests = recordRequests(table.client);
    await addresses.note(ann, { whole: { bounced: now } });
    await addresses.marksOf(ann);
    const strongRead = { operation: "GetItem", input: { ConsistentRead: true } };
    expect(requests).toMatchObject([strongRead, strongRead]);
  });
});
