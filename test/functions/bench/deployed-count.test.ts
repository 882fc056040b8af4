import { describe, expect, it } from "vitest";
import { addedBytes, billStore } from "../../../bench/deployed/bill-store.ts";
import { countTransitions } from "../../../bench/deployed/count-transitions.ts";
import { sortRequests } from "../../../bench/deployed/sort-requests.ts";
import { storedBytes } from "../../../bench/dynamodb-units.ts";
import { testClockKey } from "../../../src/aws/test-clock.ts";
import type { FunctionRequest } from "../../rehearsal/stage/requests.ts";

const tables = { CatalogTable: "catalog", TimelineTable: "timeline", CustomersTable: "customers" };
const stage = { output: (name: string) => tables[name as keyof typeof tables] };

/** A request to DynamoDB as the rehearsal logs it. */
function request(change: Partial<FunctionRequest>): FunctionRequest {
  return {
    path: "/",
    at: 0,
    tookMs: 1,
    function: "take-turn",
    invocation: "i",
    service: "dynamodb",
    action: "GetItem",
    status: 200,
    requestBytes: 0,
    responseBytes: 0,
    body: {},
    ...change,
  };
}

function turn(token: string) {
  return { key: { S: "c" }, sk: { S: "turn#e#1" }, token: { S: token } };
}

describe("the requests of a deployed play", () => {
  it("are a customer's, an environment's own, or the test clock's", () => {
    const { kind, name } = testClockKey;
    const read = (table: string, key: object) =>
      request({ body: { TableName: table, Key: key, ConsistentRead: true } });
    const customer = read("customers", { key: { S: "c" } });
    const queue = request({ service: "sqs", action: "SendMessage" });
    const clock = read("catalog", { kind: { S: kind }, name: { S: name } });
    const flags = read("catalog", { kind: { S: "pause" }, name: { S: "flags" } });
    const definitions = request({
      action: "BatchGetItem",
      body: { RequestItems: { catalog: { Keys: [] } } },
    });
    const secret = request({ service: "secretsmanager", action: "GetSecretValue" });
    expect(sortRequests([customer, queue, clock, flags, definitions, secret], stage)).toEqual({
      customer: [customer, queue],
      environment: [flags, definitions, secret],
      testClock: [clock],
    });
  });

  it("are billed with task tokens as long as those of Step Functions", () => {
    const put = request({
      action: "PutItem",
      body: { TableName: "timeline", Item: turn("short") },
      before: null,
      after: { ...turn("short"), decisions: { S: "x".repeat(200) } },
    });
    const [billed] = billStore([put]);
    expect(billed).toMatchObject({ record: "turn", writeUnits: 2, refused: false });
  });

  it("are billed by what was there where the condition did not hold", () => {
    const key = { key: { S: "c" } };
    const update = request({
      action: "UpdateItem",
      status: 400,
      body: { TableName: "customers", Key: key },
      before: { ...key, notes: { S: "x".repeat(2000) } },
      after: { ...key, notes: { S: "x".repeat(2000) } },
    });
    expect(billStore([update])).toMatchObject([{ writeUnits: 2, refused: true }]);
  });

  it("are refused where no rule says what they cost", () => {
    expect(() => billStore([request({ action: "Query" })])).toThrow(/no rule.*Query/);
    expect(() => billStore([request({ action: "GetItem", status: 500 })])).toThrow(/500/);
  });

  it("add what each item has in the end, once", () => {
    const key = { key: { S: "c" } };
    const first = { ...key, sk: { S: "event#1" }, text: { S: "a" } };
    const second = { ...key, sk: { S: "event#1" }, text: { S: "abc" } };
    const write = (item: typeof first) =>
      request({ action: "PutItem", body: { TableName: "timeline", Item: item }, after: item });
    const customer = { id: "c", key: "c", email: "", restingBytes: 4 };
    const grown = request({
      action: "UpdateItem",
      body: { TableName: "customers", Key: key },
      after: { ...key, n: { S: "12345" } },
    });
    expect(addedBytes([write(first), write(second), grown], [customer])).toBe(
      storedBytes(second) + 6,
    );
  });
});

describe("state transitions of an execution", () => {
  it("are the states entered and the retries of tasks", () => {
    const types = [
      "ExecutionStarted",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskFailed",
      "TaskScheduled",
      "TaskSucceeded",
      "TaskStateExited",
      "SucceedStateEntered",
      "SucceedStateExited",
      "ExecutionSucceeded",
    ] as const;
    const history = types.map((type, n) => ({ type, id: n + 1, timestamp: new Date(0) }));
    expect(countTransitions(history)).toBe(3);
  });
});
