import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { describe, expect, test } from "vitest";
import { constructIdOf } from "../../lib/sojourn-function.ts";
import { callerName, env, functionNames } from "../../src/names.ts";
import { referenced, resourcesOf, synthStage } from "./synth.ts";

const root = join(import.meta.dirname, "../..");
const { template, sojourn } = synthStage();
const functions = resourcesOf(template, "AWS::Lambda::Function");

interface Environment {
  readonly Variables: Readonly<Record<string, unknown>>;
}

test("each name is a construct of the stack, and nothing else is a function", () => {
  const constructs = sojourn.node.findAll().filter((each) => each instanceof LambdaFunction);
  expect(constructs.map(({ node }) => node.id).toSorted()).toEqual(
    functionNames.map(constructIdOf).toSorted(),
  );
});

test("the functions that the state machines call are those of the stack", () => {
  const machines = join(root, "statemachines");
  const called = readdirSync(machines).flatMap((file) =>
    [...readFileSync(join(machines, file), "utf8").matchAll(/\$\{(\w+)FunctionArn\}/g)].map(
      (match) => match[1] ?? "",
    ),
  );
  expect([...new Set(called)].toSorted()).toEqual([
    "Backfill",
    "FinishBackfill",
    "Import",
    "Sweep",
    "TakeTurn",
  ]);
  expect(functionNames.map(constructIdOf)).toEqual(expect.arrayContaining(called));
});

test("every placeholder of a definition is filled", () => {
  const machines = [...resourcesOf(template, "AWS::StepFunctions::StateMachine").values()];
  expect(machines).toHaveLength(4);
  for (const { Properties } of machines) {
    const definition = JSON.stringify(Properties.DefinitionString);
    const wanted = new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]));
    expect(Object.keys(Properties.DefinitionSubstitutions as object)).toEqual([...wanted]);
  }
});

describe.each([...functions])("%s", (id, { Properties }) => {
  test("runs on Node 24, arm64, with its own log and role", () => {
    expect(Properties).toMatchObject({
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Handler: "index.handler",
      // Who learns holds some numbers of every customer.
      MemorySize: id.startsWith("ModelLearning") ? 3008 : 256,
    });
  });

  test("logs as JSON, warnings and errors only, for a month", () => {
    expect(Properties.LoggingConfig).toMatchObject({
      LogFormat: "JSON",
      ApplicationLogLevel: "WARN",
      SystemLogLevel: "WARN",
    });
    const { LogGroup } = Properties.LoggingConfig as { LogGroup: unknown };
    const logs = resourcesOf(template, "AWS::Logs::LogGroup").get(referenced(LogGroup));
    expect(logs?.Properties.RetentionInDays).toBe(30);
  });

  test("tells AWS its name with every request", () => {
    const { Variables } = Properties.Environment as Environment;
    const name = functionNames.find((each) => each === Variables[callerName]);
    expect(id).toContain(constructIdOf(name!));
    expect(Variables).toMatchObject({ FUNCTION_NAME: name, STAGE: "dev" });
  });

  test("is told names that are declared, within 4 KB", () => {
    const { Variables } = Properties.Environment as Environment;
    const publishes = /^Publishing|FinishBackfill/.test(id);
    expect(Variables.DEFAULT_ZONE).toBe(publishes ? "UTC" : undefined);
    const declared = new Set<string>([callerName, ...Object.values(env)]);
    expect(Object.keys(Variables).filter((name) => !declared.has(name))).toEqual([]);
    // Lambda counts resolved values; a reference, some 200 characters in the template, stands for an
    // ARN or a URL of at most 150.
    expect(JSON.stringify(Variables).length).toBeLessThan(4096);
  });
});

test("no two functions share a role", () => {
  const roles = [...functions.values()].map(({ Properties }) => referenced(Properties.Role));
  expect(new Set(roles).size).toBe(functionNames.length);
});

/** The opt-out page is the customer's to open; the Scheduler's role puts into its own queues. */
const untouched: readonly string[] = [
  env.optOutUrl,
  env.scheduleDeadLetters,
  env.releaseQueueArn,
  env.releaseDeadLetters,
];

test("a function is told of a resource only where it may touch it", () => {
  const policies = [...resourcesOf(template, "AWS::IAM::Policy").values()];
  for (const { Properties } of functions.values()) {
    const role = referenced(Properties.Role);
    const granted = JSON.stringify(
      policies.filter((each) =>
        (each.Properties.Roles as unknown[]).map(referenced).includes(role),
      ),
    );
    const { Variables } = Properties.Environment as Environment;
    for (const [name, value] of Object.entries(Variables)) {
      const told = untouched.includes(name);
      if (typeof value === "string" || told) continue;
      const named = typeof value === "object" && value !== null && "Fn::Join" in value;
      const sought = named ? JSON.stringify(value) : referenced(value);
      expect.soft(granted, `${role} is told ${name}`).toContain(sought);
    }
  }
});
