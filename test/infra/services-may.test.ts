import { describe, expect, test } from "vitest";
import { createStagePolicies, type Question } from "./iam/stage-policies.ts";
import { production, synthStage } from "./synth.ts";

const naming = { account: "123456789012", region: "eu-central-1", partition: "aws" };
const stranger = "999999999999";

function policies() {
  const { template, alarms } = synthStage(production);
  return createStagePolicies([template.toJSON(), alarms.toJSON()] as never, naming);
}
const stage = policies();

/** What a service brings of itself: whose resource it acts for. */
const onBehalfOf = (arn: string, account = naming.account) => ({
  "aws:SourceArn": arn,
  "aws:SourceAccount": account,
});

/** Each delivery that a service makes of its own, without a role. */
function deliveries(): (Question & { readonly what: string })[] {
  const alarms = stage.ofType("AWS::CloudWatch::Alarm").flatMap(({ id, properties }) => {
    const actions = ["AlarmActions", "OKActions", "InsufficientDataActions"].flatMap(
      (each) => (properties[each] ?? []) as string[],
    );
    const arn = stage.resolve({ "Fn::GetAtt": [id, "Arn"] }) as string;
    return actions.map((resource) => ({
      what: `alarm ${id}`,
      principal: "cloudwatch.amazonaws.com",
      action: "sns:Publish",
      resource,
      context: onBehalfOf(arn),
    }));
  });
  const rules = stage.ofType("AWS::Events::Rule").flatMap(({ id, properties }) => {
    const targets = properties["Targets"] as { Arn: string; DeadLetterConfig?: { Arn: string } }[];
    const arn = stage.resolve({ "Fn::GetAtt": [id, "Arn"] }) as string;
    return targets
      .flatMap(({ Arn, DeadLetterConfig }) => [Arn, DeadLetterConfig?.Arn])
      .filter((each) => each !== undefined)
      .map((resource) => ({
        what: `rule ${id}`,
        principal: "events.amazonaws.com",
        action: "sqs:SendMessage",
        resource,
        context: onBehalfOf(arn),
      }));
  });
  return [...alarms, ...rules];
}

describe("what a service sends of its own is let in by the policy of where it goes", () => {
  test("there is an action at every alarm, and a dead-letter queue at every rule", () => {
    const alarms = stage.ofType("AWS::CloudWatch::Alarm");
    const rules = stage.ofType("AWS::Events::Rule");
    expect(alarms.length).toBeGreaterThanOrEqual(35);
    expect(deliveries()).toHaveLength(alarms.length + 2 * rules.length);
  });

  test.each(deliveries())("$what → $resource", async ({ what: _, ...question }) => {
    expect(await stage.evaluate(question)).toMatchObject({ allowed: true });
  });

  test.each(deliveries().slice(0, 1))("another account's $what may not", async (question) => {
    const context = onBehalfOf(`arn:aws:cloudwatch:eu-central-1:${stranger}:alarm:a`, stranger);
    expect(await stage.evaluate({ ...question, context })).toMatchObject({ allowed: false });
  });

  test("nothing comes in over a plain connection", async () => {
    for (const { what: _, ...question } of deliveries()) {
      const context = { ...question.context, "aws:SecureTransport": "false" };
      expect((await stage.evaluate({ ...question, context })).allowed).toBe(false);
    }
  });
});

describe("a role is taken on only by the service that it is for, and for this account", () => {
  const roles = [...stage.trusts];

  test.each(roles)("%s", async (resource, trust) => {
    for (const { Principal } of trust.Statement) {
      const { Service: principal } = Principal as { Service: string };
      const question = { principal, action: "sts:AssumeRole", resource };
      const own = onBehalfOf(`arn:aws:${principal.split(".")[0]}:eu-central-1:1:x`);
      expect((await stage.evaluate({ ...question, context: own })).allowed).toBe(true);
      // The Scheduler says for whom it asks; another account's schedule may not use the role.
      if (principal !== "scheduler.amazonaws.com") continue;
      const context = onBehalfOf("arn:aws:scheduler:eu-central-1:9:x", stranger);
      expect((await stage.evaluate({ ...question, context })).allowed).toBe(false);
    }
  });
});
