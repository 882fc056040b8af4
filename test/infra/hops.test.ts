import { describe, expect, test } from "vitest";
import { referenced, resourcesOf, synthStage } from "./synth.ts";

const { template, alarms } = synthStage();
const queues = resourcesOf(template, "AWS::SQS::Queue");
const rules = resourcesOf(template, "AWS::Events::Rule");
const sources = resourcesOf(template, "AWS::Lambda::EventSourceMapping");
const functions = resourcesOf(template, "AWS::Lambda::Function");

interface Redrive {
  readonly deadLetterTargetArn: unknown;
  readonly maxReceiveCount: number;
}

interface Scaling {
  readonly MaximumConcurrency: number;
}

/** Every queue that something is put aside in, by logical id. */
function deadLetterQueues(): Set<string> {
  const targets = [...rules.values()].flatMap(({ Properties }) => Properties.Targets);
  const schedules = [...resourcesOf(template, "AWS::Scheduler::Schedule").values()];
  return new Set([
    ...[...queues.values()]
      .map(({ Properties }) => Properties.RedrivePolicy as Redrive | undefined)
      .filter((policy) => policy !== undefined)
      .map((policy) => referenced(policy.deadLetterTargetArn)),
    ...(targets.flat() as { DeadLetterConfig: { Arn: unknown } }[]).map((target) =>
      referenced(target.DeadLetterConfig.Arn),
    ),
    ...schedules.map(({ Properties }) => {
      const { DeadLetterConfig } = Properties.Target as { DeadLetterConfig: { Arn: unknown } };
      return referenced(DeadLetterConfig.Arn);
    }),
  ]);
}

describe("every asynchronous hop", () => {
  test("from a rule into a queue has a dead-letter queue", () => {
    expect(rules.size).toBe(4);
    for (const { Properties } of rules.values()) {
      for (const target of Properties.Targets as { DeadLetterConfig?: { Arn: unknown } }[]) {
        expect(queues.has(referenced(target.DeadLetterConfig?.Arn))).toBe(true);
      }
    }
  });

  test("from a queue into a function has one, and reports which messages failed", () => {
    expect(sources.size).toBe(9);
    for (const { Properties } of sources.values()) {
      const queue = queues.get(referenced(Properties.EventSourceArn));
      const redrive = queue?.Properties.RedrivePolicy as Redrive;
      expect(queues.has(referenced(redrive.deadLetterTargetArn))).toBe(true);
      expect(Properties.FunctionResponseTypes).toEqual(["ReportBatchItemFailures"]);
    }
  });

  test("by a schedule has one: the stack's own, and those that functions make", () => {
    const schedules = [...resourcesOf(template, "AWS::Scheduler::Schedule").values()];
    expect(schedules).toHaveLength(2);
    for (const { Properties } of schedules) {
      const { DeadLetterConfig } = Properties.Target as { DeadLetterConfig?: { Arn: unknown } };
      expect(queues.has(referenced(DeadLetterConfig?.Arn))).toBe(true);
    }
    const makers = [...functions.values()]
      .map(({ Properties }) => Properties.Environment as { Variables: Record<string, unknown> })
      .flatMap(({ Variables }) => [
        ...("SCHEDULE_ROLE_ARN" in Variables ? [Variables.SCHEDULE_DLQ_ARN] : []),
        ...("RELEASE_ROLE_ARN" in Variables ? [Variables.RELEASE_DLQ_ARN] : []),
      ]);
    // take-turn, wake and the three channels time work; the channels and release time gates.
    expect(makers).toHaveLength(5 + 4);
    for (const queue of makers) expect(deadLetterQueues().has(referenced(queue))).toBe(true);
  });

  test("by a call that nobody waits for puts what failed beside what could not be called", () => {
    const schedules = [...resourcesOf(template, "AWS::Scheduler::Schedule").values()];
    const calls = schedules.flatMap(({ Properties }) => {
      const { Arn, DeadLetterConfig } = Properties.Target as {
        Arn: unknown;
        DeadLetterConfig: { Arn: unknown };
      };
      return functions.has(referenced(Arn)) ? [[referenced(Arn), DeadLetterConfig.Arn]] : [];
    });
    const kept = [...resourcesOf(template, "AWS::Lambda::EventInvokeConfig").values()];
    expect(kept.map(({ Properties }) => Properties)).toEqual(
      calls.map(([fn, queue]) => ({
        FunctionName: { Ref: fn },
        Qualifier: "$LATEST",
        MaximumRetryAttempts: 1,
        DestinationConfig: { OnFailure: { Destination: queue } },
      })),
    );
    expect(calls).toHaveLength(1);
  });

  test("keeps what it puts aside for 14 days and rings when there is something", () => {
    const deadLetters = deadLetterQueues();
    expect(deadLetters.size).toBe(11);
    const watched = JSON.stringify(alarms.findResources("AWS::CloudWatch::Alarm"));
    for (const id of deadLetters) {
      expect(queues.get(id)?.Properties.MessageRetentionPeriod).toBe(14 * 24 * 3600);
      expect(watched).toContain(id);
    }
  });
});

test("a message stays hidden six times as long as its function may run, and the batch window more", () => {
  for (const { Properties } of sources.values()) {
    const queue = queues.get(referenced(Properties.EventSourceArn));
    const timeout = functions.get(referenced(Properties.FunctionName))?.Properties.Timeout;
    const window = (Properties.MaximumBatchingWindowInSeconds as number | undefined) ?? 0;
    expect(queue?.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(
      6 * (timeout as number) + window,
    );
  }
});

test("SendTaskSuccess stays under its quota: wakes are bounded, 25 a second each", () => {
  const wakes = [...sources].filter(([id]) => id.includes("WakeQueue"));
  const bounds = wakes.map(
    ([, { Properties }]) => (Properties.ScalingConfig as Scaling).MaximumConcurrency,
  );
  expect(bounds).toHaveLength(1);
  expect(Math.max(...bounds) * 25).toBeLessThanOrEqual(300);
});

test("every queue is encrypted and refuses plain connections", () => {
  const policies = [...resourcesOf(template, "AWS::SQS::QueuePolicy").values()];
  const closed = new Set(
    policies
      .filter(({ Properties }) =>
        JSON.stringify(Properties).includes('"aws:SecureTransport":"false"'),
      )
      .flatMap(({ Properties }) => (Properties.Queues as unknown[]).map(referenced)),
  );
  expect([...queues.keys()].filter((id) => !closed.has(id))).toEqual([]);
  for (const { Properties } of queues.values()) expect(Properties.SqsManagedSseEnabled).toBe(true);
});

/** What is routed into a queue, and from which bus where not the default one. */
function patterns(queue: string) {
  return [...rules.entries()]
    .filter(([id]) => id.includes(queue))
    .map(([, { Properties }]) => ({
      bus: Properties.EventBusName,
      pattern: Properties.EventPattern,
    }));
}

describe("what reaches which queue", () => {
  test("intake takes every event of our bus but our own notices and verdicts", () => {
    const [bus] = resourcesOf(template, "AWS::Events::EventBus").keys();
    expect(patterns("IntakeQueue")).toEqual([
      { bus: { Ref: bus }, pattern: { source: [{ "anything-but": { prefix: "sojourn." } }] } },
    ]);
  });

  test("publish takes saved and deleted files of our bucket, but not its own reports", () => {
    const [bucket] = resourcesOf(template, "AWS::S3::Bucket").keys();
    expect(patterns("PublishQueue")).toEqual([
      {
        pattern: {
          source: ["aws.s3"],
          "detail-type": ["Object Created", "Object Deleted"],
          detail: {
            bucket: { name: [{ Ref: bucket }] },
            object: { key: [{ "anything-but": { suffix: ".report.json" } }] },
          },
        },
      },
    ]);
  });

  test("settle takes runs of journeys that ended badly, and no other machine's", () => {
    const [machine] = [...resourcesOf(template, "AWS::StepFunctions::StateMachine").keys()].filter(
      (id) => id.includes("RunJourney"),
    );
    expect(patterns("SettleQueue")).toEqual([
      {
        pattern: {
          source: ["aws.states"],
          "detail-type": ["Step Functions Execution Status Change"],
          detail: {
            status: ["FAILED", "TIMED_OUT", "ABORTED"],
            stateMachineArn: [{ Ref: machine }],
          },
        },
      },
    ]);
  });

  test("feedback takes what SES tells of our own configuration set, which tells the default bus", () => {
    const [set] = resourcesOf(template, "AWS::SES::ConfigurationSet").keys();
    expect(patterns("FeedbackQueue")).toEqual([
      {
        pattern: {
          source: ["aws.ses"],
          detail: { mail: { tags: { "ses:configuration-set": [{ Ref: set }] } } },
        },
      },
    ]);
    const [destination] = resourcesOf(
      template,
      "AWS::SES::ConfigurationSetEventDestination",
    ).values();
    expect(JSON.stringify(destination?.Properties)).toContain(":event-bus/default");
  });
});

test.each([
  ["whether a sweep is due is asked every hour", "CustomerSweep", "cron(0 * * * ? *)", "Etc/UTC"],
  ["what is to be learned is asked every night", "ModelLearning", "cron(0 1 * * ? *)", "UTC"],
])("%s", (_what, part, expression, zone) => {
  const schedules = [...resourcesOf(template, "AWS::Scheduler::Schedule")];
  const schedule = schedules.find(([id]) => id.startsWith(part))?.[1];
  expect(schedule?.Properties).toMatchObject({
    ScheduleExpression: expression,
    ScheduleExpressionTimezone: zone,
    State: "ENABLED",
  });
});

test("every alarm says what it means, names its section of the runbook and reaches the topic", () => {
  const all = [...resourcesOf(alarms, "AWS::CloudWatch::Alarm").values()];
  const [topic] = resourcesOf(alarms, "AWS::SNS::Topic").keys();
  const anchors = all.map(({ Properties }) => {
    expect(Properties.AlarmActions).toEqual([{ Ref: topic }]);
    expect(Properties.TreatMissingData).toBe("notBreaching");
    return /^[A-Z0-9].{20,}[.] What to do: docs\/runbook\.md#([a-z-]+)$/.exec(
      Properties.AlarmDescription as string,
    )?.[1];
  });
  expect(anchors).not.toContain(undefined);
  expect(new Set(anchors).size).toBe(all.length);
});
