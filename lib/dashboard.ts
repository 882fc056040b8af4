import { Duration } from "aws-cdk-lib";
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
} from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import { channelNames, deliverFunction, metricNames, metricNamespace } from "../src/names.ts";
import { figure } from "./figure-alarms.ts";
import type { SojournStack } from "./sojourn-stack.ts";
import { telemetryOf } from "./telemetry.ts";

/** Bounced mail is told by feedback, the rest by who sends. */
const messageFunctions = [...channelNames.map(deliverFunction), "feedback"] as const;

/** One page: what rings, what comes in, what is under way, what waits. */
export function createDashboard(
  scope: Construct,
  sojourn: SojournStack,
  alarms: readonly Alarm[],
): Dashboard {
  const queues = Object.entries(sojourn.queues);
  const { runJourney } = sojourn.engine;
  const period = { period: Duration.minutes(5) };
  return new Dashboard(scope, "Dashboard", {
    // A dashboard is the account's, not the Region's: the same stage in a second Region has its own.
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
    dashboardName: `${sojourn.stackName}-${sojourn.region}`,
    widgets: [
      [new AlarmStatusWidget({ title: "Alarms", width: 24, height: 5, alarms: [...alarms] })],
      [
        graph("Journeys", [
          runJourney.metricStarted(period),
          runJourney.metricSucceeded(period),
          runJourney.metricFailed(period),
        ]),
        graph(
          "Taken from each queue",
          queues.map(([label, { messages }]) =>
            messages.metricNumberOfMessagesDeleted({ ...period, label }),
          ),
        ),
        graph(
          "Oldest message, seconds",
          queues.map(([label, { messages }]) =>
            messages.metricApproximateAgeOfOldestMessage({ ...period, label }),
          ),
        ),
      ],
      [
        graph(
          "What failed",
          metricNames.map((name) => figure(sojourn, name, 5)),
        ),
        graph("Tries that failed, by reason", failures(sojourn)),
        graph(
          "Messages that failed",
          messageFunctions.map((name) => figure(sojourn, "MessagesFailed", 5, name)),
        ),
      ],
    ],
  });
}

/** By function and error name, of which only those that occur are metrics at all. */
function failures(sojourn: SojournStack): IMetric[] {
  const { service, stage } = telemetryOf(sojourn);
  return (["RecordsFailed", "TurnsFailed"] as const).map((name) => {
    const schema = `{${metricNamespace},function,reason,service,stage}`;
    const dimensions = `service="${service}" stage="${stage}"`;
    return new MathExpression({
      expression: `SEARCH('${schema} MetricName="${name}" ${dimensions}', 'Sum', 300)`,
      label: "",
      usingMetrics: {},
      period: Duration.minutes(5),
    });
  });
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8, height: 8 });
}
