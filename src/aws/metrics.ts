import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { type ErrorName, permanentErrors, retryableErrors } from "../core/errors.ts";
import { type MetricName, metricNamespace } from "../names.ts";
import { correlation } from "./correlation.ts";
import { findEnvironment } from "./env.ts";
import { once } from "./lazily.ts";

/**
 * Figures in CloudWatch's embedded metric format, one line each. A metric is billed by name and
 * values of its dimensions, so these are from closed lists; which customer, enrollment or message it
 * was stands in the line beside them and costs nothing more.
 */

const reasons: ReadonlySet<string> = new Set<ErrorName>([...retryableErrors, ...permanentErrors]);

/** Dimensions that all figures of a stage share; "none" where there is no stack. */
const metrics = once(
  () =>
    new Metrics({
      namespace: metricNamespace,
      serviceName: findEnvironment("service") ?? "none",
      defaultDimensions: { stage: findEnvironment("stage") ?? "none" },
    }),
);

/** Counts what happens seldom: for the stage, which the alarms watch, and for the function. */
export function count(name: MetricName, howOften = 1): void {
  publish(name, howOften);
}

/** Counts a failure by its reason: the name of an operational error, or "Bug". */
export function countFailure(name: "TurnsFailed" | "RecordsFailed", error: unknown): void {
  const known = error instanceof Error && reasons.has(error.name);
  publish(name, 1, { reason: known ? error.name : "Bug" });
}

function publish(name: MetricName, howOften: number, reason?: { readonly reason: string }): void {
  const by = { function: findEnvironment("functionName") ?? "none", ...reason };
  metrics().addDimensions({}).addDimensions(by);
  // Lambda takes a JSON line without a level and an instant for INFO, and our functions' logs begin
  // at WARN: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
  const metadata = { level: "WARN", timestamp: new Date().toISOString(), ...correlation() };
  for (const [key, value] of Object.entries(metadata)) metrics().addMetadata(key, String(value));
  metrics().addMetric(name, MetricUnit.Count, howOften).publishStoredMetrics();
}
