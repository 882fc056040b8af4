import type { Context, SQSEvent } from "aws-lambda";

/** A batch as an event source mapping hands it over; records are named r1, r2 … in order. */
export function queueBatch(...bodies: readonly string[]): SQSEvent {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `r${index + 1}`,
      receiptHandle: "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
      body,
      attributes: {
        ApproximateReceiveCount: "1",
        SentTimestamp: "1767614400000",
        SenderId: "AIDAIT2UOQQY3AUEKVGXU",
        ApproximateFirstReceiveTimestamp: "1767614400010",
      },
      messageAttributes: {},
      md5OfBody: "e4e68fb7bd0e697a0ae8f1bb342846b3",
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:eu-central-1:111122223333:queue",
      awsRegion: "eu-central-1",
    })),
  };
}

/** @param remaining answers of getRemainingTimeInMillis, the last one for good */
export function context(...remaining: readonly number[]): Context {
  const answers = remaining.length === 0 ? [30_000] : [...remaining];
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: "function",
    functionVersion: "$LATEST",
    invokedFunctionArn: "arn:aws:lambda:eu-central-1:111122223333:function:function",
    memoryLimitInMB: "256",
    awsRequestId: "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
    logGroupName: "group",
    logStreamName: "stream",
    getRemainingTimeInMillis: () => (answers.length > 1 ? answers.shift() : answers[0]) ?? 0,
  } as Context;
}

/** An event of a storefront as EventBridge puts it into the intake queue. */
export function busEvent(detailType: string, detail: object, time = "2026-01-05T12:00:00Z") {
  return JSON.stringify({
    version: "0",
    id: "7bf73129-1428-4cd3-a780-95db273d1602",
    "detail-type": detailType,
    source: "shop",
    account: "111122223333",
    time,
    region: "eu-central-1",
    resources: [],
    detail,
  });
}

/** Step Functions' word on a run that ended badly, with the fields that DescribeExecution has. */
export function statusChange(change: object = {}): string {
  const machine = "arn:aws:states:eu-central-1:111122223333:stateMachine:run-journey";
  return JSON.stringify({
    version: "0",
    id: "315c1398-40ff-a850-213b-158f73e60175",
    "detail-type": "Step Functions Execution Status Change",
    source: "aws.states",
    account: "111122223333",
    time: "2026-01-05T12:00:00Z",
    region: "eu-central-1",
    resources: ["arn:aws:states:eu-central-1:111122223333:execution:run-journey:name"],
    detail: {
      executionArn: "arn:aws:states:eu-central-1:111122223333:execution:run-journey:name",
      stateMachineArn: machine,
      name: "name",
      status: "FAILED",
      startDate: 1767614400000,
      stopDate: 1767614401000,
      input: "{}",
      inputDetails: { included: true },
      output: null,
      outputDetails: null,
      error: "DefinitionMissing",
      cause: "A failure with a name that outlived its retries.",
      redriveCount: 0,
      redriveStatus: "REDRIVABLE",
      ...change,
    },
  });
}
