import { AwsClient } from "aws4fetch";
import type { Connection } from "../stage/connection.ts";
import { keys } from "../stage/connection.ts";

/**
 * Empties the bucket, as a person must: CloudFormation deletes only an empty one. All versions go.
 */
export async function emptyBucket({ endpoint, region, output }: Connection): Promise<void> {
  const client = new AwsClient({ ...keys, region, service: "s3", retries: 1 });
  const bucket = `${endpoint}/${output("DefinitionsBucket")}`;
  for (;;) {
    const page = await (await client.fetch(`${bucket}?versions`)).text();
    const found = [...page.matchAll(/<(?:Version|DeleteMarker)>.*?<\/(?:Version|DeleteMarker)>/gs)];
    if (found.length === 0) return;
    for (const [entry] of found) {
      const key = /<Key>(.*?)<\/Key>/.exec(entry)?.[1] ?? "";
      const version = /<VersionId>(.*?)<\/VersionId>/.exec(entry)?.[1] ?? "null";
      await client.fetch(`${bucket}/${key}?versionId=${version}`, { method: "DELETE" });
    }
  }
}

interface Listing {
  readonly kind: string;
  readonly service: string;
  readonly path?: string;
  readonly target?: string;
  readonly action?: string;
}

/** Every kind of thing that the stack makes and that a later deployment could stumble over. */
const listings: readonly Listing[] = [
  { kind: "table", service: "dynamodb", target: "DynamoDB_20120810.ListTables" },
  { kind: "queue", service: "sqs", target: "AmazonSQS.ListQueues" },
  { kind: "function", service: "lambda", path: "/2015-03-31/functions/" },
  { kind: "event source", service: "lambda", path: "/2015-03-31/event-source-mappings/" },
  { kind: "schedule", service: "scheduler", path: "/schedules" },
  { kind: "schedule group", service: "scheduler", path: "/schedule-groups" },
  { kind: "bucket", service: "s3", path: "/" },
  { kind: "state machine", service: "states", target: "AWSStepFunctions.ListStateMachines" },
  { kind: "bus", service: "events", target: "AWSEvents.ListEventBuses" },
  // Those of the default bus; a bus of ours takes its own with it.
  { kind: "rule", service: "events", target: "AWSEvents.ListRules" },
  { kind: "secret", service: "secretsmanager", target: "secretsmanager.ListSecrets" },
  { kind: "configuration set", service: "ses", path: "/v2/email/configuration-sets" },
  { kind: "log group", service: "logs", target: "Logs_20140328.DescribeLogGroups" },
  { kind: "role", service: "iam", action: "Action=ListRoles&Version=2010-05-08" },
  { kind: "stack", service: "cloudformation", action: "Action=DescribeStacks&Version=2010-05-15" },
];

/** What still carries the stack's name after it was destroyed, each as `<kind>: <name>`. */
export async function findLeftovers(connection: Connection): Promise<string[]> {
  const found: string[] = [];
  for (const listing of listings) {
    const answer = await list(connection, listing);
    const names = answer.match(new RegExp(`${connection.stackName}[\\w.-]*`, "gi")) ?? [];
    found.push(...new Set(names.map((name) => `${listing.kind}: ${name}`)));
  }
  return found;
}

async function list({ endpoint, region }: Connection, listing: Listing): Promise<string> {
  const { service, path = "/", target, action } = listing;
  const client = new AwsClient({ ...keys, region, service, retries: 1 });
  const answer = await client.fetch(`${endpoint}${path}`, {
    method: target === undefined && action === undefined ? "GET" : "POST",
    headers: {
      ...(target !== undefined && {
        "x-amz-target": target,
        "content-type": "application/x-amz-json-1.1",
      }),
      ...(action !== undefined && { "content-type": "application/x-www-form-urlencoded" }),
    },
    ...(target !== undefined && { body: "{}" }),
    ...(action !== undefined && { body: action }),
  });
  if (!answer.ok) throw new Error(`${listing.kind}: ${answer.status} ${await answer.text()}`);
  return answer.text();
}
