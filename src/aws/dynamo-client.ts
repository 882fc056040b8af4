import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";

/**
 * A client without the SDK's log line: even where nobody logs, it copies every item that comes or
 * goes to build one, a tenth of the CPU of a call (docs/bench.md).
 */
export function createDynamoClient(config: DynamoDBClientConfig): DynamoDBClient {
  const client = new DynamoDBClient(config);
  client.middlewareStack.removeByTag("LOGGER");
  return client;
}
