import { testClockKey } from "../../src/aws/test-clock.ts";
import type { Connection } from "../../test/rehearsal/stage/connection.ts";
import type { FunctionRequest } from "../../test/rehearsal/stage/requests.ts";

/** The requests of a play by whom they are made for. */
export interface SortedRequests {
  /** For a customer: as many again for each further one. */
  readonly customer: readonly FunctionRequest[];
  /** What an environment of a function reads for itself, once or every 30 s: definitions, flags, keys. */
  readonly environment: readonly FunctionRequest[];
  /** Requests of the clock that only disposable stages have; no bill has them. */
  readonly testClock: readonly FunctionRequest[];
}

export function sortRequests(
  requests: readonly FunctionRequest[],
  { output }: Pick<Connection, "output">,
): SortedRequests {
  const catalog = output("CatalogTable");
  const kindOf = (request: FunctionRequest): keyof SortedRequests => {
    if (request.service === "secretsmanager") return "environment";
    if (request.service !== "dynamodb") return "customer";
    const { TableName, Key, RequestItems } = request.body as Asked;
    if (TableName !== catalog && RequestItems?.[catalog] === undefined) return "customer";
    const { kind, name } = testClockKey;
    return Key?.kind?.S === kind && Key?.name?.S === name ? "testClock" : "environment";
  };
  const { customer = [], environment = [], testClock = [] } = Object.groupBy(requests, kindOf);
  return { customer, environment, testClock };
}

interface Asked {
  readonly TableName?: string;
  readonly Key?: Readonly<Record<string, { readonly S?: string }>>;
  readonly RequestItems?: Readonly<Record<string, object>>;
}
