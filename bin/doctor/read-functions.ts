import {
  GetAccountSettingsCommand,
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { env } from "../../src/names.ts";
import type { Access } from "./access.ts";
import type { StackResource } from "./read-stack.ts";
import { attempt, expectTold, type Reading } from "./reading.ts";

export interface FunctionFact {
  /** Name of the function in the stage, such as `take-turn`. */
  readonly name: string;
  readonly state: string;
  readonly lastUpdate: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A queue and the function that works it off. */
export interface ConsumerFact {
  /** Name of the function in the stage, such as `deliver-email`. */
  readonly function: string;
  readonly state: string;
  readonly batchSize: number;
  /** Most calls at a time; undefined: as many as the account allows. */
  readonly maxConcurrency: number | undefined;
}

export interface FunctionFacts {
  readonly functions: Reading<readonly FunctionFact[]>;
  readonly consumers: Reading<readonly ConsumerFact[]>;
  /** Calls at a time that the account may have in this Region. */
  readonly concurrency: Reading<number>;
}

export async function readFunctions(
  resources: Reading<readonly StackResource[]>,
  access: Access,
): Promise<FunctionFacts> {
  const client = new LambdaClient(access);
  const concurrency = await attempt(() => readConcurrency(client));
  if (resources.kind === "unknown")
    return { functions: resources, consumers: resources, concurrency };
  const idsOf = (type: string) =>
    resources.value.filter((one) => one.type === type).map(({ physicalId }) => physicalId);
  const found = await attempt(() =>
    Promise.all(idsOf("AWS::Lambda::Function").map((id) => readFunction(client, id))),
  );
  const consumers = await attempt(() => {
    const known = found.kind === "read" ? found.value : [];
    const mappings = idsOf("AWS::Lambda::EventSourceMapping");
    return Promise.all(mappings.map((id) => readConsumer(client, id, known)));
  });
  return { functions: found, consumers, concurrency };
}

interface DeployedFunction extends FunctionFact {
  readonly deployedAs: string;
}

async function readFunction(client: LambdaClient, id: string): Promise<DeployedFunction> {
  const found = await client.send(new GetFunctionConfigurationCommand({ FunctionName: id }));
  const environment = found.Environment?.Variables ?? {};
  return {
    name: environment[env.functionName] ?? id,
    deployedAs: id,
    state: found.State ?? "not told",
    lastUpdate: found.LastUpdateStatus ?? "not told",
    environment,
  };
}

async function readConsumer(
  client: LambdaClient,
  uuid: string,
  known: readonly DeployedFunction[],
): Promise<ConsumerFact> {
  const found = await client.send(new GetEventSourceMappingCommand({ UUID: uuid }));
  // arn:aws:lambda:<region>:<account>:function:<name>
  const deployedAs = found.FunctionArn?.split(":")[6] ?? uuid;
  return {
    function: known.find((one) => one.deployedAs === deployedAs)?.name ?? deployedAs,
    state: expectTold(found.State, "State"),
    batchSize: expectTold(found.BatchSize, "BatchSize"),
    maxConcurrency: found.ScalingConfig?.MaximumConcurrency,
  };
}

async function readConcurrency(client: LambdaClient): Promise<number> {
  const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
  return expectTold(AccountLimit?.ConcurrentExecutions, "ConcurrentExecutions");
}
