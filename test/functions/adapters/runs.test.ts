import { describe, expect, it } from "vitest";
import { runs } from "../../../src/aws/wire.ts";
import { jsonError, spoken, useAwsRecorder } from "./aws-recorder.ts";

const machine = "arn:aws:states:us-east-1:123456789012:stateMachine:run-journey";
const aws = useAwsRecorder(() => ({ runJourneyMachine: machine }));
const turn = { enrollment: "jpm6fz7wsmirf2eo-7zcvsphopsnv6", generation: 2, turn: 5 };
const input = '{"enrollment":"jpm6fz7wsmirf2eo-7zcvsphopsnv6","generation":2,"turn":5}';

describe("starting a run", () => {
  it("starts an execution that is named by enrollment and generation", async () => {
    await runs.start(turn);
    expect(aws.calls).toHaveLength(1);
    expect(spoken(aws.calls[0])).toEqual({
      operation: "StartExecution",
      body: { stateMachineArn: machine, name: "jpm6fz7wsmirf2eo-7zcvsphopsnv6-g2", input },
    });
  });

  it("counts one that has started already as started", async () => {
    aws.answer(jsonError("ExecutionAlreadyExists"));
    await expect(runs.start(turn)).resolves.toBeUndefined();
    expect(aws.calls).toHaveLength(1);
  });

  it("is worth another try when too many run", async () => {
    aws.answer(jsonError("ExecutionLimitExceeded"));
    await expect(runs.start(turn)).rejects.toMatchObject({
      name: "RunsUnavailable",
      cause: expect.objectContaining({ name: "ExecutionLimitExceeded" }),
    });
  });

  it("says that the configuration is at fault when the machine is not there", async () => {
    aws.answer(jsonError("StateMachineDoesNotExist"));
    await expect(runs.start(turn)).rejects.toMatchObject({ name: "ConfigurationInvalid" });
  });

  it("leaves our own nonsense as the bug that it is", async () => {
    aws.answer(jsonError("InvalidExecutionInput"));
    await expect(runs.start(turn)).rejects.toMatchObject({ name: "InvalidExecutionInput" });
  });

  it("is tried again by itself when Step Functions stumbles", async () => {
    aws.answer(jsonError("InternalFailure", "why", 500));
    await runs.start(turn);
    expect(aws.calls).toHaveLength(2);
  });
});

describe("ending a wait", () => {
  it("hands the next turn to the state", async () => {
    expect(await runs.goOn("token-1", turn)).toBe("went-on");
    expect(spoken(aws.calls[0])).toEqual({
      operation: "SendTaskSuccess",
      body: { taskToken: "token-1", output: input },
    });
  });

  it("ends the journey by the error that the state machine catches into Succeed", async () => {
    expect(await runs.end("token-1")).toBe("ended");
    expect(spoken(aws.calls[0])).toEqual({
      operation: "SendTaskFailure",
      body: { taskToken: "token-1", error: "JourneyEnded" },
    });
  });

  it.each(["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"])(
    "finds the token dead on %s",
    async (name) => {
      aws.answer(jsonError(name), jsonError(name));
      expect(await runs.goOn("token-1", turn)).toBe("stale");
      expect(await runs.end("token-1")).toBe("stale");
    },
  );

  it("is worth another try when it is throttled", async () => {
    // A throttle that the SDK leaves to us: those it repeats itself take seconds.
    aws.answer(jsonError("KmsThrottlingException"));
    await expect(runs.goOn("token-1", turn)).rejects.toMatchObject({ name: "RunsUnavailable" });
  });
});

describe("whether any run is under way", () => {
  it("asks for one that is running", async () => {
    const execution = { executionArn: "arn:x", stateMachineArn: machine, name: "x", startDate: 1 };
    aws.answer({ status: 200, body: JSON.stringify({ executions: [execution] }) });
    expect(await runs.anyUnderWay()).toBe(true);
    aws.answer({ status: 200, body: JSON.stringify({ executions: [] }) });
    expect(await runs.anyUnderWay()).toBe(false);
    expect(spoken(aws.calls[0])).toEqual({
      operation: "ListExecutions",
      body: { stateMachineArn: machine, statusFilter: "RUNNING", maxResults: 1 },
    });
  });
});
