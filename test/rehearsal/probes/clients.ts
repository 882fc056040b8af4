import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { account, region } from "../orchestrate/run-folder.ts";
import { connectTo, keys } from "../stage/connection.ts";
import { until } from "../stage/until.ts";

type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: object }>>;

/** Clients of one emulator, and stacks on it. */
export type ProbeClients = ReturnType<typeof createProbeClients>;

export function createProbeClients(endpoint: string) {
  const stage = { endpoint, region, account, stackName: "probe", outputs: {} };
  const { clients } = connectTo(stage, "");
  const formation = new CloudFormationClient({ endpoint, region, credentials: keys });

  async function settled(name: string): Promise<string> {
    return until(`stack ${name} to settle`, async () => {
      const { Stacks } = await formation.send(new DescribeStacksCommand({ StackName: name }));
      const status = Stacks?.[0]?.StackStatus ?? "";
      return status.endsWith("_IN_PROGRESS") ? undefined : status;
    });
  }

  return {
    ...clients,
    formation,
    endpoint,
    /** @returns the status that the stack comes to rest in */
    createStack: async (name: string, resources: Resources): Promise<string> => {
      const TemplateBody = JSON.stringify({ Resources: resources });
      await formation.send(new CreateStackCommand({ StackName: name, TemplateBody }));
      return settled(name);
    },
    updateStack: async (name: string, resources: Resources): Promise<string> => {
      const TemplateBody = JSON.stringify({ Resources: resources });
      await formation.send(new UpdateStackCommand({ StackName: name, TemplateBody }));
      return settled(name);
    },
    queueUrl: (name: string) => `${endpoint}/${account}/${name}`,
    arn: (service: string, resource: string) =>
      `arn:aws:${service}:${region}:${account}:${resource}`,
  };
}

const role = `arn:aws:iam::${account}:role/probe`;

/** A function from the text of its handler, which gets `event` and `context`. */
export function functionOf(name: string, body: string, timeout = 10) {
  return {
    Type: "AWS::Lambda::Function",
    Properties: {
      FunctionName: name,
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Role: role,
      Timeout: timeout,
      Code: { ZipFile: `exports.handler = async (event, context) => { ${body} };` },
    },
  };
}

/** A state machine in JSONata from its states; the first is where it starts. */
export function machineOf(name: string, states: Readonly<Record<string, object>>) {
  const definition = { QueryLanguage: "JSONata", StartAt: Object.keys(states)[0], States: states };
  return {
    Type: "AWS::StepFunctions::StateMachine",
    Properties: {
      StateMachineName: name,
      RoleArn: role,
      DefinitionString: JSON.stringify(definition),
    },
  };
}
