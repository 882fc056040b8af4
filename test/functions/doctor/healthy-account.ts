import { packDefinitions } from "../../../src/aws/catalog/definition-store.ts";
import { toItem } from "../../../src/aws/item.ts";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { readFolder } from "../../../src/local/read-folder.ts";
import { env, functionNames } from "../../../src/names.ts";
import type { Account, Input } from "./aws-account.ts";

const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:000000000000:${rest}`;
export const pushApplication = arn("sns", "app/GCM/shop");
const alarmTopic = arn("sns", "sojourn-prod-alarms");
const keySecret = arn("secretsmanager", "secret:CustomerKey-a1b2c3");
const optOutSecret = arn("secretsmanager", "secret:OptOutKey-d4e5f6");

/** Calls at a time of each queue's consumer, as lib has them. */
const consumers = {
  intake: 10,
  wake: 12,
  settle: undefined,
  "deliver-email": 30,
  "deliver-sms": 2,
  "deliver-push": 10,
  feedback: 50,
  publish: 2,
} as const;

/** A stage `sojourn-prod` with the example journeys, in an account that a team has prepared well. */
export function healthyAccount(): Account {
  return {
    ...stack(),
    ...stores(),
    ...lambda(),
    ...email(),
    ...sns(),
    ListServiceQuotas: listQuotas,
    ListAWSDefaultServiceQuotas: { Quotas: [] },
    GetQueueAttributes: { Attributes: { ApproximateNumberOfMessages: "0" } },
  };
}

function stack(): Account {
  const queue = (name: string) => `QUEUES/000000000000/${name}`;
  const resources = [
    ...functionNames.map((name) => ["AWS::Lambda::Function", `Fn${name}`, `fn-${name}`]),
    ...Object.keys(consumers).map((name) => ["AWS::Lambda::EventSourceMapping", `Es${name}`, name]),
    ["AWS::SQS::Queue", "EventIntakeIntakeQueueMessages11112222", queue("intake")],
    ["AWS::SQS::Queue", "EventIntakeIntakeQueueDeadLetters1A2B3C4D", queue("intake-dead")],
    ["AWS::SQS::Queue", "MessageDeliveryEmailEmailQueueDeadLetters5E6F7A8B", queue("email-dead")],
    ["AWS::SES::ConfigurationSet", "SenderConfigurationSet", "sojourn-prod-set"],
  ];
  const template = {
    Resources: {
      Policy: {
        Statement: [
          { Resource: { "Fn::Join": ["", ["arn:", ":ses:", ":identity/hello@shop.example.com"]] } },
          { Resource: { "Fn::Join": ["", ["arn:", ":ses:", ":identity/shop.example.com"]] } },
        ],
      },
    },
  };
  return {
    DescribeStacks: ({ StackName = "" }: Input) =>
      StackName === "sojourn-prod"
        ? describe(StackName, {
            CustomersTable: "customers",
            TimelineTable: "timeline",
            CatalogTable: "catalog",
            AddressesTable: "addresses",
          })
        : describe(StackName, { MonitoringAlarmTopic1A2B: alarmTopic }),
    ListStackResources: () =>
      `<StackResourceSummaries>${resources
        .map(
          ([type, logical, physical]) =>
            `<member><ResourceType>${type}</ResourceType><LogicalResourceId>${logical}</LogicalResourceId><PhysicalResourceId>${physical}</PhysicalResourceId><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>`,
        )
        .join("")
        .replaceAll("QUEUES", process.env.AWS_ENDPOINT_URL ?? "")}</StackResourceSummaries>`,
    GetTemplate: `<TemplateBody>${JSON.stringify(template)}</TemplateBody>`,
  };
}

/** A stack as CloudFormation describes it. */
export function describe(
  name: string,
  outputs: Readonly<Record<string, string>>,
  status = "UPDATE_COMPLETE",
) {
  const told = Object.entries(outputs).map(
    ([key, value]) =>
      `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return `<Stacks><member><StackName>${name}</StackName><StackId>${arn("cloudformation", `stack/${name}/1`)}</StackId><StackStatus>${status}</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime><Outputs>${told.join("")}</Outputs></member></Stacks>`;
}

/** Read, checked and packed once: that takes longer than a whole diagnosis. */
let packed: ReturnType<typeof packDefinitions> | undefined;

function packExamples() {
  const { set } = checkFiles(readFolder("examples"), { now: Date.parse("2026-11-01T00:00:00Z") });
  if (set === undefined) throw new Error("the examples have no definitions");
  return packDefinitions(set);
}

function stores(): Account {
  packed ??= packExamples();
  const { manifest, definitions } = packed;
  const bodies = [...definitions].map(([name, body]) => toItem({ kind: "definition", name, body }));
  const secrets: Readonly<Record<string, string>> = {
    [keySecret]: JSON.stringify({ customerKey: "k".repeat(64) }),
    [optOutSecret]: JSON.stringify({ optOut: "o".repeat(64) }),
  };
  return {
    GetItem: (input: Input) =>
      JSON.stringify(input).includes('"manifest"')
        ? { Item: toItem({ kind: "manifest", name: "live", ...manifest }) }
        : {},
    BatchGetItem: { Responses: { catalog: bodies }, UnprocessedKeys: {} },
    DescribeTable: {
      Table: { TableStatus: "ACTIVE", DeletionProtectionEnabled: true, ItemCount: 0 },
    },
    DescribeContinuousBackups: {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: "ENABLED",
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "ENABLED" },
      },
    },
    GetSecretValue: ({ SecretId = "" }: Input) => ({
      ARN: SecretId,
      SecretString: secrets[SecretId],
    }),
  };
}

function lambda(): Account {
  const environments: Readonly<Record<string, object>> = {
    intake: { [env.stageSecret]: keySecret },
    "deliver-email": { [env.optOutSecret]: optOutSecret },
    "deliver-push": { [env.pushApplications]: pushApplication },
  };
  return {
    GetFunctionConfiguration: ({ FunctionName = "" }: Input) => {
      const name = FunctionName.replace(/^fn-/, "");
      const Variables = { [env.functionName]: name, ...environments[name] };
      return {
        FunctionName,
        State: "Active",
        LastUpdateStatus: "Successful",
        Environment: { Variables },
      };
    },
    GetEventSourceMapping: ({ UUID = "" }: Input) => ({
      UUID,
      FunctionArn: arn("lambda", `function:fn-${UUID}`),
      State: "Enabled",
      BatchSize: 10,
      ScalingConfig: { MaximumConcurrency: consumers[UUID as keyof typeof consumers] },
    }),
    GetAccountSettings: { AccountLimit: { ConcurrentExecutions: 1000 } },
  };
}

function email(): Account {
  return {
    GetAccount: {
      ProductionAccessEnabled: true,
      SendingEnabled: true,
      EnforcementStatus: "HEALTHY",
      SendQuota: { Max24HourSend: 5_000_000, MaxSendRate: 200, SentLast24Hours: 10 },
    },
    GetEmailIdentity: ({ EmailIdentity = "" }: Input) =>
      EmailIdentity === "shop.example.com"
        ? identity()
        : {
            error: "NotFoundException",
            message: `Email identity ${EmailIdentity} does not exist.`,
            status: 404,
          },
    GetConfigurationSet: { SendingOptions: { SendingEnabled: true } },
    GetConfigurationSetEventDestinations: {
      EventDestinations: [
        {
          Name: "Feedback",
          Enabled: true,
          MatchingEventTypes: [
            "SEND",
            "REJECT",
            "RENDERING_FAILURE",
            "DELIVERY_DELAY",
            "DELIVERY",
            "BOUNCE",
            "COMPLAINT",
            "OPEN",
            "CLICK",
          ],
          EventBridgeDestination: { EventBusArn: arn("events", "event-bus/default") },
        },
      ],
    },
  };
}

/** The shop's domain as SES tells of it. */
export function identity(change: object = {}) {
  return {
    IdentityType: "DOMAIN",
    VerifiedForSendingStatus: true,
    DkimAttributes: { SigningEnabled: true, Status: "SUCCESS", Tokens: ["a", "b", "c"] },
    MailFromAttributes: {
      MailFromDomain: "bounce.shop.example.com",
      MailFromDomainStatus: "SUCCESS",
      BehaviorOnMxFailure: "USE_DEFAULT_VALUE",
    },
    ...change,
  };
}

function sns(): Account {
  const attributes = (pairs: Readonly<Record<string, string>>, name: string) =>
    `<${name}>${Object.entries(pairs)
      .map(([key, value]) => `<entry><key>${key}</key><value>${value}</value></entry>`)
      .join("")}</${name}>`;
  return {
    GetTopicAttributes: attributes(
      { SubscriptionsConfirmed: "1", SubscriptionsPending: "0" },
      "Attributes",
    ),
    GetSMSSandboxAccountStatus: "<IsInSandbox>false</IsInSandbox>",
    GetSMSAttributes: attributes({ MonthlySpendLimit: "50000" }, "attributes"),
    GetPlatformApplicationAttributes: attributes({ Enabled: "true" }, "Attributes"),
  };
}

function listQuotas({ ServiceCode = "" }: Input) {
  const named: Readonly<Record<string, Readonly<Record<string, number>>>> = {
    states: {
      "StartExecution throttle token bucket size": 1300,
      "StartExecution throttle token refill rate per second": 300,
      "StateTransition throttle token refill rate per second": 5000,
      "SendTaskSuccess throttle token refill rate per second": 500,
      "Open executions": 1_000_000,
    },
    scheduler: {
      "CreateSchedule request rate": 5000,
      "Invocations throttle limit in transactions per second": 1000,
      "Number of schedules": 10_000_000,
    },
    events: { "PutEvents throttle limit in transactions per second": 10_000 },
  };
  const Quotas = Object.entries(named[ServiceCode] ?? {}).map(([QuotaName, Value], index) => ({
    ServiceCode,
    QuotaName,
    QuotaCode: `L-${ServiceCode.toUpperCase()}${index}`,
    Value,
  }));
  return { Quotas };
}
