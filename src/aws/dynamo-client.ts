import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";

/**
 * A client without the SDK's log line: even where nobody logs, it copies every item that comes or
 * goes to build one. Reading a customer of 700 bytes takes 0.44 ms of CPU without it, 0.50 with.
 */
export function createDynamoClient(config: DynamoDBClientConfig): DynamoDBClient {
  const client = new DynamoDBClient(config);
  client.middlewareStack.removeByTag("LOGGER");
  return client;
}
