import type { FunctionRequest } from "../../test/rehearsal/stage/requests.ts";
import {
  billRead,
  billRefusal,
  billWrite,
  type MeteredRequest,
  recordOf,
  type SentRequest,
} from "../cost/bill-request.ts";
import { tokenLength } from "../cost/store-runtime.ts";
import { type Item, itemBytes, storedBytes } from "../dynamodb-units.ts";
import type { PlantedCustomer } from "./plant-customers.ts";

/**
 * What requests for customers cost in units, by the items that were in the tables before and after.
 * @throws TypeError for a request that there is no rule for, such as a query
 */
export function billStore(requests: readonly FunctionRequest[]): MeteredRequest[] {
  return requests.filter(({ service }) => service === "dynamodb").map(billOne);
}

function billOne({ action, status, body, before, after, read }: FunctionRequest): MeteredRequest {
  const sent = body as SentRequest;
  const refused = status === 400;
  if (status !== 200 && !refused) throw new TypeError(`no rule for ${action} with ${status}`);
  switch (action) {
    case "GetItem":
      return billRead(sent, asOnAws(read?.[0]));
    case "PutItem":
    case "UpdateItem":
      return refused
        ? billRefusal(action, sent, asOnAws(before))
        : billWrite(action, sent, asOnAws(before), asOnAws(after));
    default:
      throw new TypeError(`no rule for the cost of ${action}`);
  }
}

/** With a task token as long as Step Functions gives them; the emulator's have 36 characters. */
function asOnAws(item: Item | null | undefined): Item | undefined {
  if (item === null || item === undefined) return undefined;
  const token = item.token?.S;
  return token === undefined ? item : { ...item, token: { S: token.padEnd(tokenLength, "x") } };
}

/** Bytes that all customers have in the tables in the end and had not before, with overhead. */
export function addedBytes(
  requests: readonly FunctionRequest[],
  customers: readonly PlantedCustomer[],
): number {
  const last = new Map<string, Item>();
  for (const { service, body, after } of requests) {
    const item = asOnAws(after);
    if (service !== "dynamodb" || item === undefined) continue;
    last.set(`${recordOf(body)} ${item.key?.S} ${item.sk?.S}`, item);
  }
  const resting = new Map(customers.map(({ key, restingBytes }) => [key, restingBytes]));
  return [...last.values()].reduce((sum, item) => {
    if (item.sk !== undefined) return sum + storedBytes(item);
    return sum + itemBytes(item) - (resting.get(item.key?.S ?? "") ?? 0);
  }, 0);
}
