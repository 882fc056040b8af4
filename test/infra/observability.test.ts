import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Validations } from "aws-cdk-lib";
import type { Template } from "aws-cdk-lib/assertions";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, test } from "vitest";
import { metricNames, metricNamespace } from "../../src/names.ts";
import { buildApp, production, resourcesOf, synthStage } from "./synth.ts";

const root = join(import.meta.dirname, "../..");
const { template, alarms } = synthStage(production);
const all = [...resourcesOf(alarms, "AWS::CloudWatch::Alarm").values()];

interface Environment {
  readonly Variables: Readonly<Record<string, unknown>>;
}

function functionsOf(stage: Template) {
  return [...resourcesOf(stage, "AWS::Lambda::Function").values()];
}

describe("tracing", () => {
  const traced = synthStage({ ...production, tracing: "true" }).template;
  const machines = "AWS::StepFunctions::StateMachine";

  test("is off, and nobody may write traces, unless the stage asks for it", () => {
    expect(JSON.stringify(template)).not.toMatch(/xray|TracingConfig/i);
  });

  test("follows every function and every state machine where it does", () => {
    for (const { Properties } of functionsOf(traced)) {
      expect(Properties.TracingConfig).toEqual({ Mode: "Active" });
    }
    const runs = [...resourcesOf(traced, machines).values()];
    for (const { Properties } of runs) {
      expect(Properties.TracingConfiguration).toEqual({ Enabled: true });
    }
    const policies = [...resourcesOf(traced, "AWS::IAM::Policy").values()];
    const granted = policies.filter((policy) => JSON.stringify(policy).includes("xray:Put"));
    expect(granted).toHaveLength(functionsOf(traced).length + runs.length);
  });

  test("passes AWS's own rules as the stage without it does", () => {
    const { app } = buildApp({ ...production, tracing: "true" });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    expect(() => app.synth()).not.toThrow();
  });
});

test("a stage may ask for a line per record", () => {
  const { template: wordy } = synthStage({ ...production, logLevel: "debug" });
  for (const { Properties } of functionsOf(wordy)) {
    expect(Properties.LoggingConfig).toMatchObject({
      ApplicationLogLevel: "DEBUG",
      SystemLogLevel: "WARN",
    });
  }
});

test.each([
  ["logLevel", "ERROR", /^logLevel: found "ERROR"; wanted WARN/],
  ["tracing", "yes", /^tracing: found "yes"; wanted true or false/],
])("%s can't be %s", (key, value, problem) => {
  expect(() => buildApp({ ...production, [key]: value })).toThrow(problem);
});

describe("our own figures", () => {
  const own = all.filter(({ Properties }) => Properties.Namespace === metricNamespace);

  test("ring under the dimensions that the functions write them with", () => {
    expect(own.length).toBeGreaterThan(0);
    for (const { Variables } of functionsOf(template).map(
      ({ Properties }) => Properties.Environment as Environment,
    )) {
      expect(Variables).toMatchObject({ POWERTOOLS_SERVICE_NAME: "sojourn", STAGE: "prod" });
    }
    for (const { Properties } of own) {
      expect(metricNames).toContain(Properties.MetricName);
      expect(Properties.Dimensions).toEqual([
        { Name: "service", Value: "sojourn" },
        { Name: "stage", Value: "prod" },
      ]);
    }
  });

  test("are all on the dashboard, and so is every alarm", () => {
    const [dashboard] = resourcesOf(alarms, "AWS::CloudWatch::Dashboard").values();
    const body = JSON.stringify(dashboard?.Properties.DashboardBody);
    for (const name of metricNames) expect(body).toContain(name);
    for (const id of resourcesOf(alarms, "AWS::CloudWatch::Alarm").keys()) {
      expect(body).toContain(id);
    }
  });
});

test("what watches a stage can be left out: the stage holds none of it and waits for none of it", () => {
  for (const type of ["Alarm", "Dashboard"]) {
    expect(resourcesOf(template, `AWS::CloudWatch::${type}`).size).toBe(0);
  }
  expect(JSON.stringify(template)).not.toContain("Fn::ImportValue");
  expect(resourcesOf(alarms, "AWS::CloudWatch::Alarm").size).toBeGreaterThan(20);
});

/** The anchor that a heading gets on GitHub. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(/\s/g, "-");
}

test("every alarm's section is in the runbook", () => {
  const file = join(root, "docs/runbook.md");
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const anchors = [...text.matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = ""]) =>
    anchorOf(heading),
  );
  const missing = all
    .map(({ Properties }) => String(Properties.AlarmDescription).split("#").at(-1) ?? "")
    .filter((anchor) => !anchors.includes(anchor));
  expect(missing).toEqual([]);
});
