import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ArnFormat, Stack, Validations } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { DefinitionBody, StateMachine, StateMachineType } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import { acknowledgeWildcard } from "./acknowledge-wildcard.ts";
import { telemetryOf } from "./telemetry.ts";

const folder = join(import.meta.dirname, "../statemachines");

export interface StateMachineFileProps {
  /** The file in `statemachines/`, without `.asl.json`. */
  readonly file: string;
  /** The functions that it calls, each as `${<construct id>FunctionArn}` in the file. */
  readonly calls: readonly LambdaFunction[];
  /** Whether it has a distributed map, which runs each item as an execution of its own. @default false */
  readonly distributed?: boolean;
}

/**
 * A Standard state machine from its file. The definition stands in the template, where a test can
 * read it; its role may invoke the functions that the file names, and start its own children where
 * it has any, and nothing else.
 */
export function createStateMachine(
  scope: Construct,
  id: string,
  props: StateMachineFileProps,
): StateMachine {
  const role = new Role(scope, `${id}Role`, {
    assumedBy: new ServicePrincipal("states.amazonaws.com"),
  });
  const arns = props.calls.map((fn) => fn.functionArn);
  role.addToPolicy(new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: arns }));
  if (props.distributed) grantChildren(scope, role, props.file);
  const functionArns = props.calls.map((fn) => [`${fn.node.id}FunctionArn`, fn.functionArn]);
  const { tracing } = telemetryOf(scope);
  const machine = new StateMachine(scope, id, {
    stateMachineName: nameOf(scope, props.file),
    stateMachineType: StateMachineType.STANDARD,
    definitionBody: DefinitionBody.fromString(
      readDefinition(props.file, Stack.of(scope).partition),
    ),
    definitionSubstitutions: Object.fromEntries(functionArns),
    tracingEnabled: tracing ? true : undefined,
    role,
  });
  Validations.of(machine).acknowledge({
    id: "AwsSolutions-SF1",
    reason:
      "Step Functions keeps 90 days of history; copying each event to CloudWatch Logs costs more than the run (DESIGN §9).",
  });
  if (tracing) {
    Validations.of(role).acknowledge({
      id: "AwsSolutions-IAM5[Resource::*]",
      reason: "X-Ray's actions know no resources.",
    });
  } else {
    const reason =
      "Tracing is off by default: it costs more than the turn that it would show (DESIGN §9).";
    Validations.of(machine).acknowledge(
      { id: "AwsSolutions-SF2", reason },
      { id: "Serverless-StepFunctionStateMachineXray", reason },
    );
  }
  return machine;
}

/**
 * A distributed map starts its children as executions of its own machine, follows and, where it is
 * stopped itself, stops them. Not RedriveExecution: nobody redrives, the next run goes on.
 * https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
 */
function grantChildren(scope: Construct, role: Role, file: string): void {
  // Step Functions names the children, so their ARNs are known up to the machine's name only.
  const children = Stack.of(scope).formatArn({
    service: "states",
    resource: "execution",
    resourceName: `${nameOf(scope, file)}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  role.addToPolicy(
    new PolicyStatement({
      actions: ["states:StartExecution"],
      resources: [stateMachineArn(scope, file)],
    }),
  );
  role.addToPolicy(
    new PolicyStatement({
      actions: ["states:DescribeExecution", "states:StopExecution"],
      resources: [children],
    }),
  );
  acknowledgeWildcard(role, children, "Step Functions names the executions of a map by itself.");
}

/**
 * The ARN of a machine of this stack, without a reference to it: for the function that the machine
 * calls, since each would otherwise wait for the other to be deployed.
 */
export function stateMachineArn(scope: Construct, file: string): string {
  return Stack.of(scope).formatArn({
    service: "states",
    resource: "stateMachine",
    resourceName: nameOf(scope, file),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** `sojourn-prod-run-journey`: what people look for in the console. */
function nameOf(scope: Construct, file: string): string {
  return `${Stack.of(scope).stackName}-${file}`;
}

/** The file as it stands, for any partition: written with `arn:aws:`, validators know it as it is. */
function readDefinition(file: string, partition: string): string {
  const text = readFileSync(join(folder, `${file}.asl.json`), "utf8");
  return text.replaceAll("arn:aws:states:", `arn:${partition}:states:`);
}
