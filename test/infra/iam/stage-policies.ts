import { runSimulation } from "@cloud-copilot/iam-simulate";

/** A template as it is deployed, with its resources by logical id. */
export interface DeployedTemplate {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Properties }>
  >;
}

type Properties = Readonly<Record<string, unknown>>;

/** Where a stage stands, and what its resources are called there. */
export interface Naming {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  /** Name, ARN or address of a resource, as `Ref` gives it. @default its logical id */
  readonly refOf?: (logicalId: string) => string | undefined;
}

export interface Policy {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

/** One thing that a role or a service asks of AWS. */
export interface Question {
  /** ARN of a role, or a service such as `events.amazonaws.com`. */
  readonly principal: string;
  /** Such as `sqs:SendMessage`. */
  readonly action: string;
  readonly resource: string;
  /** Condition keys that AWS would fill in; `aws:SecureTransport` is true without being named. */
  readonly context?: Readonly<Record<string, string>>;
}

export interface Verdict {
  readonly allowed: boolean;
  /** Why it is refused, as the evaluator says it, or empty. */
  readonly why: string;
}

/**
 * Every policy of a stage with its references resolved, judged by a real evaluator of IAM. It is a
 * development dependency under the AGPL: nothing of it is in what ships.
 */
export function createStagePolicies(templates: readonly DeployedTemplate[], naming: Naming) {
  const resources = Object.assign({}, ...templates.map(({ Resources }) => Resources));
  const resolve = createResolver(resources, naming);
  const ofType = (...types: string[]) =>
    Object.entries(resources as DeployedTemplate["Resources"]).flatMap(([id, each]) =>
      types.includes(each.Type)
        ? [{ id, properties: resolve(each.Properties ?? {}) as Properties }]
        : [],
    );

  const identities = new Map<string, Policy[]>();
  const trusts = new Map<string, Policy>();
  for (const { id, properties } of ofType("AWS::IAM::Role")) {
    const arn = resolve({ "Fn::GetAtt": [id, "Arn"] }) as string;
    trusts.set(arn, properties["AssumeRolePolicyDocument"] as Policy);
    const inline = (properties["Policies"] ?? []) as { PolicyDocument: Policy }[];
    identities.set(
      arn,
      inline.map(({ PolicyDocument }) => PolicyDocument),
    );
  }
  for (const { properties } of ofType("AWS::IAM::Policy")) {
    for (const role of properties["Roles"] as string[]) {
      identities
        .get(arnOf("AWS::IAM::Role", role, naming))
        ?.push(properties["PolicyDocument"] as Policy);
    }
  }
  const attached = new Map<string, Policy>();
  for (const { properties } of ofType("AWS::SQS::QueuePolicy")) {
    for (const url of properties["Queues"] as string[]) {
      attached.set(arnOf("AWS::SQS::Queue", url, naming), properties["PolicyDocument"] as Policy);
    }
  }
  for (const { properties } of ofType("AWS::SNS::TopicPolicy")) {
    for (const topic of properties["Topics"] as string[]) {
      attached.set(topic, properties["PolicyDocument"] as Policy);
    }
  }
  for (const { properties } of ofType("AWS::S3::BucketPolicy")) {
    const bucket = arnOf("AWS::S3::Bucket", String(properties["Bucket"]), naming);
    attached.set(bucket, properties["PolicyDocument"] as Policy);
  }
  for (const { id, properties } of ofType("AWS::Lambda::Permission")) {
    const fn = properties["FunctionName"] as string;
    const arn = fn.startsWith("arn:") ? fn : arnOf("AWS::Lambda::Function", fn, naming);
    const { Statement: former = [] } = attached.get(arn) ?? {};
    attached.set(arn, {
      Version: "2012-10-17",
      Statement: [...former, permissionStatement(id, arn, properties)],
    });
  }

  /** The policy of a resource; that of its bucket for an object. */
  const attachedTo = (resource: string) =>
    attached.get(resource) ?? attached.get(resource.split("/")[0] ?? "");

  async function evaluate(question: Question): Promise<Verdict> {
    const { principal } = question;
    const { action, resource, rename } = evaluable(question);
    const answer = await runSimulation(
      {
        request: {
          principal,
          action,
          resource: { resource, accountId: naming.account },
          contextVariables: { "aws:SecureTransport": "true", ...question.context },
        },
        identityPolicies: (identities.get(principal) ?? []).map((policy, n) => ({
          name: `policy-${n}`,
          policy: rename(policy),
        })),
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        resourcePolicy: trusts.get(resource) ?? attachedTo(resource),
      },
      {},
    );
    if (answer.resultType === "error") {
      throw new Error(
        `${principal} ${question.action} ${resource}: ${JSON.stringify(answer.errors)}`,
      );
    }
    return { allowed: answer.overallResult === "Allowed", why: answer.overallResult };
  }

  return { evaluate, resolve, ofType, identities, trusts, attached };
}

/**
 * The service reference, which the evaluator goes by, lists no resource for two kinds of calls that AWS
 * judges by one: answers to a task's token by its machine, and a text to a phone number by `*`. Each is
 * judged as an action that the reference knows with that resource, in question and policies alike.
 */
const standIns: Readonly<Record<string, string>> = {
  "states:SendTaskSuccess": "states:DescribeStateMachine",
  "states:SendTaskFailure": "states:DescribeStateMachine",
};

function evaluable({ action, resource }: Question) {
  if (action === "sns:Publish" && resource.includes(":endpoint/")) {
    // A device's endpoint is no resource of the reference either: written flat it looks like a topic.
    const flat = (arn: string) => (arn.includes(":endpoint/") ? arn.replaceAll("/", "_") : arn);
    const rename = (policy: Policy): Policy => ({
      ...policy,
      Statement: policy.Statement.map((statement) => ({
        ...statement,
        ...(statement.Resource !== undefined && {
          Resource: [statement.Resource].flat().map(flat),
        }),
      })),
    });
    return { action, resource: flat(resource), rename };
  }
  const isText = action === "sns:Publish" && resource === "*";
  const standIn = isText ? "sns:ListPhoneNumbersOptedOut" : standIns[action];
  if (standIn === undefined) return { action, resource, rename: (policy: Policy) => policy };
  const rename = (policy: Policy): Policy => ({
    ...policy,
    Statement: policy.Statement.map((statement) => ({
      ...statement,
      Action: [statement.Action].flat().map((each) => (each === action ? standIn : each)),
    })),
  });
  return { action: standIn, resource, rename };
}

export type StagePolicies = ReturnType<typeof createStagePolicies>;

function permissionStatement(id: string, arn: string, properties: Properties): Statement {
  const {
    Action,
    Principal,
    FunctionUrlAuthType: auth,
    InvokedViaFunctionUrl: viaUrl,
  } = properties;
  const principal = String(Principal);
  return {
    Sid: id,
    Effect: "Allow",
    Action: String(Action),
    Resource: arn,
    Principal: principal === "*" ? "*" : { Service: principal },
    ...(auth !== undefined && {
      Condition: { StringEquals: { "lambda:FunctionUrlAuthType": auth as string } },
    }),
    ...(viaUrl === true && { Condition: { Bool: { "lambda:InvokedViaFunctionUrl": "true" } } }),
  };
}

/** Puts names and ARNs in the place of CloudFormation's references. */
function createResolver(resources: DeployedTemplate["Resources"], naming: Naming) {
  const pseudo: Record<string, string> = {
    "AWS::AccountId": naming.account,
    "AWS::Region": naming.region,
    "AWS::Partition": naming.partition,
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": "sojourn",
  };
  const typeOf = (id: string) => {
    const type = resources[id]?.Type;
    if (type === undefined) throw new Error(`No resource ${id} in the templates`);
    return type;
  };
  function refOf(id: string): string {
    if (pseudo[id] !== undefined) return pseudo[id];
    const type = typeOf(id);
    const name = naming.refOf?.(id) ?? id;
    return refIsArn.has(type) ? arnOf(type, name, naming) : name;
  }
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== "object" || value === null) return value;
    if ("Ref" in value) return refOf(String(value.Ref));
    if ("Fn::GetAtt" in value) {
      const [id, attribute] = value["Fn::GetAtt"] as [string, string];
      if (attribute === "Arn") return arnOf(typeOf(id), refOf(id), naming);
      return `${refOf(id)}.${attribute}`;
    }
    if ("Fn::GetStackOutput" in value) return JSON.stringify(value);
    if ("Fn::Join" in value) {
      const [separator, parts] = value["Fn::Join"] as [string, unknown[]];
      return parts.map((part) => String(resolve(part))).join(separator);
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
  };
  return resolve;
}

const refIsArn: ReadonlySet<string> = new Set([
  "AWS::SNS::Topic",
  "AWS::StepFunctions::StateMachine",
  "AWS::SecretsManager::Secret",
]);

/** ARN of a resource from what `Ref` gives for it. */
function arnOf(type: string, ref: string, { partition, region, account }: Naming): string {
  if (ref.startsWith("arn:")) return ref;
  const here = `${region}:${account}`;
  const name = ref.split("/").at(-1) ?? ref;
  const forms: Record<string, string> = {
    "AWS::DynamoDB::Table": `dynamodb:${here}:table/${ref}`,
    "AWS::Events::EventBus": `events:${here}:event-bus/${ref}`,
    // A rule on a bus of its own is named with it: `bus|rule`.
    "AWS::Events::Rule": `events:${here}:rule/${ref.replace("|", "/")}`,
    "AWS::Events::Archive": `events:${here}:archive/${ref}`,
    "AWS::IAM::Role": `iam::${account}:role/${ref}`,
    "AWS::Lambda::Function": `lambda:${here}:function:${ref}`,
    "AWS::Logs::LogGroup": `logs:${here}:log-group:${ref}:*`,
    "AWS::S3::Bucket": `s3:::${ref}`,
    "AWS::SQS::Queue": `sqs:${here}:${name}`,
    "AWS::SNS::Topic": `sns:${here}:${ref}`,
    "AWS::StepFunctions::StateMachine": `states:${here}:stateMachine:${ref}`,
    "AWS::SecretsManager::Secret": `secretsmanager:${here}:secret:${ref}`,
    "AWS::CloudWatch::Alarm": `cloudwatch:${here}:alarm:${ref}`,
    "AWS::Scheduler::ScheduleGroup": `scheduler:${here}:schedule-group/${ref}`,
  };
  const form = forms[type];
  if (form === undefined) throw new Error(`No form of ARN for ${type}`);
  return `arn:${partition}:${form}`;
}
