import { Aws, CfnOutput, Duration } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  MathExpression,
  Metric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { createDashboard } from "./dashboard.ts";
import { figureAlarms } from "./figure-alarms.ts";
import { queueAlarms } from "./queue-alarms.ts";
import type { SojournStack } from "./sojourn-stack.ts";
import type { Warning } from "./warning.ts";

export interface MonitoringProps {
  readonly sojourn: SojournStack;
}

const runbook = "docs/runbook.md";

/** Everything that somebody should hear of, on one topic that the team subscribes to. */
export class Monitoring extends Construct {
  private readonly topic: Topic;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { sojourn } = props;
    this.topic = new Topic(this, "Alarms", {
      displayName: `${sojourn.stackName} alarms`,
      enforceSSL: true,
    });
    // A policy of one's own replaces SNS's default, which lets the owner's services publish: with the
    // refusal of plain connections alone every alarm would be mute.
    this.topic.grantPublish(
      new ServicePrincipal("cloudwatch.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
      }),
    );
    const warnings: Readonly<Record<string, Warning>> = {
      ...queueAlarms(sojourn.queues),
      ...runAlarms(sojourn),
      ...passAlarms(sojourn),
      ...timerAlarms(sojourn),
      ...storeAlarms(sojourn),
      ...sendingAlarms(sojourn),
      ...figureAlarms(sojourn),
    };
    const alarms = Object.entries(warnings).map(([name, warning]) => this.ring(name, warning));
    createDashboard(this, sojourn, alarms);
    new CfnOutput(this, "AlarmTopic", {
      value: this.topic.topicArn,
      description: "Subscribe whoever should hear of alarms.",
    });
  }

  private ring(id: string, warning: Warning): Alarm {
    const alarm = new Alarm(this, id, {
      metric: warning.metric,
      threshold: warning.atLeast,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: warning.periods ?? 1,
      alarmDescription: `${warning.meaning} What to do: ${runbook}#${warning.runbook}`,
      // Where nothing happens nothing is measured, and nothing is wrong.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    return alarm;
  }
}

function runAlarms({ engine }: SojournStack): Record<string, Warning> {
  return {
    RunsFailed: {
      // Not one sum with those that timed out: a sum has no value where one of the two has none.
      metric: engine.runJourney.metricFailed(),
      atLeast: 1,
      meaning: "A journey of at least one customer stopped; it is on the attention list.",
      runbook: "runs-failed",
    },
    RunsTimedOut: {
      metric: engine.runJourney.metricTimedOut(),
      atLeast: 1,
      meaning:
        "A run was not taken up again within a year; its enrollment is on the attention list.",
      runbook: "runs-timed-out",
    },
    RunsThrottled: {
      metric: engine.runJourney.metricThrottled(),
      atLeast: 1,
      meaning: "Step Functions delays turns: the account's transition quota is used up.",
      runbook: "runs-throttled",
    },
  };
}

/** Alarms on passes over all customers, or over many at once. */
function passAlarms(sojourn: SojournStack): Record<string, Warning> {
  const { backfill, imports, learning, sweep } = sojourn;
  return {
    SweepFailed: {
      metric: sweep.machine.metricFailed(),
      atLeast: 1,
      meaning:
        "A sweep failed. Nobody is lost: the next one, within the hour, goes on where it stopped.",
      runbook: "sweep-failed",
    },
    BackfillFailed: {
      metric: backfill.machine.metricFailed(),
      atLeast: 1,
      meaning:
        "Figures could not be filled in from history: definitions that wait for them are not live.",
      runbook: "backfill-failed",
    },
    ImportFailed: {
      metric: imports.machine.metricFailed(),
      atLeast: 1,
      meaning: "Part of an upload of customers or past events was not taken in.",
      runbook: "import-failed",
    },
    LearningFailed: {
      metric: waitingIn(learning.deadLetters),
      atLeast: 1,
      meaning: "Quantiles and clusters could not be learned: those of before stay, and grow old.",
      runbook: "learning-failed",
    },
    SweepNotStarted: {
      metric: waitingIn(sweep.deadLetters),
      atLeast: 1,
      meaning: "The Scheduler could not start a sweep: nobody looks for what is overdue.",
      runbook: "sweep-not-started",
    },
  };
}

function waitingIn(queue: Queue): Metric {
  return queue.metricApproximateNumberOfMessagesVisible({
    period: Duration.minutes(5),
    statistic: "Maximum",
  });
}

function timerAlarms({ timers }: SojournStack): Record<string, Warning> {
  return {
    TimersDropped: {
      metric: timers.group.metricDropped(),
      atLeast: 1,
      meaning: "The Scheduler gave up on a due message; a wake comes late, with the next sweep.",
      runbook: "timers-dropped",
    },
    TimersThrottled: {
      metric: timers.group.metricThrottled(),
      atLeast: 1,
      meaning:
        "More timers are due at once than the Scheduler's quota lets through: wakes come late.",
      runbook: "timers-throttled",
      // A full minute at the top of an hour is ordinary; a quarter of an hour is not.
      periods: 3,
    },
  };
}

function storeAlarms({ store }: SojournStack): Record<string, Warning> {
  const throttled = store.tables.flatMap((table) => [
    table.metric("ReadThrottleEvents", { statistic: "Sum" }),
    table.metric("WriteThrottleEvents", { statistic: "Sum" }),
  ]);
  const usingMetrics = Object.fromEntries(throttled.map((metric, index) => [`m${index}`, metric]));
  return {
    StoreThrottled: {
      metric: new MathExpression({
        expression: "SUM(FILL(METRICS(), 0))",
        label: "Throttled reads and writes",
        usingMetrics,
        period: Duration.minutes(5),
      }),
      // Single refusals are retried within the call. 100 in 5 min, three times over, are not an accident.
      atLeast: 100,
      periods: 3,
      meaning: "DynamoDB refuses reads or writes: everything is slower, nothing is lost yet.",
      runbook: "store-throttled",
    },
  };
}

function sendingAlarms({ optOut }: SojournStack): Record<string, Warning> {
  const reputation = (metricName: string) =>
    new Metric({
      namespace: "AWS/SES",
      metricName,
      statistic: "Maximum",
      period: Duration.hours(1),
    });
  return {
    OptOutFailed: {
      metric: optOut.page.metricErrors(),
      atLeast: 1,
      meaning:
        "Somebody tried to opt out and could not. The law gives days, not weeks, to mend it.",
      runbook: "opt-out-failed",
    },
    // SES reviews an account at 5 % bounces and 0.1 % complaints, and pauses it at twice to five
    // times that: https://docs.aws.amazon.com/ses/latest/dg/reputationdashboardmessages.html
    BouncesHigh: {
      metric: reputation("Reputation.BounceRate"),
      atLeast: 0.05,
      meaning: "5 % of email bounces: SES puts the account under review.",
      runbook: "bounces-high",
    },
    ComplaintsHigh: {
      metric: reputation("Reputation.ComplaintRate"),
      atLeast: 0.001,
      meaning: "One customer in a thousand reports our email as spam: SES reviews the account.",
      runbook: "complaints-high",
    },
  };
}
