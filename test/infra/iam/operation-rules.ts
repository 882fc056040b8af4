import { heldIndex } from "../../../src/names.ts";
import type { ReachableCall } from "./reachable-calls.ts";

export interface Permission {
  readonly action: string;
  /** As the ledger writes it: the path of a construct, or an ARN. */
  readonly resource: string;
}

/** What the stage makes of a function's names, as the ledger would write it. */
export interface Naming {
  /** What the function's environment says under a key of `env`. */
  readonly told: (key: string) => string;
  /** ARN in the stage's account and Region. */
  readonly arnOf: (service: string, resource: string) => string;
  /** What email is sent as. */
  readonly sender: { readonly address: string; readonly domain: string };
}

/**
 * A transaction asks for what it does: ours are of updates only (src/aws/table.ts).
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 */
const transactions: Readonly<Record<string, string>> = {
  "dynamodb:TransactWriteItems": "dynamodb:UpdateItem",
};

/**
 * The permissions that a call needs, by the service that it goes to.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 * @throws for a service that has no rule here yet
 */
export function permissionsFor(
  { service, operation, environment, index }: ReachableCall,
  naming: Naming,
): readonly Permission[] {
  const { told } = naming;
  const each = (prefix: string, wanted: RegExp) =>
    environment
      .filter((key) => wanted.test(key))
      .map((key) => ({ action: `${prefix}:${operation}`, resource: told(key) }));
  switch (service) {
    case "dynamodb":
      return each("dynamodb", /Table$/).map(({ action, resource }) => ({
        action: transactions[action] ?? action,
        resource: index ? `${resource}/index/${heldIndex}` : resource,
      }));
    case "sqs":
      return each("sqs", /QueueUrl$/);
    case "secrets-manager":
      return each("secretsmanager", /Secret$/);
    case "sfn":
      return each("states", /Machine$/);
    case "eventbridge":
      return each("events", /^bus$/);
    case "scheduler":
      return schedulePermissions(operation, environment, naming);
    case "sesv2":
      return emailPermissions(operation, naming);
    case "sns":
      return textPermissions(environment, naming);
    case "s3":
      return filePermissions(operation, environment, naming);
    default:
      throw new Error(`Which permission does ${service} ${operation} need? Add a rule for it.`);
  }
}

/** Permissions to make a schedule: its maker passes a role to it, that of the queue it is for. */
function schedulePermissions(
  operation: string,
  environment: readonly string[],
  { told, arnOf }: Naming,
): readonly Permission[] {
  const group = arnOf("scheduler", `schedule/${told("scheduleGroup")}/*`);
  const call = { action: `scheduler:${operation}`, resource: group };
  if (operation !== "CreateSchedule") return [call];
  const roles = environment.filter((key) => key.endsWith("Role"));
  const passed = roles.map((key) => ({ action: "iam:PassRole", resource: told(key) }));
  return [call, ...passed];
}

/** SES asks for the identity that it finds verified, the address or its domain, and for the set. */
function emailPermissions(operation: string, { told, arnOf, sender }: Naming) {
  const resources = [
    `identity/${sender.address}`,
    `identity/${sender.domain}`,
    `configuration-set/${told("configurationSet")}`,
  ];
  // A mail that is given in MIME asks for the second action, too.
  const actions =
    operation === "SendEmail" ? ["ses:SendEmail", "ses:SendRawEmail"] : [`ses:${operation}`];
  return actions.flatMap((action) =>
    resources.map((resource) => ({ action, resource: arnOf("ses", resource) })),
  );
}

/** A phone number has no ARN; a device's endpoint lies under its application. */
function textPermissions(environment: readonly string[], { told }: Naming): readonly Permission[] {
  if (!environment.includes("pushApplications")) return [{ action: "sns:Publish", resource: "*" }];
  const applications = told("pushApplications").split(",");
  return applications.map((arn) => ({
    action: "sns:Publish",
    resource: `${arn.replace(":app/", ":endpoint/")}/*`,
  }));
}

/** By the method of the signed request. Without the list a file that is not there is "forbidden". */
function filePermissions(
  method: string,
  environment: readonly string[],
  { told }: Naming,
): readonly Permission[] {
  return environment
    .filter((key) => key in writtenFiles)
    .flatMap((key) => {
      const bucket = told(key);
      switch (method) {
        case "GET":
          return [
            { action: "s3:GetObject", resource: `${bucket}/*` },
            { action: "s3:ListBucket", resource: bucket },
          ];
        case "PUT":
          return [{ action: "s3:PutObject", resource: `${bucket}/${writtenFiles[key]}` }];
        default:
          throw new Error(`Which permission does a ${method} of S3 need? Add a rule for it.`);
      }
    });
}

/** What functions write into each bucket. */
const writtenFiles: Readonly<Record<string, string>> = {
  definitionsBucket: "*.report.json",
  importsBucket: "imports/*/outcomes/*",
};
