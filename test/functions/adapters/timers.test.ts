import { describe, expect, it } from "vitest";
import { timers } from "../../../src/aws/wire.ts";
import { jsonError, useAwsRecorder } from "./aws-recorder.ts";

const arn = (name: string) => `arn:aws:sqs:us-east-1:123456789012:${name}`;
const aws = useAwsRecorder(() => ({
  scheduleGroup: "sojourn-live",
  scheduleRole: "arn:aws:iam::123456789012:role/timers",
  scheduleDeadLetters: arn("wakes-dead"),
  wakeQueueArn: arn("wakes"),
  pushQueueArn: arn("push"),
}));

const name = "jpm6fz7wsmirf2eo-abcdefghijklm";
const due = Date.UTC(2026, 0, 5, 2, 0, 0);
const wake = { enrollment: "jpm6fz7wsmirf2eo-7zcvsphopsnv6", turn: 3 };

describe("setting a timer", () => {
  it("makes a one-time schedule in UTC that sends the wake and deletes itself", async () => {
    await timers.setWake(name, due, wake);
    expect(aws.calls).toHaveLength(1);
    const { method, path, body } = aws.calls[0]!;
    expect([method, path]).toEqual(["POST", `/schedules/${name}`]);
    expect(JSON.parse(body)).toEqual({
      GroupName: "sojourn-live",
      ScheduleExpression: "at(2026-01-05T02:00:00)",
      ScheduleExpressionTimezone: "UTC",
      FlexibleTimeWindow: { Mode: "OFF" },
      ActionAfterCompletion: "DELETE",
      Target: {
        Arn: arn("wakes"),
        RoleArn: "arn:aws:iam::123456789012:role/timers",
        Input: '{"enrollment":"jpm6fz7wsmirf2eo-7zcvsphopsnv6","turn":3}',
        DeadLetterConfig: { Arn: arn("wakes-dead") },
      },
      ClientToken: expect.any(String),
    });
  });

  it("sends a held message back to the queue of its channel", async () => {
    const delivery = { message: "jpm6fz7wsmirf2eo-u6jxwzfyzksy6", channel: "push" } as const;
    await timers.setDelivery(name, due, delivery);
    expect(JSON.parse(aws.calls[0]!.body)).toMatchObject({
      Target: {
        Arn: arn("push"),
        Input: '{"message":"jpm6fz7wsmirf2eo-u6jxwzfyzksy6","channel":"push"}',
      },
    });
  });

  it.each([
    [due + 1, "at(2026-01-05T02:00:01)"],
    [due + 999, "at(2026-01-05T02:00:01)"],
    [due + 1000, "at(2026-01-05T02:00:01)"],
    [Date.UTC(2027, 11, 31, 23, 59, 59, 1), "at(2028-01-01T00:00:00)"],
  ])("is never early: %d fires %s", async (at, expression) => {
    await timers.setWake(name, at, wake);
    expect(JSON.parse(aws.calls[0]!.body)).toMatchObject({ ScheduleExpression: expression });
  });

  it("leaves one of the same name as it is", async () => {
    aws.answer(jsonError("ConflictException", "already exists", 409));
    await expect(timers.setWake(name, due, wake)).resolves.toBeUndefined();
    expect(aws.calls).toHaveLength(1);
  });

  it("is worth another try when there is no room for another schedule", async () => {
    aws.answer(jsonError("ServiceQuotaExceededException", "10 million schedules", 402));
    await expect(timers.setWake(name, due, wake)).rejects.toMatchObject({
      name: "SchedulerUnavailable",
    });
  });

  it("says that the configuration is at fault when the group is not there", async () => {
    aws.answer(jsonError("ResourceNotFoundException", "no group", 404));
    await expect(timers.setWake(name, due, wake)).rejects.toMatchObject({
      name: "ConfigurationInvalid",
    });
  });
});

describe("clearing a timer", () => {
  it("deletes the schedule", async () => {
    await timers.clear(name);
    const { method, path } = aws.calls[0]!;
    const { pathname, searchParams } = new URL(path, aws.url());
    expect([method, pathname]).toEqual(["DELETE", `/schedules/${name}`]);
    expect(searchParams.get("groupName")).toBe("sojourn-live");
  });

  it("is content when it is gone", async () => {
    aws.answer(jsonError("ResourceNotFoundException", "no schedule", 404));
    await expect(timers.clear(name)).resolves.toBeUndefined();
  });
});
