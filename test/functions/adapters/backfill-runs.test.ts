import { describe, expect, it } from "vitest";
import { backfillRuns } from "../../../src/aws/wire.ts";
import { jsonError, spoken, useAwsRecorder } from "./aws-recorder.ts";

const machine = "arn:aws:states:us-east-1:123456789012:stateMachine:backfill-figures";
const aws = useAwsRecorder(() => ({ backfillMachine: machine }));

describe("starting a backfill", () => {
  it("starts an execution that is named by its publish", async () => {
    await backfillRuns.start(12);
    expect(aws.calls).toHaveLength(1);
    expect(spoken(aws.calls[0])).toEqual({
      operation: "StartExecution",
      body: { stateMachineArn: machine, name: "rev-12", input: '{"rev":12}' },
    });
    const { method, path, headers } = aws.calls[0]!;
    expect({ method, path }).toEqual({ method: "POST", path: "/" });
    expect(headers["content-type"]).toBe("application/x-amz-json-1.0");
    expect(headers["authorization"]).toMatch(
      /^AWS4-HMAC-SHA256 Credential=local\/\d{8}\/us-east-1\/states\/aws4_request, /,
    );
  });

  it("tells CloudTrail which function asks, as the SDK does", async () => {
    process.env["AWS_SDK_UA_APP_ID"] = "publish";
    await backfillRuns.start(12);
    delete process.env["AWS_SDK_UA_APP_ID"];
    expect(aws.calls[0]?.headers["user-agent"]).toBe("app/publish");
  });

  it.each([
    jsonError("ExecutionAlreadyExists"),
    { status: 400, body: '{"__type":"com.amazonaws.swf.service.v2.model#ExecutionAlreadyExists"}' },
    jsonError("ExecutionAlreadyExists:http://internal.amazon.com/coral/com.amazonaws.swf/"),
  ])(
    "counts one that has started already as started, however the refusal is told",
    async (told) => {
      aws.answer(told);
      await expect(backfillRuns.start(12)).resolves.toBeUndefined();
      expect(aws.calls).toHaveLength(1);
    },
  );

  it.each([
    ["stumbles", jsonError("InternalFailure", "why", 500)],
    ["throttles", jsonError("ThrottlingException")],
    ["cuts the connection", "break" as const],
  ])("is tried again by itself when Step Functions %s", async (_how, answer) => {
    aws.answer(answer);
    await backfillRuns.start(12);
    expect(aws.calls).toHaveLength(2);
  });

  it("is tried again when Step Functions has said nothing for 5 s", {
    timeout: 20_000,
  }, async () => {
    aws.answer("silence");
    await backfillRuns.start(12);
    expect(aws.calls).toHaveLength(2);
  });

  it.each([
    ["stumbles on", jsonError("InternalFailure", "why", 500)],
    ["cuts every connection", "break" as const],
  ])("is worth another try when Step Functions %s", async (_how, answer) => {
    aws.answer(answer, answer, answer, answer);
    await expect(backfillRuns.start(12)).rejects.toMatchObject({ name: "RunsUnavailable" });
    expect(aws.calls).toHaveLength(4);
  });

  it("says that the configuration is at fault when the machine is not there", async () => {
    aws.answer(jsonError("StateMachineDoesNotExist", 'no "machine" here'));
    await expect(backfillRuns.start(12)).rejects.toMatchObject({
      name: "ConfigurationInvalid",
      message: expect.stringMatching(
        /^(?!.*machine" here).*refused: StateMachineDoesNotExist 400\. /,
      ),
      cause: { message: expect.stringContaining('machine\\" here') },
    });
    expect(aws.calls).toHaveLength(1);
  });

  it("leaves our own nonsense as the bug that it is", async () => {
    aws.answer(jsonError("InvalidExecutionInput"));
    await expect(backfillRuns.start(12)).rejects.toMatchObject({ name: "InvalidExecutionInput" });
  });
});
