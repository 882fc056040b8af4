import { expect, test } from "vitest";
import { runs, timers } from "../../src/aws/wire.ts";
import type { Enrollment } from "../../src/core/customers/enrollment.ts";
import { hashId, keyedHash } from "../../src/core/hash.ts";
import { MINUTE } from "../../src/core/time/instant.ts";
import { delaySeconds, queueDelay, timerName } from "../../src/flows/time-wait.ts";
import { spoken, useAwsRecorder } from "../functions/adapters/aws-recorder.ts";

// What functions name and hand on as they run: the template can't show it, and AWS refuses it late.

const arn = (name: string) => `arn:aws:sqs:us-east-1:123456789012:${name}`;
const aws = useAwsRecorder(() => ({
  runJourneyMachine: "arn:aws:states:us-east-1:123456789012:stateMachine:run-journey",
  scheduleGroup: "sojourn-live",
  scheduleRole: "arn:aws:iam::123456789012:role/timers",
  scheduleDeadLetters: arn("wakes-dead"),
  wakeQueueArn: arn("wakes"),
}));

/** As src/core/events/enter-journeys.ts makes it. Hashes have one length, whatever goes in. */
const enrollment = `${keyedHash("secret", "customer")}-${hashId("journey", "key", "event")}`;
/** More turns and generations than any run can have: a turn is a millisecond at the least. */
const many = 10 ** 12;
const due = Date.UTC(2026, 0, 5);

test("the name of a schedule has 64 characters at most", async () => {
  const waiting = { id: enrollment, turn: many, wait: { timer: many } };
  const name = timerName(waiting as unknown as Enrollment);
  await timers.setWake(name, due, { enrollment, turn: many });
  expect(aws.calls[0]?.path).toMatch(/^\/schedules\/[0-9a-zA-Z-_.]{1,64}$/);
});

test("what a schedule hands on has 256 KiB at most", async () => {
  await timers.setWake(enrollment, due, { enrollment, turn: many });
  const { Target } = JSON.parse(aws.calls[0]?.body ?? "{}");
  expect(Target.Input).toContain(String(many));
  expect(Buffer.byteLength(Target.Input)).toBeLessThan(256 * 1024);
});

test("the name of an execution has 80 characters at most, and its input 256 KiB", async () => {
  await runs.start({ enrollment, generation: many, turn: many });
  const { name, input } = spoken(aws.calls[0]).body as { name: string; input: string };
  expect(name).toMatch(new RegExp(`^[0-9a-zA-Z-_]{1,67}${many}$`));
  expect(Buffer.byteLength(input)).toBeLessThan(256 * 1024);
});

test("a queue holds a wake back for 900 seconds at most; what is due later gets a schedule", () => {
  expect(delaySeconds(due + queueDelay, due)).toBe(900);
  expect(queueDelay).toBe(15 * MINUTE);
});
