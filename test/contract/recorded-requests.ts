import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

export interface RecordedRequest {
  /** Such as GetItem. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/**
 * What a client sends from now on, in order; a later call starts a new list.
 * @param refuse throws where a request is to fail before it leaves
 */
export function recordRequests(
  client: DynamoDBClient,
  refuse: (request: RecordedRequest) => void = () => undefined,
): RecordedRequest[] {
  const requests: RecordedRequest[] = [];
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const operation = (context.commandName ?? "").replace("Command", "");
      const request = { operation, input: args.input as RecordedRequest["input"] };
      requests.push(request);
      refuse(request);
      return next(args);
    },
    { step: "initialize", name: "recordRequests", override: true },
  );
  return requests;
}
