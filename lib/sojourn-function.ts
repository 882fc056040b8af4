import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  ApplicationLogLevel,
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { callerName, env, type FunctionName } from "../src/names.ts";
import { acknowledgeWildcard } from "./acknowledge-wildcard.ts";
import { functionCode } from "./function-code.ts";
import { telemetryOf } from "./telemetry.ts";

export interface SojournFunctionProps {
  /** Its file in `functions/`; the construct takes the same name in its own spelling. */
  readonly name: FunctionName;
  /** What it does, for whoever meets it in the console. */
  readonly description: string;
  /** @default 30 seconds: a batch of 10 at some 50 ms each, and room for a slow store */
  readonly timeout?: Duration;
  /** MB. @default 256: a module loads in some 150 ms, and 100 ms, mostly waiting, cost $0.33 a million */
  readonly memorySize?: number;
}

/**
 * One Lambda function with what all of ours share. Its role may write its own log and nothing else;
 * the constructs that own a resource grant the rest, permission and environment together.
 *
 * No reserved concurrency: a new account has 10 in all and refuses any reservation; the queues bound
 * their consumers instead. No tracing and no log below WARN unless the stage asks for it: both cost
 * more than the work (DESIGN §9).
 */
export function createFunction(scope: Construct, props: SojournFunctionProps): LambdaFunction {
  const id = constructIdOf(props.name);
  const { service, stage, logLevel, tracing } = telemetryOf(scope);
  // Logs hold no customer data and age out by themselves, so they go with the stack on every stage.
  const logGroup = new LogGroup(scope, `${id}Logs`, {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(scope, `${id}Role`, {
    assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
  });
  role.addToPolicy(
    new PolicyStatement({
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [logGroup.logGroupArn],
    }),
  );
  const fn = new LambdaFunction(scope, id, {
    description: props.description,
    code: functionCode(scope, props.name),
    handler: "index.handler",
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: props.memorySize ?? 256,
    timeout: props.timeout ?? Duration.seconds(30),
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: ApplicationLogLevel[logLevel],
    systemLogLevelV2: SystemLogLevel.WARN,
    tracing: tracing ? Tracing.ACTIVE : undefined,
    environment: {
      [callerName]: props.name,
      [env.functionName]: props.name,
      [env.stage]: stage,
      [env.service]: service,
    },
  });
  Validations.of(fn).acknowledge({
    id: "Serverless-LambdaDLQ",
    reason:
      "Called by queues, state machines and its URL, which all hear of a failure themselves; who is called by a schedule has a destination for failures.",
  });
  if (tracing) {
    acknowledgeWildcard(fn, "*", "X-Ray's actions know no resources.");
  } else {
    Validations.of(fn).acknowledge({
      id: "Serverless-LambdaTracing",
      reason:
        "Tracing is off by default: it costs more than the work that it would show (DESIGN §9).",
    });
  }
  return fn;
}

/** `take-turn` → `TakeTurn`. */
export function constructIdOf(name: FunctionName): string {
  return name
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
