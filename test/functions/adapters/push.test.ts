import { describe, expect, it } from "vitest";
import { pushProvider } from "../../../src/aws/wire.ts";
import type { RenderedMessage } from "../../../src/core/messages/rendered.ts";
import { env } from "../../../src/names.ts";
import { useAwsRecorder, xmlError } from "./aws-recorder.ts";

const sns = "arn:aws:sns:us-east-1:123456789012";
const applications = `${sns}:app/GCM/shop,${sns}:app/APNS/shop`;
const aws = useAwsRecorder(() => ({ pushApplications: applications }));
const push: Extract<RenderedMessage, { channel: "push" }> = {
  channel: "push",
  id: "jpm6fz7wsmirf2eo-u6jxwzfyzksy6",
  to: `${sns}:endpoint/GCM/shop/5e3e9847-3183-3f18-a7e8-671c3a57d4b3`,
  title: "想你了 💌",
  body: '回来吧 "朋友"',
  data: { screen: "offers" },
};
const body =
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>sns-1</MessageId></PublishResult></PublishResponse>';
const taken = { status: 200, body, type: "text/xml" };

describe("a push message", () => {
  it("is one Publish to the endpoint with a text per platform", async () => {
    aws.answer(taken);
    expect(await pushProvider.send(push)).toEqual({ kind: "accepted", providerId: "sns-1" });
    expect(aws.calls).toHaveLength(1);
    const sent = new URLSearchParams(aws.calls[0]?.body);
    expect(sent.get("TargetArn")).toBe(push.to);
    expect(sent.get("MessageStructure")).toBe("json");
    const texts = JSON.parse(sent.get("Message") ?? "") as Record<string, string>;
    expect(Object.keys(texts)).toEqual(["default", "GCM", "APNS", "APNS_SANDBOX"]);
    expect(texts.default).toBe('回来吧 "朋友"');
    const data = { screen: "offers", "sojourn-message": push.id };
    expect(JSON.parse(texts.GCM ?? "")).toEqual({
      fcmV1Message: {
        message: { notification: { title: "想你了 💌", body: '回来吧 "朋友"' }, data },
      },
    });
    const apple = { aps: { alert: { title: "想你了 💌", body: '回来吧 "朋友"' } }, ...data };
    expect(JSON.parse(texts.APNS ?? "")).toEqual(apple);
    expect(JSON.parse(texts.APNS_SANDBOX ?? "")).toEqual(apple);
  });

  it.each([
    ["a bare device token", "fcm-token-1", "not the ARN of an SNS platform endpoint"],
    ["a topic", `${sns}:everyone`, "not the ARN of an SNS platform endpoint"],
    ["another team's application", `${sns}:endpoint/GCM/other/1-2-3`, "app/GCM/other"],
    ["another account", push.to.replace("1234", "9876"), "is not among the team's applications"],
  ])("is not sent to %s", async (_, to, reason) => {
    expect(await pushProvider.send({ ...push, to })).toEqual({
      kind: "refused",
      reason: expect.stringContaining(reason),
    });
    expect(aws.calls).toEqual([]);
  });

  it("is refused where the team has no platform applications", async () => {
    process.env[env.pushApplications] = "";
    const answer = await pushProvider.send(push);
    process.env[env.pushApplications] = applications;
    expect(answer).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("push is not set up"),
    });
    expect(aws.calls).toEqual([]);
  });
});

describe("what SNS answers", () => {
  it.each([
    ["EndpointDisabled", "Endpoint is disabled"],
    ["NotFound", "Endpoint does not exist"],
    ["InvalidParameter", "Invalid parameter: TargetArn Reason: No endpoint found"],
  ])("takes the endpoint out of use by %s", async (code, message) => {
    aws.answer(xmlError(code, message));
    expect(await pushProvider.send(push)).toMatchObject({ kind: "refused", suppress: true });
    expect(aws.calls).toHaveLength(1);
  });

  it("refuses the message and spares the endpoint when its text is at fault", async () => {
    aws.answer(xmlError("InvalidParameter", "Invalid parameter: Message Reason: too long"));
    const answer = await pushProvider.send(push);
    expect(answer).toEqual({ kind: "refused", reason: expect.stringContaining("too long") });
  });

  it.each(["PlatformApplicationDisabled", "Throttled"])(
    "is no fault of the message by %s",
    async (code) => {
      aws.answer(xmlError(code, "later", code === "Throttled" ? 429 : 400));
      expect(await pushProvider.send(push)).toMatchObject({ kind: "busy" });
      expect(aws.calls).toHaveLength(1);
    },
  );

  it("is no fault of any message where the role may not publish", async () => {
    aws.answer(xmlError("AuthorizationError", "no", 403));
    expect(await pushProvider.send(push)).toMatchObject({ kind: "denied" });
  });

  it("is unclear after a connection that breaks once the request was written", async () => {
    aws.answer("break");
    expect(await pushProvider.send(push)).toMatchObject({ kind: "unclear" });
    expect(aws.calls).toHaveLength(1);
  });
});
