import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { withoutBundles } from "../../lib/function-code.ts";
import { functionNames } from "../../src/names.ts";
import { production, type Resource, synthStage } from "./synth.ts";

const root = join(import.meta.dirname, "../..");

interface Named {
  readonly type: string;
  readonly name: string;
}

/** Physical names: what two stages of one account would both want. */
function namesOf(stage: ReturnType<typeof synthStage>): readonly Named[] {
  const resources = [stage.template, stage.alarms].flatMap((template) =>
    Object.values(template.toJSON().Resources as Record<string, Resource>),
  );
  return resources.flatMap(({ Type: type, Properties }) => {
    // An inline policy's name is its role's own affair; an API's is no more than a title.
    if (type === "AWS::IAM::Policy" || type === "AWS::ApiGatewayV2::Api") return [];
    const name = Properties?.Name ?? Properties?.[`${type.split("::")[2]}Name`];
    return typeof name === "string" ? [{ type, name }] : [];
  });
}

/** Named once in an account or in the world, not once in a Region. */
const beyondTheRegion = [
  "AWS::CloudWatch::Dashboard",
  "AWS::IAM::ManagedPolicy",
  "AWS::IAM::Role",
  "AWS::S3::Bucket",
];

describe("names", () => {
  test("are told by their stage, and nothing else has one of ours", () => {
    const stage = synthStage({}, { region: "eu-central-1" });
    expect(namesOf(stage).map(({ type, name }) => `${type} ${name}`)).toEqual([
      "AWS::Scheduler::ScheduleGroup sojourn-dev",
      "AWS::Events::EventBus sojourn-dev",
      "AWS::StepFunctions::StateMachine sojourn-dev-run-journey",
      "AWS::StepFunctions::StateMachine sojourn-dev-sweep-customers",
      "AWS::StepFunctions::StateMachine sojourn-dev-backfill-figures",
      "AWS::StepFunctions::StateMachine sojourn-dev-import-customers",
      "AWS::CloudWatch::Dashboard sojourn-dev-eu-central-1",
    ]);
  });

  test.each([
    ["two stages", { stage: "dev" }, { stage: "test" }],
    ["two prefixes", { prefix: "shop" }, { prefix: "outlet" }],
  ])("of %s of one account are never the same", (_what, one, other) => {
    const ours = synthStage(one);
    const theirs = synthStage(other);
    const taken = namesOf(ours).map(({ type, name }) => `${type} ${name}`);
    expect(taken.length).toBeGreaterThan(0);
    expect(namesOf(theirs).filter(({ type, name }) => taken.includes(`${type} ${name}`))).toEqual(
      [],
    );
    const stacks = [ours, theirs].flatMap(({ sojourn, observability }) => [
      sojourn.stackName,
      observability.stackName,
    ]);
    expect(new Set(stacks).size).toBe(4);
  });

  test("of one stage in two Regions of an account are the same only where a Region is their scope", () => {
    const [here = [], there = []] = ["eu-central-1", "us-east-1"].map((region) =>
      namesOf(synthStage({}, { region }))
        .filter(({ type }) => beyondTheRegion.includes(type))
        .map(({ type, name }) => `${type} ${name}`),
    );
    expect(here).toContain("AWS::CloudWatch::Dashboard sojourn-dev-eu-central-1");
    expect(there.filter((name) => here.includes(name))).toEqual([]);
  });
});

describe.each(["cn-north-1", "cn-northwest-1"])("in China, %s", (region) => {
  const pushApplications = `arn:aws-cn:sns:${region}:123456789012:app/APNS/shop`;
  const { template, alarms } = synthStage({ ...production, pushApplications }, { region });
  const text = JSON.stringify([template.toJSON(), alarms.toJSON()]);

  test("no ARN is of the worldwide partition, no address of its domain", () => {
    expect(text).not.toMatch(/arn:aws:/);
    const hosts = text.match(/[a-z0-9.-]+\.(amazonaws\.com|on\.aws)(\.cn)?/g) ?? [];
    // Service principals are the same everywhere; where a name is a host, it would end in `.cn`.
    expect([...new Set(hosts)].filter((each) => !each.endsWith(".cn")).toSorted()).toEqual(
      [
        ...(region === "cn-northwest-1" ? ["apigateway.amazonaws.com"] : []),
        "cloudwatch.amazonaws.com",
        "events.amazonaws.com",
        "lambda.amazonaws.com",
        "scheduler.amazonaws.com",
        "states.amazonaws.com",
      ].toSorted(),
    );
    const principals = text.match(/"Principal":\{"Service":"[^"]+"\}/g) ?? [];
    expect(new Set(principals).size).toBeGreaterThanOrEqual(4);
  });

  test("email alone is missing, since there is no SES, and its function is told of none", () => {
    template.resourceCountIs("AWS::SES::ConfigurationSet", 0);
    expect(text).not.toMatch(/ses:|aws\.ses|SES_CONFIGURATION_SET/);
    template.resourceCountIs("AWS::Lambda::Function", functionNames.length);
  });

  test("who opts out comes by a function URL, or by an API where there are none", () => {
    const byApi = region === "cn-northwest-1" ? 1 : 0;
    template.resourceCountIs("AWS::Lambda::Url", 1 - byApi);
    template.resourceCountIs("AWS::ApiGatewayV2::Api", byApi);
    expect(text).toContain('"OPT_OUT_URL"');
  });

  test("the machines call Lambda through their own partition", () => {
    const called = text.match(/arn:aws-cn:states:::lambda:invoke(\.waitForTaskToken)?/g);
    expect([...new Set(called)]).toEqual([
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
  const run = (context: object, more: NodeJS.ProcessEnv = {}) =>
    spawnSync(process.execPath, [join(root, "bin/sojourn.ts")], {
      encoding: "utf8",
      env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify(context), ...more },
    });

  test("says in plain words what production misses, without a stack trace", () => {
    const { status, stderr } = run({ stage: "prod", defaultZone: "Europe/Berln" });
    expect(status).toBe(1);
    expect(stderr.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^sender: not given/),
      expect.stringMatching(/^defaultZone: found "Europe\/Berln".*"Europe\/Berlin"\?$/),
    ]);
  });

  test.each([
    ["cn-northwest-1", true],
    ["eu-west-1", false],
  ])("deployed to %s makes a template for it alone: %s", (region, alone) => {
    const folder = mkdtempSync(join(tmpdir(), "app-"));
    try {
      const environment = { CDK_DEFAULT_REGION: region, CDK_OUTDIR: folder };
      expect(run({ [withoutBundles]: true }, environment).status).toBe(0);
      const text = readFileSync(join(folder, "Sojourn.template.json"), "utf8");
      expect(text.includes("AWS::ApiGatewayV2::Api")).toBe(alone);
      expect(text.includes(region)).toBe(alone);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("needs nothing on a disposable stage and says what stands in", () => {
    const { status, stderr } = run({ [withoutBundles]: true });
    expect(status).toBe(0);
    expect(stderr).toContain("Note: No sender given: hello@example.com stands in");
  });
});
