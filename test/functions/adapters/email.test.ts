import { SESv2Client } from "@aws-sdk/client-sesv2";
import { describe, expect, it } from "vitest";
import { createEmailProvider } from "../../../src/aws/providers/email.ts";
import { emailProvider } from "../../../src/aws/wire.ts";
import type { RenderedMessage } from "../../../src/core/messages/rendered.ts";
import { composeEmail } from "../../../src/mail/compose-email.ts";
import { jsonError, useAwsRecorder } from "./aws-recorder.ts";

const aws = useAwsRecorder(() => ({ configurationSet: "sojourn-live" }));
const id = "jpm6fz7wsmirf2eo-u6jxwzfyzksy6";
const email: Extract<RenderedMessage, { channel: "email" }> = {
  channel: "email",
  id,
  to: "ann@example.com",
  from: "shop@example.com",
  replyTo: "care@example.com",
  subject: "想你了 💌",
  html: "<p>回来吧</p>",
  text: "回来吧",
  optOutUrl: "https://optout.example.com/?t=abc.def",
};
const taken = { status: 200, body: '{"MessageId":"ses-1"}' };

describe("an email", () => {
  it("is one SendEmail of the bytes that the outbox shows, with our id as a tag", async () => {
    aws.answer(taken);
    expect(await emailProvider.send(email)).toEqual({ kind: "accepted", providerId: "ses-1" });
    expect(aws.calls).toHaveLength(1);
    const { method, path, body } = aws.calls[0]!;
    expect([method, path]).toEqual(["POST", "/v2/email/outbound-emails"]);
    const { Content: content, ...sent } = JSON.parse(body);
    expect(sent).toEqual({
      Destination: { ToAddresses: ["ann@example.com"] },
      ConfigurationSetName: "sojourn-live",
      EmailTags: [{ Name: "sojourn-message", Value: id }],
    });
    const source = Buffer.from(content.Raw.Data, "base64").toString();
    const [, date = ""] = /^Date: (.*)$/m.exec(source) ?? [];
    expect(source).toBe((await composeEmail(email, Date.parse(date))).toString());
  });

  it("goes to a domain in punycode", async () => {
    aws.answer(taken);
    await emailProvider.send({ ...email, to: "ann@müller.de" });
    expect(JSON.parse(aws.calls[0]!.body).Destination).toEqual({
      ToAddresses: ["ann@xn--mller-kva.de"],
    });
  });
});

describe("what SES answers", () => {
  it.each(["MessageRejected", "MailFromDomainNotVerifiedException", "BadRequestException"])(
    "refuses for good by %s",
    async (name) => {
      aws.answer(jsonError(name, "Email address is not verified."));
      expect(await emailProvider.send(email)).toEqual({
        kind: "refused",
        reason: `${name}: Email address is not verified.`,
      });
      expect(aws.calls).toHaveLength(1);
    },
  );

  it.each([
    ["TooManyRequestsException", 429],
    ["ThrottlingException", 400],
    ["LimitExceededException", 400],
  ])("is no fault of the message by %s", async (name, status) => {
    aws.answer(jsonError(name, "later", status));
    const answer = await emailProvider.send(email);
    expect(answer).toEqual({ kind: "busy", code: `${name} ${status}`, reason: `${name}: later` });
    expect(aws.calls).toHaveLength(1);
  });

  it.each([
    ["SendingPausedException", 400],
    ["AccountSuspendedException", 400],
    ["NotFoundException", 404],
    ["AccessDeniedException", 403],
    ["ExpiredTokenException", 403],
    ["UnrecognizedClientException", 403],
  ])("is no fault of any message by %s: its code is told, not its words", async (name, status) => {
    aws.answer(jsonError(name, "arn:aws:iam::123456789012:role/deliver may not", status));
    expect(await emailProvider.send(email)).toEqual({ kind: "denied", code: name });
    expect(aws.calls).toHaveLength(1);
  });

  it.each([
    ["a connection that breaks after the request was written", "break"],
    ["an internal error", { status: 500 }],
    ["a gateway that gave up", { status: 504, body: "<html>", type: "text/html" }],
    ["an answer that is cut off", { status: 200, body: '{"MessageId":' }],
  ] as const)("is unclear after %s, and is not asked again", async (_, answer) => {
    aws.answer(answer);
    expect(await emailProvider.send(email)).toMatchObject({ kind: "unclear" });
    expect(aws.calls).toHaveLength(1);
  });

  it("is unclear when none comes in time", async () => {
    const client = new SESv2Client({
      maxAttempts: 1,
      requestHandler: { requestTimeout: 100, throwOnRequestTimeout: true },
    });
    aws.answer("silence");
    const impatient = createEmailProvider({ client, configurationSet: "sojourn-live" });
    expect(await impatient.send(email)).toMatchObject({
      kind: "unclear",
      reason: expect.stringContaining("TimeoutError"),
    });
    expect(aws.calls).toHaveLength(1);
    client.destroy();
  });

  it.each([
    ["nobody listens", { endpoint: "http://127.0.0.1:9" }],
    ["the host has no address", { endpoint: "http://ses.invalid" }],
  ])("is never reached where %s: worth another try", async (_, config) => {
    const client = new SESv2Client({ maxAttempts: 1, ...config });
    const unreachable = createEmailProvider({ client, configurationSet: "sojourn-live" });
    expect(await unreachable.send(email)).toMatchObject({ kind: "busy" });
    expect(aws.calls).toEqual([]);
  });

  it("is never reached where there are no credentials: no other message would be", async () => {
    const client = new SESv2Client({ maxAttempts: 1, credentials: failingCredentials });
    const unsigned = createEmailProvider({ client, configurationSet: "sojourn-live" });
    const denied = { kind: "denied", code: "CredentialsProviderError" };
    expect(await unsigned.send(email)).toEqual(denied);
    expect(aws.calls).toEqual([]);
  });

  it("to another channel's message is a bug", async () => {
    const push = { channel: "push", id, to: "x", title: "", body: "", data: {} } as const;
    await expect(emailProvider.send(push)).rejects.toThrow(TypeError);
    expect(aws.calls).toEqual([]);
  });
});

async function failingCredentials(): Promise<never> {
  throw Object.assign(new Error("no role"), { name: "CredentialsProviderError" });
}
