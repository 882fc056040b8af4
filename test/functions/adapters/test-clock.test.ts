import { afterEach, describe, expect, it, vi } from "vitest";
import { readTestClock } from "../../../src/aws/test-clock.ts";
import { clock, timers } from "../../../src/aws/wire.ts";
import { DAY, SECOND } from "../../../src/core/time/instant.ts";
import { env } from "../../../src/names.ts";
import { useAwsRecorder } from "./aws-recorder.ts";

const aws = useAwsRecorder(() => ({
  testClockTable: "catalog",
  scheduleGroup: "sojourn-live",
  scheduleRole: "arn:aws:iam::123456789012:role/timers",
  scheduleDeadLetters: "arn:aws:sqs:us-east-1:123456789012:wakes-dead",
  wakeQueueArn: "arn:aws:sqs:us-east-1:123456789012:wakes",
}));

/** What the catalog says from here on. */
async function move(offset: number | undefined): Promise<void> {
  const item = offset === undefined ? {} : { Item: { offset: { N: String(offset) } } };
  aws.answer({ status: 200, body: JSON.stringify(item), type: "application/x-amz-json-1.0" });
  await readTestClock();
}

const wake = { enrollment: "jpm6fz7wsmirf2eo-7zcvsphopsnv6", turn: 3 };

/** Whether the stage's time is ahead by so much, give or take what the test itself takes. */
function isAheadBy(span: number): boolean {
  return Math.abs(clock.now() - Date.now() - span) < SECOND;
}

afterEach(() => move(undefined));

describe("a stage with a test clock", () => {
  it("goes by the world's time until a test moves it", async () => {
    await move(undefined);
    expect(isAheadBy(0)).toBe(true);
    expect(JSON.parse(aws.calls[0]!.body)).toMatchObject({
      TableName: "catalog",
      Key: { kind: { S: "test-clock" }, name: { S: "offset" } },
    });
  });

  it("is ahead by what the catalog says", async () => {
    await move(3 * DAY);
    expect(isAheadBy(3 * DAY)).toBe(true);
  });

  it("tells the Scheduler when that is in the world's time", async () => {
    await move(3 * DAY);
    await timers.setWake("jpm6fz7wsmirf2eo-abcdefghijklm", Date.UTC(2026, 0, 5, 2), wake);
    expect(JSON.parse(aws.calls.at(-1)!.body)).toMatchObject({
      ScheduleExpression: "at(2026-01-02T02:00:00)",
    });
  });
});

describe("any other stage", () => {
  it("asks nobody and goes by the world's time", async () => {
    vi.stubEnv(env.testClockTable, undefined);
    await readTestClock();
    vi.unstubAllEnvs();
    expect(aws.calls).toEqual([]);
    expect(isAheadBy(0)).toBe(true);
  });
});
