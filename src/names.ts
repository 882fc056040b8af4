/** Names that deploy time (`lib`) and run time (`functions`, `src/aws`) must agree on. */

/**
 * The channels that messages go out by: each has a queue, a function and alarms of its own. A test
 * compares them with the table of src/core/channels.
 */
export const channelNames = ["email", "sms", "push"] as const;
export type ChannelName = (typeof channelNames)[number];

/** Every Lambda: its file in `functions/`, its construct id and its bundle share this name. */
export const functionNames = [
  "intake",
  "take-turn",
  "wake",
  "settle",
  "deliver-email",
  "deliver-sms",
  "deliver-push",
  "release",
  "feedback",
  "publish",
  "sweep",
  "backfill",
  "finish-backfill",
  "learn",
  "opt-out",
  "import",
] as const;
export type FunctionName = (typeof functionNames)[number];

/** The function that hands a channel's messages to its provider. */
export function deliverFunction(channel: ChannelName): FunctionName & `deliver-${string}` {
  return `deliver-${channel}`;
}

/** Environment names, declared once. A function gets only those of what it is granted. */
export const env = {
  /** The function's own name, the stage, and the first part of its name: log lines and figures. */
  functionName: "FUNCTION_NAME",
  stage: "STAGE",
  service: "POWERTOOLS_SERVICE_NAME",
  customersTable: "CUSTOMERS_TABLE",
  addressesTable: "ADDRESSES_TABLE",
  timelineTable: "TIMELINE_TABLE",
  catalogTable: "CATALOG_TABLE",
  /** ARN of the secret that holds `{"customerKey": …}`. Never rotated: every id hangs on it. */
  stageSecret: "STAGE_SECRET_ARN",
  /** ARN of the secret that holds `{"optOut": …}`, the key that signs opt-out links. */
  optOutSecret: "OPT_OUT_SECRET_ARN",
  runJourneyMachine: "RUN_JOURNEY_ARN",
  backfillMachine: "BACKFILL_FIGURES_ARN",
  wakeQueueUrl: "WAKE_QUEUE_URL",
  wakeQueueArn: "WAKE_QUEUE_ARN",
  emailQueueUrl: "EMAIL_QUEUE_URL",
  smsQueueUrl: "SMS_QUEUE_URL",
  pushQueueUrl: "PUSH_QUEUE_URL",
  emailQueueArn: "EMAIL_QUEUE_ARN",
  smsQueueArn: "SMS_QUEUE_ARN",
  pushQueueArn: "PUSH_QUEUE_ARN",
  /** The queue of gates that are to be looked at, and how a schedule sends to it. */
  releaseQueueUrl: "RELEASE_QUEUE_URL",
  releaseQueueArn: "RELEASE_QUEUE_ARN",
  releaseRole: "RELEASE_ROLE_ARN",
  releaseDeadLetters: "RELEASE_DLQ_ARN",
  scheduleGroup: "SCHEDULE_GROUP",
  scheduleRole: "SCHEDULE_ROLE_ARN",
  /** ARN that goes into `Target.DeadLetterConfig` of every schedule that the function makes. */
  scheduleDeadLetters: "SCHEDULE_DLQ_ARN",
  bus: "EVENT_BUS_NAME",
  definitionsBucket: "DEFINITIONS_BUCKET",
  importsBucket: "IMPORTS_BUCKET",
  configurationSet: "SES_CONFIGURATION_SET",
  /** Base address of the opt-out endpoint; the link of each message adds `?t=<signed token>`. */
  optOutUrl: "OPT_OUT_URL",
  /** ARNs of the push platform applications, comma between; absent where the team has none. */
  pushApplications: "PUSH_APPLICATION_ARNS",
  /** Where intake puts an event that it refuses, and feedback a report, with the reason as a message attribute. */
  refusedQueueUrl: "REFUSED_QUEUE_URL",
  defaultZone: "DEFAULT_ZONE",
  /** The SES identity that emails come from: a sender of another domain is refused at publish. */
  senderIdentity: "SENDER_IDENTITY",
  /** Table that says how far a test has moved the stage's time; only on a disposable stage that asks. */
  testClockTable: "TEST_CLOCK_TABLE",
} as const;

/**
 * The SDK's own variable: set to the function's name, each request says `app/<name>` in its
 * User-Agent, and CloudTrail shows who called. Not ours to read: libraries add to it.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-appid.html
 */
export const callerName = "AWS_SDK_UA_APP_ID";

/** The email tag under which SES echoes our message id in its events. */
export const messageTag = "sojourn-message";

/**
 * `source` of the events that journeys emit; they come back to intake like a storefront's. Sources
 * that begin with it and a dot are for others only, and the intake rule leaves them out.
 */
export const eventSource = "sojourn";

/** `source` of what happened to one customer and no journey need hear of: a task, an offer. */
export const noticeSource = "sojourn.notice";

/** `source` of the verdicts on published files. */
export const verdictSource = "sojourn.verdict";

/** How the key of a verdict ends that is written beside a file; such keys are never published. */
export const reportSuffix = ".report.json";

/** Global secondary index of the timeline: what a person must see. Sparse and sharded. */
export const attentionIndex = "attention";

/** Global secondary index of the timeline: messages that wait at a gate. Sparse and sharded. */
export const heldIndex = "held";

/** Where our own figures stand in CloudWatch, beside AWS's. */
export const metricNamespace = "Sojourn";

/**
 * All figures that functions may write, each with what one of it is. Only what happens seldom: a line
 * in the log is the price of each (DESIGN §9).
 */
export const metricNames = [
  /** An event that was put aside with its reason. */
  "EventsRefused",
  /** A part of an event that could not be read; its record names it. */
  "EventPartsLeftOut",
  /** A try of a queue record that failed; by the name of the error too. */
  "RecordsFailed",
  /** A try of a turn that failed; by the name of the error too. */
  "TurnsFailed",
  /** A run that broke, whose enrollment was listed. */
  "RunsFailed",
  /** A message that its provider refused or sent back for good. */
  "MessagesFailed",
  /** A channel that was closed, or stays so, since its provider refuses the stage itself. */
  "ChannelsRefused",
  /** A message of which only a person can tell whether it was sent. */
  "MessagesUnknown",
  /** A saved file that did not go live. */
  "FilesRefused",
  /** A wait or a consequence that was lost and that the sweep carried out. */
  "OverdueFound",
  /** A customer whom a sweep, a backfill or an import set aside. */
  "ItemsSetAside",
] as const;
export type MetricName = (typeof metricNames)[number];
