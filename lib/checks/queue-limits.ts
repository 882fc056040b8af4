import {
  type DeployedResources,
  type Finding,
  type LimitCheck,
  resourcesOfType,
} from "./finding.ts";

type Properties = Readonly<Record<string, unknown>>;

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
const longestDelay = 900;
/** What SQS and Lambda do where the template says nothing. */
const usualVisibility = 30;
const usualTimeout = 3;
const usualBatch = 10;
/** So many messages Lambda takes without waiting for more. */
const largestBatchAtOnce = 10;

/** SQS: delays; and what Lambda asks of a queue that it takes batches from. */
export const queueLimits: LimitCheck = (resources) => [
  ...resourcesOfType(resources, "AWS::SQS::Queue").flatMap(delayFindings),
  ...resourcesOfType(resources, "AWS::Lambda::EventSourceMapping").flatMap(([id, mapping]) => [
    ...visibilityFindings(resources, mapping),
    ...batchFindings(id, mapping),
  ]),
];

function delayFindings([resource, { DelaySeconds }]: readonly [string, Properties]): Finding[] {
  const delay = numberOr(DelaySeconds, 0);
  if (delay <= longestDelay) return [];
  const sentence = `The queue holds messages back for ${delay} s; SQS does for ${longestDelay} s at most. A schedule holds them longer.`;
  return [{ limit: "QueueDelay", resource, place: "Properties/DelaySeconds", sentence }];
}

/**
 * Six times the timeout plus the window, or a batch that was throttled is handed out a second time:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
function visibilityFindings(resources: DeployedResources, mapping: Properties): readonly Finding[] {
  const resource = referenced(mapping.EventSourceArn);
  const consumer = referenced(mapping.FunctionName);
  const queue = resources[resource];
  const fn = resources[consumer];
  if (queue === undefined || fn === undefined) return [];
  const timeout = numberOr(fn.Properties?.Timeout, usualTimeout);
  const window = numberOr(mapping.MaximumBatchingWindowInSeconds, 0);
  const wanted = 6 * timeout + window;
  const found = numberOr(queue.Properties?.VisibilityTimeout, usualVisibility);
  if (found >= wanted) return [];
  return [
    {
      limit: "QueueVisibility",
      resource,
      place: "Properties/VisibilityTimeout",
      sentence: `A message stays hidden for ${found} s; wanted at least ${wanted} s: six times the ${timeout} s that ${consumer} may run, and its batch window of ${window} s.`,
    },
  ];
}

function batchFindings(resource: string, mapping: Properties): readonly Finding[] {
  const batch = numberOr(mapping.BatchSize, usualBatch);
  const window = numberOr(mapping.MaximumBatchingWindowInSeconds, 0);
  if (batch <= largestBatchAtOnce || window >= 1) return [];
  return [
    {
      limit: "BatchWindow",
      resource,
      place: "Properties/MaximumBatchingWindowInSeconds",
      sentence: `Batches of ${batch} messages without a window; wanted a window of at least 1 s above ${largestBatchAtOnce} messages.`,
    },
  ];
}

/** The logical id behind a reference; empty where it leads out of the template. */
function referenced(value: unknown): string {
  if (typeof value !== "object" || value === null) return "";
  const { Ref: ref, "Fn::GetAtt": attribute } = value as {
    Ref?: string;
    "Fn::GetAtt"?: readonly string[];
  };
  return ref ?? attribute?.[0] ?? "";
}

function numberOr(value: unknown, usual: number): number {
  return typeof value === "number" ? value : usual;
}
