import { Duration } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import { type FunctionName, type MetricName, metricNamespace } from "../src/names.ts";
import { telemetryOf } from "./telemetry.ts";
import type { Warning } from "./warning.ts";

/**
 * A figure that the stage's functions write (src/aws/metrics.ts), all of them or one function's.
 * @param scope anything in the stage
 */
export function figure(
  scope: Construct,
  metricName: MetricName,
  minutes: number,
  of?: FunctionName,
): Metric {
  const { service, stage } = telemetryOf(scope);
  return new Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: { service, stage, ...(of === undefined ? {} : { function: of }) },
    statistic: "Sum",
    period: Duration.minutes(minutes),
    label: of,
  });
}

/**
 * What our own figures ring for: what no queue and no run tells, or tells only hours later. Refused
 * files ring for nobody: who saved one reads why beside it.
 */
export function figureAlarms(scope: Construct): Record<string, Warning> {
  return {
    EventsRefused: {
      metric: figure(scope, "EventsRefused", 5),
      // The first one rings as a dead letter; this many at once are a storefront's new release.
      atLeast: 100,
      meaning: "A storefront sends what is no event; each was put aside with its reason.",
      runbook: "events-refused",
    },
    TurnsFailing: {
      metric: figure(scope, "TurnsFailed", 15),
      // Turns are retried for 8 h before a run fails. One in 10,000 may meet a busy store: at a
      // launch's 100 turns a second these are 9 in 15 min.
      atLeast: 20,
      meaning: "Turns fail and are tried again: journeys are late, and after 8 h their runs fail.",
      runbook: "turns-failing",
    },
    MessagesFailed: {
      metric: figure(scope, "MessagesFailed", 15),
      // Bad addresses are ordinary. A sandbox or an unverified sender fails each message.
      atLeast: 100,
      meaning: "A provider refuses messages or sends them back for good: they are not sent again.",
      runbook: "messages-failed",
    },
    ChannelRefused: {
      metric: figure(scope, "ChannelsRefused", 1),
      atLeast: 1,
      meaning:
        "A provider refuses the stage itself: the channel's messages are held, none is lost.",
      runbook: "channel-refused",
    },
    MessagesUnknown: {
      metric: figure(scope, "MessagesUnknown", 5),
      atLeast: 1,
      meaning: "A provider may or may not have sent a message: a person decides, see attention.",
      runbook: "messages-unknown",
    },
    ItemsSetAside: {
      metric: figure(scope, "ItemsSetAside", 60),
      atLeast: 1,
      meaning: "A customer can't be swept, filled in or imported and was set aside: see attention.",
      runbook: "items-set-aside",
    },
    MuchOverdue: {
      metric: figure(scope, "OverdueFound", 15),
      // After a backlog a sweep finds some that are on their way anyhow.
      atLeast: 100,
      meaning: "The sweep found waits or consequences that were lost and carried them out, late.",
      runbook: "much-overdue",
    },
  };
}
