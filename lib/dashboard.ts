import { Duration } from "aws-cdk-lib";
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
} from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import type { SojournStack } from "./sojourn-stack.ts";

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
    dashboardName: sojourn.stackName,
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
    ],
  });
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8, height: 8 });
}
