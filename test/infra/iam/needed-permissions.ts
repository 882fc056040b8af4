import type { Template } from "aws-cdk-lib/assertions";
import { constructIdOf } from "../../../lib/sojourn-function.ts";
import { env, type FunctionName, functionNames } from "../../../src/names.ts";
import { type Resource, resourcesOf } from "../synth.ts";
import { type Naming, permissionsFor } from "./operation-rules.ts";
import type { ReachableCall } from "./reachable-calls.ts";

export interface Sources {
  readonly template: Template;
  /** Writes a reference as the ledger does. */
  readonly readable: (value: unknown) => string;
  readonly callsOf: (name: FunctionName) => readonly ReachableCall[];
  readonly naming: Omit<Naming, "told">;
}

/** `role | action | resource` of everything that code, definitions, queues and schedules ask for. */
export function neededPermissions(sources: Sources): Set<string> {
  return new Set([
    ...functionNames.flatMap((name) => ofFunction(sources, name)),
    ...ofMappings(sources),
    ...ofMachines(sources),
    ...ofSchedules(sources),
    ...ofFailedCalls(sources),
  ]);
}

/** What a stage may do without; then no function is told of it, and none may touch it. */
const optional = ["configurationSet", "pushApplications", "testClockTable"];

function functionResource({ template }: Sources, name: FunctionName): Resource {
  const wanted = new RegExp(`${constructIdOf(name)}[0-9A-F]{8}$`);
  const found = [...resourcesOf(template, "AWS::Lambda::Function")].find(([id]) => wanted.test(id));
  if (found === undefined) throw new Error(`No function "${name}" in the template.`);
  return found[1];
}

function ofFunction(sources: Sources, name: FunctionName): readonly string[] {
  const { readable, callsOf, naming } = sources;
  const { Role, Environment, LoggingConfig, TracingConfig } = functionResource(
    sources,
    name,
  ).Properties;
  const variables = (Environment as { Variables: Readonly<Record<string, unknown>> }).Variables;
  const valueOf = (key: string) => variables[env[key as keyof typeof env]];
  const told = (key: string) => {
    const value = valueOf(key);
    return value === undefined
      ? `what ${key} would name, which ${name} is not told`
      : readable(value);
  };
  const role = readable(Role);
  const { LogGroup } = LoggingConfig as { LogGroup: unknown };
  const asked = callsOf(name).flatMap((call) => {
    const own = call.environment.filter((key) => isOwnChannel(name, key));
    const environment = own.filter((key) => !isOtherTimer(key, (each) => valueOf(each)));
    if (environment.some((key) => optional.includes(key) && valueOf(key) === undefined)) return [];
    return permissionsFor({ ...call, environment }, { ...naming, told });
  });
  return [
    ...asked.map(({ action, resource }) => `${role} | ${action} | ${resource}`),
    `${role} | logs:CreateLogStream | ${readable(LogGroup)}`,
    `${role} | logs:PutLogEvents | ${readable(LogGroup)}`,
    ...ofTimers(sources, callsOf(name), valueOf),
    ...(TracingConfig === undefined
      ? []
      : traced(role, ["PutTraceSegments", "PutTelemetryRecords"])),
  ];
}

/** X-Ray's actions know no resources. */
function traced(role: string, operations: readonly string[]): readonly string[] {
  return operations.map((operation) => `${role} | xray:${operation} | *`);
}

/** A deliver function handles its own channel only: src/aws/handler/delivery-handler.ts. */
function isOwnChannel(name: FunctionName, key: string): boolean {
  const channel = /^(email|sms|push)Queue/.exec(key)?.[1];
  return channel === undefined || !name.startsWith("deliver-") || name === `deliver-${channel}`;
}

/**
 * Timers are for work, or for gates that are to be looked at. A function that is told how to time the
 * one and not the other has no business with the other.
 */
function isOtherTimer(key: string, valueOf: (key: string) => unknown): boolean {
  const isTold = (role: string) => valueOf(role) !== undefined;
  if (key === "releaseRole") return isTold("scheduleRole") && !isTold("releaseRole");
  if (key === "scheduleRole") return isTold("releaseRole") && !isTold("scheduleRole");
  return false;
}

/** The Scheduler puts what is due into its queue, or what it can't deliver beside it. */
function ofTimers(
  { readable }: Sources,
  calls: readonly ReachableCall[],
  valueOf: (key: string) => unknown,
): readonly string[] {
  const timing = calls.find(({ operation }) => operation === "CreateSchedule");
  if (timing === undefined) return [];
  const queues = (role: string, wanted: RegExp) =>
    timing.environment
      .filter((key) => wanted.test(key))
      .map(valueOf)
      .filter((value) => value !== undefined && valueOf(role) !== undefined)
      .map((queue) => `${readable(valueOf(role))} | sqs:SendMessage | ${readable(queue)}`);
  return [
    ...queues("scheduleRole", /^(?!release)\w+QueueArn$|^scheduleDeadLetters$/),
    ...queues("releaseRole", /^releaseQueueArn$|^releaseDeadLetters$/),
  ];
}

/** Lambda takes messages with the role of the function that it hands them to. */
function ofMappings({ template, readable }: Sources): readonly string[] {
  const functions = resourcesOf(template, "AWS::Lambda::Function");
  const mappings = [...resourcesOf(template, "AWS::Lambda::EventSourceMapping").values()];
  return mappings.flatMap(({ Properties }) => {
    const { Ref: id } = Properties.FunctionName as { Ref: string };
    const role = readable(functions.get(id)?.Properties.Role);
    const queue = readable(Properties.EventSourceArn);
    return ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"].map(
      (operation) => `${role} | sqs:${operation} | ${queue}`,
    );
  });
}

/** What the states of a definition call. */
function ofMachines(sources: Sources): readonly string[] {
  const { template, readable } = sources;
  const machines = [...resourcesOf(template, "AWS::StepFunctions::StateMachine").values()];
  // https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html
  const tracing = machines
    .filter(({ Properties }) => Properties.TracingConfiguration !== undefined)
    .flatMap(({ Properties }) =>
      traced(readable(Properties.RoleArn), [
        "PutTraceSegments",
        "PutTelemetryRecords",
        "GetSamplingRules",
        "GetSamplingTargets",
      ]),
    );
  const calling = machines.flatMap(({ Properties }) => {
    const substitutions = Properties.DefinitionSubstitutions as Readonly<Record<string, unknown>>;
    return tasksOf(JSON.parse(readable(Properties.DefinitionString))).map((task) => {
      if (
        !/^arn:(<Partition>|aws-cn):states:::lambda:invoke(\.waitForTaskToken)?$/.test(
          task.Resource,
        )
      ) {
        throw new Error(`Which permission does ${task.Resource} need? Add a rule for it.`);
      }
      const placeholder = /^\$\{(\w+)\}$/.exec(task.Arguments.FunctionName)?.[1] ?? "";
      const called = readable(substitutions[placeholder]);
      return `${readable(Properties.RoleArn)} | lambda:InvokeFunction | ${called}`;
    });
  });
  return [...calling, ...ofDistributedMaps(machines, sources), ...tracing];
}

/**
 * The children of a distributed map are executions of its own machine.
 * https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
 */
function ofDistributedMaps(
  machines: readonly Resource[],
  { readable, naming: { arnOf } }: Sources,
): readonly string[] {
  return machines
    .filter(({ Properties }) => /"DISTRIBUTED"/.test(readable(Properties.DefinitionString)))
    .flatMap(({ Properties }) => {
      const [role, name] = [readable(Properties.RoleArn), readable(Properties.StateMachineName)];
      const children = arnOf("states", `execution:${name}:*`);
      return [
        `${role} | states:StartExecution | ${arnOf("states", `stateMachine:${name}`)}`,
        `${role} | states:DescribeExecution | ${children}`,
        `${role} | states:StopExecution | ${children}`,
      ];
    });
}

interface TaskState {
  readonly Type: "Task";
  readonly Resource: string;
  readonly Arguments: { readonly FunctionName: string };
}

function tasksOf(value: unknown): readonly TaskState[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(tasksOf);
  return "Type" in value && value.Type === "Task" ? [value as TaskState, ...inner] : inner;
}

/** Schedules of the template itself: each starts a machine or calls a function. */
function ofSchedules({ template, readable }: Sources): readonly string[] {
  const functions = resourcesOf(template, "AWS::Lambda::Function");
  const schedules = [...resourcesOf(template, "AWS::Scheduler::Schedule").values()];
  return schedules.flatMap(({ Properties }) => {
    const { Arn, RoleArn, DeadLetterConfig } = Properties.Target as {
      Arn: unknown;
      RoleArn: unknown;
      DeadLetterConfig: { Arn: unknown };
    };
    const role = readable(RoleArn);
    const [id = ""] = (Arn as { "Fn::GetAtt"?: readonly string[] })["Fn::GetAtt"] ?? [];
    const action = functions.has(id) ? "lambda:InvokeFunction" : "states:StartExecution";
    return [
      `${role} | ${action} | ${readable(Arn)}`,
      `${role} | sqs:SendMessage | ${readable(DeadLetterConfig.Arn)}`,
    ];
  });
}

/**
 * Lambda puts a call that failed for good aside with the role of the function.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
function ofFailedCalls({ template, readable }: Sources): readonly string[] {
  const functions = resourcesOf(template, "AWS::Lambda::Function");
  const configs = [...resourcesOf(template, "AWS::Lambda::EventInvokeConfig").values()];
  return configs.map(({ Properties }) => {
    const { Ref: id } = Properties.FunctionName as { Ref: string };
    const { OnFailure } = Properties.DestinationConfig as { OnFailure: { Destination: unknown } };
    const role = readable(functions.get(id)?.Properties.Role);
    return `${role} | sqs:SendMessage | ${readable(OnFailure.Destination)}`;
  });
}
