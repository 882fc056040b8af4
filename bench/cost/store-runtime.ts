import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { createAddresses } from "../../src/aws/addresses.ts";
import { createCustomers } from "../../src/aws/customers.ts";
import type { TableConfig } from "../../src/aws/table.ts";
import { createEnrollments } from "../../src/aws/timeline/enrollments.ts";
import { createEvents } from "../../src/aws/timeline/events.ts";
import { createMessages } from "../../src/aws/timeline/messages.ts";
import { createOffers } from "../../src/aws/timeline/offers.ts";
import { createTasks } from "../../src/aws/timeline/tasks.ts";
import { createTurns } from "../../src/aws/timeline/turns.ts";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { Ports, Runs, Turns } from "../../src/core/ports.ts";
import type { Instant } from "../../src/core/time/instant.ts";
import { createLocalRuntime, type LocalRuntime } from "../../src/local/runtime.ts";
import { createLocalClient, type DynamoEmulator } from "../../test/contract/start-dynamo.ts";
import { countCalls, noCalls, type ServiceCalls } from "./count-calls.ts";
import { playProvider } from "./play-provider.ts";

export interface StoreRuntime {
  readonly runtime: LocalRuntime;
  readonly calls: ServiceCalls;
  /** The client of all adapters, for a meter to listen to. */
  readonly client: DynamoDBClient;
  /** Names of the two tables that grow with customers. */
  readonly tables: { readonly customers: string; readonly timeline: string };
  /** Offers an event at the clock's time and plays what follows from it, up to `until`. */
  play(event: object, until: Instant): Promise<void>;
}

/**
 * The embedded runtime with its stores replaced by the DynamoDB adapters: runs, timers and queues
 * stay in memory, where they can be counted exactly.
 */
export async function createStoreRuntime(
  emulator: DynamoEmulator,
  definitions: DefinitionSet,
  start: Instant,
): Promise<StoreRuntime> {
  const client = createLocalClient(emulator.endpoint);
  const customers = { ...(await emulator.customers()), client };
  const timeline = { ...(await emulator.timeline()), client };
  const addresses = { ...(await emulator.addresses()), client };
  const calls = noCalls();
  const provider = playProvider(calls, (feedback, delaySeconds) =>
    runtime.queues.feedback.send(feedback, delaySeconds),
  );
  const runtime: LocalRuntime = createLocalRuntime({
    start,
    definitions,
    answer: provider.answer,
    sent: provider.sent,
    wrap(ports) {
      const runs = withShortTokens(ports.runs);
      const own = {
        ...ports,
        ...storesOf(customers, timeline, ports),
        addresses: createAddresses({ ...addresses, secret: noSecret }),
        runs,
      };
      return { ...own, ...countCalls(own, calls) };
    },
  });
  return {
    runtime,
    calls,
    client,
    tables: { customers: customers.table, timeline: timeline.table },
    async play(event, until) {
      calls.intakeMessages += 1;
      runtime.offer(JSON.stringify(event));
      await runtime.agenda.advanceTo(until);
    },
  };
}

/** The stage's key: read once in the life of a function, and not counted here. */
const noSecret = {
  client: {
    send: async () => ({ SecretString: '{"customerKey":"bench"}' }),
  } as unknown as SecretsManagerClient,
  secretId: "bench",
};

function storesOf(customers: TableConfig, table: TableConfig, { clock }: Ports) {
  const timeline = { ...table, clock };
  return {
    customers: createCustomers(customers),
    events: createEvents(timeline),
    turns: withLongTokens(createTurns(timeline)),
    enrollments: createEnrollments(timeline),
    messages: createMessages(timeline),
    tasks: createTasks(timeline),
    offers: createOffers(timeline),
  };
}

/**
 * As long as task tokens are in published captures of Step Functions (760 to 940 characters,
 * growing with the execution's name); 2,048 is the most that the API allows.
 */
export const tokenLength = 900;
const padding = "=";

function withLongTokens(turns: Turns): Turns {
  return {
    ...turns,
    record: (turn) => turns.record({ ...turn, token: turn.token.padEnd(tokenLength, padding) }),
  };
}

function withShortTokens(runs: Runs): Runs {
  const short = (token: string) => token.replace(/=+$/, "");
  return {
    ...runs,
    goOn: (token, next) => runs.goOn(short(token), next),
    end: (token) => runs.end(short(token)),
  };
}
