import { CloudFormationClient, paginateListStackResources } from "@aws-sdk/client-cloudformation";
import { stackName } from "../orchestrate/cdk.ts";
import { region } from "../orchestrate/run-folder.ts";
import { keys } from "../stage/connection.ts";

/** What each resource of the stack is called outside it, by its id in the template. */
export type Resources = Readonly<Record<string, string>>;

/** Types that CloudFormation may make anew without a loss: what others hold on to is not among them. */
const replaceable = ["AWS::IAM::Policy", "AWS::Lambda::Permission", "AWS::CDK::Metadata"];

/** All that an update must keep: of another name it would be another table, queue or function. */
export async function listResources(endpoint: string): Promise<Resources> {
  const client = new CloudFormationClient({ endpoint, region, credentials: keys });
  const found: Record<string, string> = {};
  for await (const page of paginateListStackResources({ client }, { StackName: stackName })) {
    for (const resource of page.StackResourceSummaries ?? []) {
      const { LogicalResourceId: id = "", PhysicalResourceId: name = "", ResourceType } = resource;
      if (!replaceable.includes(ResourceType ?? "")) found[id] = name;
    }
  }
  return found;
}
