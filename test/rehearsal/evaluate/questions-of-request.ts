import type { Question } from "../../infra/iam/stage-policies.ts";
import type { FunctionRequest } from "../stage/requests.ts";

export interface Place {
  readonly region: string;
  readonly account: string;
  readonly stackName: string;
  /** The machine whose tokens take-turn and wake answer. */
  readonly runJourney: string;
}

type Asked = Omit<Question, "principal">;

/**
 * What AWS would ask IAM for one request, by the service authorization reference:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 * @throws Error for a request that has no rule yet
 */
export function questionsOf(request: FunctionRequest, place: Place): readonly Asked[] {
  const { service, action, body, path, status } = request;
  const { region, account } = place;
  const here = `${region}:${account}`;
  switch (service) {
    case "dynamodb":
      return tableQuestions(request, here);
    case "sqs": {
      const name = String(body["QueueUrl"]).split("/").at(-1);
      return [{ action: `sqs:${action}`, resource: `arn:aws:sqs:${here}:${name}` }];
    }
    case "secretsmanager":
      return [{ action: `secretsmanager:${action}`, resource: secretArn(body["SecretId"], here) }];
    case "events": {
      const entries = body["Entries"] as readonly { readonly EventBusName: string }[];
      const buses = new Set(entries.map(({ EventBusName }) => EventBusName));
      return [...buses].map((bus) => ({
        action: `events:${action}`,
        resource: `arn:aws:events:${here}:event-bus/${bus}`,
      }));
    }
    case "states":
      // A token says which execution it is of; AWS authorizes by that execution's machine.
      return [
        {
          action: `states:${action}`,
          resource: text(body["stateMachineArn"]) ?? place.runJourney,
        },
      ];
    case "scheduler":
      return scheduleQuestions(request, place);
    case "ses":
      return mailQuestions(request, here);
    case "sns":
      return [{ action: "sns:Publish", resource: text(body["TargetArn"]) ?? "*" }];
    case "s3": {
      const [, bucket = "", ...key] = decodeURIComponent(path).split("/");
      const resource = `arn:aws:s3:::${bucket}/${key.join("/")}`;
      const file = { action: `s3:${action}`, resource };
      // Of a file that is not there S3 tells only those who may list the bucket.
      const list = { action: "s3:ListBucket", resource: `arn:aws:s3:::${bucket}` };
      return action === "GetObject" && status === 404 ? [file, list] : [file];
    }
    default:
      throw new Error(`Which permission does ${service} ${action} need? Add a rule for it.`);
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** AWS's reference to a secret is its ARN; the emulator's is its name. */
function secretArn(id: unknown, here: string): string {
  const name = String(id);
  return name.startsWith("arn:") ? name : `arn:aws:secretsmanager:${here}:secret:${name}`;
}

function tableQuestions({ action, body }: FunctionRequest, here: string): Asked[] {
  const arn = (table: unknown) => `arn:aws:dynamodb:${here}:table/${text(table) ?? ""}`;
  const keyed = (resource: string, action: string, item: unknown): Asked => {
    const [leading] = Object.values((item ?? {}) as Record<string, Record<string, string>>);
    const value = leading === undefined ? undefined : Object.values(leading)[0];
    return {
      action: `dynamodb:${action}`,
      resource,
      ...(value !== undefined && { context: { "dynamodb:LeadingKeys": value } }),
    };
  };
  switch (action) {
    case "BatchGetItem":
      return Object.keys(body["RequestItems"] as object).map((table) => ({
        action: "dynamodb:BatchGetItem",
        resource: arn(table),
      }));
    // It asks for what it does.
    case "TransactWriteItems": {
      const items = body["TransactItems"] as readonly Record<string, { TableName: string }>[];
      return items.flatMap((item) =>
        Object.entries(item).map(([kind, { TableName }]) => ({
          action: `dynamodb:${kind === "Put" ? "PutItem" : `${kind}Item`}`,
          resource: arn(TableName),
        })),
      );
    }
    case "Query":
    case "Scan": {
      const index = text(body["IndexName"]);
      const resource =
        index === undefined ? arn(body["TableName"]) : `${arn(body["TableName"])}/index/${index}`;
      return [{ action: `dynamodb:${action}`, resource }];
    }
    default:
      return [keyed(arn(body["TableName"]), action, firstKey(body))];
  }
}

/** The partition key of what is read or written: `key` of customers and records, `kind` of definitions. */
function firstKey(body: Readonly<Record<string, unknown>>): unknown {
  const item = (body["Key"] ?? body["Item"]) as Record<string, unknown> | undefined;
  const leading = item?.["kind"] ?? item?.["key"];
  return leading === undefined ? undefined : { leading };
}

/** The group is that of the stage's name; a deletion names it in its query. */
function scheduleQuestions(
  { action, body, path }: FunctionRequest,
  { region, account, stackName }: Place,
): Asked[] {
  const name = decodeURIComponent(path.replace(/^\/schedules\//, ""));
  const group = text(body["GroupName"]) ?? stackName;
  const resource = `arn:aws:scheduler:${region}:${account}:schedule/${group}/${name}`;
  const call = { action: `scheduler:${action}`, resource };
  const { RoleArn } = (body["Target"] ?? {}) as { readonly RoleArn?: string };
  if (RoleArn === undefined) return [call];
  const context = { "iam:PassedToService": "scheduler.amazonaws.com" };
  return [call, { action: "iam:PassRole", resource: RoleArn, context }];
}

/** A mail in MIME asks for both actions, on the identity that it is from and on the configuration set. */
function mailQuestions({ body }: FunctionRequest, here: string): Asked[] {
  const { Raw } = body["Content"] as { readonly Raw?: { readonly Data: string } };
  const head =
    Buffer.from(Raw?.Data ?? "", "base64")
      .toString("latin1")
      .split("\r\n\r\n")[0] ?? "";
  const from = /^From:(?:[^\r\n]|\r\n[ \t])*?<?([^\s<>]+@[^\s<>]+)>?\r?$/im.exec(head)?.[1] ?? "";
  const resources = [
    `arn:aws:ses:${here}:identity/${from.slice(from.indexOf("@") + 1)}`,
    `arn:aws:ses:${here}:configuration-set/${String(body["ConfigurationSetName"])}`,
  ];
  return ["ses:SendEmail", "ses:SendRawEmail"].flatMap((action) =>
    resources.map((resource) => ({ action, resource })),
  );
}
