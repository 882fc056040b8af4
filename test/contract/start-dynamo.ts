import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  ListTablesCommand,
} from "@aws-sdk/client-dynamodb";
import { createDynamoClient } from "../../src/aws/dynamo-client.ts";
import type { TableConfig } from "../../src/aws/table.ts";
import { attentionIndex, heldIndex } from "../../src/names.ts";

/** A running DynamoDB emulator and the tables that the stack makes, each call a new and empty one. */
export interface DynamoEmulator {
  readonly endpoint: string;
  customers(): Promise<TableConfig>;
  addresses(): Promise<TableConfig>;
  timeline(): Promise<TableConfig>;
  catalog(): Promise<TableConfig>;
  stop(): Promise<void>;
}

export const emulatorPackage = `@dynoxide/${process.platform}-${process.arch}`;

/** The emulator's program; undefined where there is none for this platform. */
export function findEmulator(): string | undefined {
  const { resolve } = createRequire(import.meta.url);
  const file = process.platform === "win32" ? "dynoxide.exe" : "dynoxide";
  try {
    return join(resolve(`${emulatorPackage}/package.json`), "..", file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

/** A client of an emulator, as the functions make theirs of AWS. */
export function createLocalClient(endpoint: string): DynamoDBClient {
  return createDynamoClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
}

/** A port found free may be taken a moment later by another process. */
const startTries = 3;

/** Starts the emulator and waits until it answers. @throws Error when it ends instead, three times */
export async function startDynamo(binary: string): Promise<DynamoEmulator> {
  for (let tries = 1; ; tries++) {
    const port = await findFreePort();
    const child = spawn(binary, ["--host", "127.0.0.1", "--port", String(port)], {
      stdio: "ignore",
    });
    const kill = () => child.kill();
    // A worker that is torn down in the middle of a test never reaches afterAll.
    process.once("exit", kill);
    const endpoint = `http://127.0.0.1:${port}`;
    const client = createLocalClient(endpoint);
    if (await answers(child, client)) {
      const stop = async () => {
        client.destroy();
        process.off("exit", kill);
        kill();
        await once(child, "exit");
      };
      return { endpoint, ...tablesOf(client), stop };
    }
    if (tries === startTries) throw new Error(`${binary} ended ${tries} times before it answered`);
  }
}

/** Whether the emulator answers; false when it has ended instead. */
async function answers(child: ChildProcess, client: DynamoDBClient): Promise<boolean> {
  const deadline = Date.now() + 10_000;
  while (child.exitCode === null) {
    try {
      await client.send(new ListTablesCommand({}));
      return true;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await setTimeout(10);
    }
  }
  return false;
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port to listen on");
  return address.port;
}

const withIndexes: Partial<CreateTableCommandInput> = {
  GlobalSecondaryIndexes: [
    {
      IndexName: attentionIndex,
      KeySchema: [
        { AttributeName: "attention", KeyType: "HASH" },
        { AttributeName: "attentionAt", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "ALL" },
    },
    {
      IndexName: heldIndex,
      KeySchema: [
        { AttributeName: "gate", KeyType: "HASH" },
        { AttributeName: "gateOrder", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["at", "expires", "reason"] },
    },
  ],
};

function tablesOf(client: DynamoDBClient): Omit<DynamoEmulator, "endpoint" | "stop"> {
  return {
    customers: () => createTable(client, ["key"]),
    addresses: () => createTable(client, ["key"]),
    timeline: () => createTable(client, ["key", "sk"], withIndexes),
    catalog: () => createTable(client, ["kind", "name"]),
  };
}

let tables = 0;

/** @param keys the partition key and, where there is one, the sort key */
async function createTable(
  client: DynamoDBClient,
  keys: readonly string[],
  more: Partial<CreateTableCommandInput> = {},
): Promise<TableConfig> {
  const table = `table-${tables++}`;
  const indexKeys = (more.GlobalSecondaryIndexes ?? []).flatMap(({ KeySchema }) => KeySchema ?? []);
  const names = [...keys, ...indexKeys.map((key) => key.AttributeName ?? "")];
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: keys.map((AttributeName, place) => ({
        AttributeName,
        KeyType: place === 0 ? "HASH" : "RANGE",
      })),
      AttributeDefinitions: names.map((AttributeName) => ({
        AttributeName,
        AttributeType: AttributeName === "attentionAt" ? "N" : "S",
      })),
      ...more,
    }),
  );
  return { client, table };
}
