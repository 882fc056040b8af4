import {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateListStackResources,
} from "@aws-sdk/client-cloudformation";
import type { Access } from "./access.ts";
import { attempt, type Reading } from "./reading.ts";

/** A resource of the stack: its logical id, its CloudFormation type, its name, ARN or address. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

export interface StackFacts {
  readonly resources: Reading<readonly StackResource[]>;
  /** SES identities that the stage may send as: `-c sender=…` and its domain. */
  readonly grantedIdentities: Reading<readonly string[]>;
  /** Topic of the stack that holds the alarms; undefined where there is no such stack. */
  readonly alarmTopic: Reading<string | undefined>;
}

export async function readStack(name: string, access: Access): Promise<StackFacts> {
  const client = new CloudFormationClient(access);
  const [resources, grantedIdentities, alarmTopic] = await Promise.all([
    attempt(() => listResources(client, name)),
    attempt(() => findIdentities(client, name)),
    attempt(() => findAlarmTopic(client, `${name}-observability`)),
  ]);
  return { resources, grantedIdentities, alarmTopic };
}

async function listResources(client: CloudFormationClient, name: string): Promise<StackResource[]> {
  const resources: StackResource[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: name })) {
    for (const one of page.StackResourceSummaries ?? []) {
      const { LogicalResourceId = "", ResourceType = "", PhysicalResourceId = "" } = one;
      resources.push({
        logicalId: LogicalResourceId,
        type: ResourceType,
        physicalId: PhysicalResourceId,
      });
    }
  }
  return resources;
}

/** The template names them in the policy of deliver-email and nowhere else (lib/email-sender.ts). */
async function findIdentities(client: CloudFormationClient, name: string): Promise<string[]> {
  const answer = await client.send(new GetTemplateCommand({ StackName: name }));
  const found = [...(answer.TemplateBody ?? "").matchAll(/:identity\/([^"\\\s]+)/g)];
  return [...new Set(found.map(([, identity = ""]) => identity))];
}

async function findAlarmTopic(
  client: CloudFormationClient,
  name: string,
): Promise<string | undefined> {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
    // The CDK puts the construct's path before the name of an output that a construct makes.
    return Stacks?.[0]?.Outputs?.find(({ OutputKey = "" }) => OutputKey.includes("AlarmTopic"))
      ?.OutputValue;
  } catch (error) {
    if (error instanceof Error && error.message.includes("does not exist")) return undefined;
    throw error;
  }
}
