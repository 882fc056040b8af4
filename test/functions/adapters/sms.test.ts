import { describe, expect, it } from "vitest";
import { smsProvider } from "../../../src/aws/wire.ts";
import type { RenderedMessage } from "../../../src/core/messages/rendered.ts";
import { useAwsRecorder, xmlError } from "./aws-recorder.ts";

const aws = useAwsRecorder(() => ({}));
const sms: Extract<RenderedMessage, { channel: "sms" }> = {
  channel: "sms",
  id: "jpm6fz7wsmirf2eo-u6jxwzfyzksy6",
  to: "+8613900000000",
  text: "【晨光】想你了，拒收请回复R",
  senderId: "CHENGUANG",
  transactional: false,
};
const body =
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>sns-1</MessageId></PublishResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></PublishResponse>';
const taken = { status: 200, body, type: "text/xml" };

describe("an SMS", () => {
  it("is one Publish to the number, by its type and sender", async () => {
    aws.answer(taken);
    expect(await smsProvider.send(sms)).toEqual({ kind: "accepted", providerId: "sns-1" });
    expect(aws.calls).toHaveLength(1);
    expect(Object.fromEntries(new URLSearchParams(aws.calls[0]?.body))).toEqual({
      Action: "Publish",
      Version: "2010-03-31",
      PhoneNumber: "+8613900000000",
      Message: "【晨光】想你了，拒收请回复R",
      "MessageAttributes.entry.1.Name": "AWS.SNS.SMS.SMSType",
      "MessageAttributes.entry.1.Value.DataType": "String",
      "MessageAttributes.entry.1.Value.StringValue": "Promotional",
      "MessageAttributes.entry.2.Name": "AWS.SNS.SMS.SenderID",
      "MessageAttributes.entry.2.Value.DataType": "String",
      "MessageAttributes.entry.2.Value.StringValue": "CHENGUANG",
    });
  });

  it("about an order is transactional, and may go without a sender id", async () => {
    aws.answer(taken);
    const { senderId: _, ...care } = sms;
    await smsProvider.send({ ...care, transactional: true });
    const sent = new URLSearchParams(aws.calls[0]?.body);
    expect(sent.get("MessageAttributes.entry.1.Value.StringValue")).toBe("Transactional");
    expect(sent.has("MessageAttributes.entry.2.Name")).toBe(false);
  });
});

describe("what SNS answers", () => {
  it.each([
    ["InvalidParameter", "Invalid parameter: PhoneNumber Reason: +861 is not valid"],
    ["ParameterValueInvalid", "The phone number is not valid"],
    ["OptedOut", "This phone number is opted out"],
  ])("takes the number out of use by %s: %s", async (code, message) => {
    aws.answer(xmlError(code, message));
    expect(await smsProvider.send(sms)).toMatchObject({ kind: "refused", suppress: true });
    expect(aws.calls).toHaveLength(1);
  });

  it.each([
    ["InvalidParameter", "Invalid parameter: SenderID Reason: too long"],
    ["InvalidParameter", "Invalid parameter: Message too long"],
    ["ValidationException", "something else"],
  ])("refuses the message and spares the number by %s: %s", async (code, message) => {
    aws.answer(xmlError(code, message));
    const answer = await smsProvider.send(sms);
    expect(answer).toEqual({ kind: "refused", reason: expect.stringContaining(message) });
  });

  it.each([
    ["Throttled", 429],
    ["Throttling", 400],
  ])("is no fault of the message by %s", async (code, status) => {
    aws.answer(xmlError(code, "later", status));
    expect(await smsProvider.send(sms)).toMatchObject({ kind: "busy" });
    expect(aws.calls).toHaveLength(1);
  });

  it("is no fault of any message where the role may not publish", async () => {
    aws.answer(xmlError("AuthorizationError", "no", 403));
    expect(await smsProvider.send(sms)).toMatchObject({ kind: "denied" });
  });

  it.each([
    ["a connection that breaks after the request was written", "break"],
    ["an internal error", xmlError("InternalError", "why", 500)],
  ] as const)("is unclear after %s, and is not asked again", async (_, answer) => {
    aws.answer(answer);
    expect(await smsProvider.send(sms)).toMatchObject({ kind: "unclear" });
    expect(aws.calls).toHaveLength(1);
  });
});
