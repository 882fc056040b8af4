import { Validations } from "aws-cdk-lib";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { AwsSolutionsChecks } from "cdk-nag";
import { expect, test } from "vitest";
import { buildApp, production } from "./synth.ts";

test("AWS's own rules find nothing that is not reasoned on its line", () => {
  const { app } = buildApp({
    ...production,
    pushApplications: "arn:aws:sns:eu-central-1:123456789012:app/GCM/shop",
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).not.toThrow();
});

test("they would find a queue that takes plain connections", () => {
  const { app, sojourn } = buildApp();
  new Queue(sojourn, "Open");
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const { exitCode } = process;
  expect(() => app.synth()).toThrow(/AwsSolutions-SQS4/);
  process.exitCode = exitCode;
});
