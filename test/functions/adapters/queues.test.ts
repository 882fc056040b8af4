import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { deadLetters, deliveries, wakes } from "../../../src/aws/wire.ts";
import { type Answer, jsonError, spoken, useAwsRecorder } from "./aws-recorder.ts";

const queue = (name: string) => `${aws.url()}/123456789012/${name}`;
// A function that delivers email: it knows no other channel's queue. The SDK calls a queue at its URL.
const aws = useAwsRecorder((url) => ({
  wakeQueueUrl: `${url}/123456789012/wakes`,
  emailQueueUrl: `${url}/123456789012/email`,
  refusedQueueUrl: `${url}/123456789012/refused`,
}));

/** The SDK checks what SQS says it got. */
function taken(body: string): Answer {
  const MD5OfMessageBody = createHash("md5").update(body).digest("hex");
  return { status: 200, body: JSON.stringify({ MessageId: "m-1", MD5OfMessageBody }) };
}

describe("the wake queue", () => {
  const wake = { enrollment: "jpm6fz7wsmirf2eo-7zcvsphopsnv6", turn: 3 };
  const body = '{"enrollment":"jpm6fz7wsmirf2eo-7zcvsphopsnv6","turn":3}';

  it("gets a wake with its delay", async () => {
    aws.answer(taken(body));
    await wakes.send(wake, 900);
    expect(spoken(aws.calls[0])).toEqual({
      operation: "SendMessage",
      body: { QueueUrl: queue("wakes"), MessageBody: body, DelaySeconds: 900 },
    });
  });

  it("gets one at once with no delay, whatever the queue's own is", async () => {
    aws.answer(taken(body));
    await wakes.send(wake, 0);
    expect(spoken(aws.calls[0]).body).toMatchObject({ DelaySeconds: 0 });
  });

  it("is worth another try when it is away", async () => {
    for (const answer of ["break", { status: 503 }] as const) {
      aws.answer(answer, answer, answer, answer);
      await expect(wakes.send(wake, 0)).rejects.toMatchObject({ name: "QueueUnavailable" });
    }
  });

  it("that is not there is a fault of the configuration", async () => {
    aws.answer(jsonError("com.amazonaws.sqs#QueueDoesNotExist"));
    await expect(wakes.send(wake, 0)).rejects.toMatchObject({ name: "ConfigurationInvalid" });
  });
});

describe("the delivery queues", () => {
  it("get a message of their channel", async () => {
    const body = '{"message":"jpm6fz7wsmirf2eo-u6jxwzfyzksy6","channel":"email"}';
    aws.answer(taken(body));
    await deliveries.send({ message: "jpm6fz7wsmirf2eo-u6jxwzfyzksy6", channel: "email" }, 60);
    expect(spoken(aws.calls[0]).body).toEqual({
      QueueUrl: queue("email"),
      MessageBody: body,
      DelaySeconds: 60,
    });
  });

  it("that a function was not granted are named as missing", async () => {
    const sending = deliveries.send(
      { message: "jpm6fz7wsmirf2eo-u6jxwzfyzksy6", channel: "sms" },
      0,
    );
    await expect(sending).rejects.toMatchObject({
      name: "ConfigurationInvalid",
      message: expect.stringContaining("SMS_QUEUE_URL"),
    });
    expect(aws.calls).toEqual([]);
  });
});

describe("the queue of refused events", () => {
  const attributeOf = (reason: string) => ({ reason: { DataType: "String", StringValue: reason } });

  it("gets a body as it came, with the reason beside it", async () => {
    aws.answer(taken('{"not an event'));
    await deadLetters.put('{"not an event', "not JSON");
    expect(spoken(aws.calls[0])).toEqual({
      operation: "SendMessage",
      body: {
        QueueUrl: queue("refused"),
        MessageBody: '{"not an event',
        MessageAttributes: attributeOf("not JSON"),
      },
    });
  });

  it("gets a reason even where what was refused holds what SQS does not take", async () => {
    for (const [reason, sent] of [
      ["at \u0000 and \u001b[1m", "at \uFFFD and \uFFFD[1m"],
      [`cut within ${"👍".slice(0, 1)}`, "cut within \uFFFD"],
      ["", "no reason given"],
      ["x".repeat(5_000), "x".repeat(1_000)],
    ] as const) {
      aws.answer(taken("body"));
      await deadLetters.put("body", reason);
      expect(spoken(aws.calls.at(-1)).body).toMatchObject({ MessageAttributes: attributeOf(sent) });
    }
  });
});
