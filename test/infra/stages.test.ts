import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { withoutBundles } from "../../lib/function-code.ts";
import { type Resource, synthStage } from "./synth.ts";

const root = join(import.meta.dirname, "../..");

/** Physical names: what two stages of one account would both want. */
function namesOf(stage: ReturnType<typeof synthStage>): readonly string[] {
  const resources = [stage.template, stage.alarms].flatMap((template) =>
    Object.values(template.toJSON().Resources as Record<string, Resource>),
  );
  return resources.flatMap(({ Type, Properties }) => {
    // An inline policy's name is its role's own affair.
    if (Type === "AWS::IAM::Policy") return [];
    const name = Properties?.Name ?? Properties?.[`${Type.split("::")[2]}Name`];
    return typeof name === "string" ? [`${Type} ${name}`] : [];
  });
}

test("two stages of one account share no name", () => {
  const dev = synthStage({ stage: "dev" });
  const test = synthStage({ stage: "test" });
  expect(namesOf(dev)).toEqual([
    "AWS::Scheduler::ScheduleGroup sojourn-dev",
    "AWS::Events::EventBus sojourn-dev",
    "AWS::StepFunctions::StateMachine sojourn-dev-run-journey",
    "AWS::StepFunctions::StateMachine sojourn-dev-sweep-customers",
    "AWS::CloudWatch::Dashboard sojourn-dev",
  ]);
  expect(namesOf(test).filter((name) => namesOf(dev).includes(name))).toEqual([]);
  expect([dev.sojourn.stackName, dev.observability.stackName]).toEqual([
    "sojourn-dev",
    "sojourn-dev-observability",
  ]);
});

/** What CloudFormation's own rules say when a synth is refused. */
function problemsOf(synth: () => unknown): readonly string[] {
  try {
    synth();
  } catch (error) {
    return [...String(error).matchAll(/^ERROR (.*) \(CloudFormation Validate\)$/gm)].map(
      ([, problem = ""]) => problem,
    );
  }
  return [];
}

describe("in the Chinese partition", () => {
  const beijing = { region: "cn-north-1", account: "123456789012" };
  const rulesOff = { "@aws-cdk/core:validateAgainstDefaultRules": false };
  const { template } = synthStage(rulesOff, beijing);
  const text = JSON.stringify(template.toJSON());

  test("only email is missing: SES is not offered there, and the synth says so", () => {
    const problems = problemsOf(() => synthStage({}, beijing));
    expect(problems).toEqual([
      "Type: Resource type 'AWS::SES::ConfigurationSet' does not exist in 'cn-north-1'",
      "Type: Resource type 'AWS::SES::ConfigurationSetEventDestination' does not exist in 'cn-north-1'",
    ]);
  });

  test("no ARN is of the worldwide one", () => {
    expect(text).not.toMatch(/arn:aws:/);
  });

  test("the machines call Lambda through their own partition", () => {
    const called = text.match(/arn:aws-cn:states:::lambda:invoke(\.waitForTaskToken)?/g);
    expect(called).toEqual([
      "arn:aws-cn:states:::lambda:invoke.waitForTaskToken",
      "arn:aws-cn:states:::lambda:invoke",
    ]);
  });
});

test("where the Region is open, the partition is looked up as it deploys", () => {
  const { template } = synthStage();
  expect(JSON.stringify(template.toJSON())).not.toMatch(/arn:aws:/);
});

describe("the app", () => {
  const run = (context: object) =>
    spawnSync(process.execPath, [join(root, "bin/sojourn.ts")], {
      encoding: "utf8",
      env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify(context) },
    });

  test("says in plain words what production misses, without a stack trace", () => {
    const { status, stderr } = run({ stage: "prod", defaultZone: "Europe/Berln" });
    expect(status).toBe(1);
    expect(stderr.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^sender: not given/),
      expect.stringMatching(/^defaultZone: found "Europe\/Berln".*"Europe\/Berlin"\?$/),
    ]);
  });

  test("needs nothing on a disposable stage and says what stands in", () => {
    const { status, stderr } = run({ [withoutBundles]: true });
    expect(status).toBe(0);
    expect(stderr).toContain("Note: No sender given: hello@example.com stands in");
  });
});
