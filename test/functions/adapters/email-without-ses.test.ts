import { expect, it } from "vitest";
import { emailProvider } from "../../../src/aws/wire.ts";
import { useAwsRecorder } from "./aws-recorder.ts";

const aws = useAwsRecorder(() => ({}));

it("refuses every email, with the reason, where the stack was deployed without SES", async () => {
  const answer = await emailProvider.send({
    channel: "email",
    id: "jpm6fz7wsmirf2eo-u6jxwzfyzksy6",
    to: "ann@example.com",
    from: "Shop <hello@shop.test>",
    subject: "Hello",
    text: "Hello Ann",
  });
  expect(answer).toEqual({
    kind: "refused",
    reason: "email is not set up: the stack was deployed in a Region without SES",
  });
  expect(aws.calls).toEqual([]);
});
