import { Validations } from "aws-cdk-lib";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag";
import { describe, expect, test } from "vitest";
import type { SojournStack } from "../../lib/sojourn-stack.ts";
import { buildApp, production, type StageContext } from "./synth.ts";

/** What AWS's own rules find, warnings too, as `<rule> <construct>`. */
function findingsIn(
  context: StageContext,
  region?: string,
  change: (sojourn: SojournStack) => void = () => undefined,
): readonly string[] {
  const { app, sojourn } = buildApp(context, region === undefined ? {} : { region });
  change(sojourn);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  const { exitCode } = process;
  try {
    app.synth();
    return [];
  } catch (error) {
    process.exitCode = exitCode;
    const finding = /^ {3}(\S+) .*\n {3}Acknowledge with '(\S+)'/gm;
    return [...String(error).matchAll(finding)].map(([, path, rule]) => `${rule} ${path}`);
  }
}

describe("AWS's own rules find nothing that is not reasoned on its line", () => {
  test.each([
    [
      "in production",
      { ...production, pushApplications: "arn:aws:sns:eu-central-1:123456789012:app/GCM/shop" },
      undefined,
    ],
    ["on a disposable stage", {}, undefined],
    ["with a test clock", { testClock: "true" }, undefined],
    ["with tracing", { tracing: "true" }, undefined],
    ["where there are no function URLs", production, "cn-northwest-1"],
  ])("%s", (_name, context, region) => {
    expect(findingsIn(context, region)).toEqual([]);
  });
});

test("they would find a queue that takes plain connections, and what is only a warning", () => {
  const found = findingsIn(production, undefined, (sojourn) => {
    new Queue(sojourn, "Open");
    new LambdaFunction(sojourn, "Quiet", {
      code: Code.fromInline("exports.handler = () => {};"),
      handler: "index.handler",
      runtime: Runtime.NODEJS_24_X,
    });
  });
  expect(found).toEqual(
    expect.arrayContaining([
      "AwsSolutions::AwsSolutions-SQS4 Sojourn/Open/Resource",
      "Serverless::Serverless-SQSRedrivePolicy Sojourn/Open/Resource",
      "Serverless::Serverless-LambdaTracing Sojourn/Quiet/Resource",
    ]),
  );
});
