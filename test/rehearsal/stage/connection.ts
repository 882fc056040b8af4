import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";

/** What the orchestrator writes down of the stage that it deployed: `stage.json` in the run's folder. */
export interface StageFile {
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
  readonly stackName: string;
  /** The stack's outputs by name: `BusName`, `WakeQueueUrl` … */
  readonly outputs: Readonly<Record<string, string>>;
}

/** Names the file for `npx vitest --config test/rehearsal/vitest.config.ts`. */
export const stageVariable = "REHEARSAL_STAGE";

/** A stage to talk to, and clients that can talk to nothing else. */
export interface Connection extends StageFile {
  /** Where requests.jsonl, outbox.jsonl and logs/ are. */
  readonly folder: string;
  readonly clients: ReturnType<typeof createClients>;
  /** @throws Error when the stack has no output of this name */
  readonly output: (name: string) => string;
}

export function connect(): Connection {
  const file = process.env[stageVariable];
  if (file === undefined) {
    throw new Error(
      `${stageVariable} is not set: start with npm run rehearse, or keep a stage by --keep.`,
    );
  }
  return connectTo(JSON.parse(readFileSync(file, "utf8")) as StageFile, dirname(file));
}

export function connectTo(stage: StageFile, folder: string): Connection {
  return {
    ...stage,
    folder,
    clients: createClients(stage),
    output(name) {
      const value = stage.outputs[name];
      if (value !== undefined) return value;
      throw new Error(`The stack has no output ${name}: ${Object.keys(stage.outputs).join(", ")}.`);
    },
  };
}

/**
 * Asks the emulator for what AWS has no call for: faults, a moment in which no function is at work,
 * the time of its queues and runs.
 * @throws Error with its answer when it refuses
 */
export async function control(
  { endpoint }: Pick<Connection, "endpoint">,
  path: "faults" | "calls" | "ahead" | "time-out",
  init: RequestInit,
): Promise<unknown> {
  const address = `${endpoint}/_rehearsal/${path}`;
  const answer = await fetch(address, init);
  if (!answer.ok) {
    throw new Error(`${init.method} ${address}: ${answer.status} ${await answer.text()}`);
  }
  return answer.json();
}

export const keys = { accessKeyId: "test", secretAccessKey: "test" } as const;

function createClients({ endpoint, region }: StageFile) {
  const config = { endpoint, region, credentials: keys, maxAttempts: 2 } as const;
  return {
    dynamo: terse(new DynamoDBClient(config)),
    events: terse(new EventBridgeClient(config)),
    lambda: terse(new LambdaClient(config)),
    scheduler: terse(new SchedulerClient(config)),
    secrets: terse(new SecretsManagerClient(config)),
    ses: terse(new SESv2Client(config)),
    sfn: terse(new SFNClient(config)),
    sqs: terse(new SQSClient({ ...config, useQueueUrlAsEndpoint: false })),
  };
}

interface Stack {
  add(
    middleware: (next: (args: unknown) => Promise<unknown>) => (args: unknown) => Promise<unknown>,
    options: { step: "initialize" },
  ): void;
}

/** Without the HTTP response in its errors, of which a failed scenario would print 500 lines. */
function terse<Client extends { readonly middlewareStack: object }>(client: Client): Client {
  const stack = client.middlewareStack as Stack;
  stack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (error instanceof Error) Reflect.deleteProperty(error, "$response");
        throw error;
      }
    },
    { step: "initialize" },
  );
  return client;
}
