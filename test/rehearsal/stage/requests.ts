import { join } from "node:path";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { FunctionName } from "../../../src/names.ts";
import type { Connection } from "./connection.ts";
import { readLines } from "./outbox.ts";

type Item = Readonly<Record<string, AttributeValue>>;

/** One request of one of our functions to AWS, from `requests.jsonl`. */
export interface FunctionRequest {
  /** In the world's time, epoch milliseconds. */
  readonly at: number;
  readonly tookMs: number;
  readonly function: FunctionName;
  /** Which call of the function it was. */
  readonly invocation: string;
  /** As it is signed for: `dynamodb`, `states`, `sqs`, `scheduler`, `ses`, `events`, `s3` … */
  readonly service: string;
  readonly action: string;
  /** Of the URL, without its query. */
  readonly path: string;
  /** HTTP status; 0 where a fault left it without an answer. */
  readonly status: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** Its JSON, or the fields of a form. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The whole item before and after a DynamoDB write, null where there is none. */
  readonly before?: Item | null;
  readonly after?: Item | null;
  /** The items with which a DynamoDB read answered. */
  readonly read?: readonly Item[];
}

/** All requests of functions since the stage was deployed, or since an instant. */
export function readRequests({ folder }: Pick<Connection, "folder">, since = 0): FunctionRequest[] {
  const all = readLines<FunctionRequest>(join(folder, "requests.jsonl"));
  return all.filter(({ at }) => at >= since);
}
