import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudFormationClient, paginateListStackResources } from "@aws-sdk/client-cloudformation";
import {
  createStagePolicies,
  type DeployedTemplate,
  type Question,
  type StagePolicies,
} from "../../infra/iam/stage-policies.ts";
import { type Connection, keys } from "../stage/connection.ts";
import { readRequests } from "../stage/requests.ts";
import { questionsOf } from "./questions-of-request.ts";

export interface Evaluation {
  /** Requests of functions that were judged. */
  readonly requests: number;
  /** Different questions that they and the services behind them come to. */
  readonly questions: number;
  /** `role | action | resource`, each with why it is refused. */
  readonly denied: readonly string[];
  /** Grants that nothing in this rehearsal asked for, as `role | action | resource`. */
  readonly unused: readonly string[];
}

/**
 * Judges every request that a function of the stage made, and what services did for it with its
 * roles, by the policies that were deployed: the emulator itself refuses nobody.
 * @param assembly folder of the synthesized app that is deployed now
 */
export async function evaluateStage(connection: Connection, assembly: string): Promise<Evaluation> {
  const { account, region, stackName } = connection;
  const template = JSON.parse(
    readFileSync(join(assembly, "Sojourn.template.json"), "utf8"),
  ) as DeployedTemplate;
  const names = await physicalIds(connection);
  const naming = { account, region, partition: "aws", refOf: (id: string) => names.get(id) };
  const policies = createStagePolicies([template], naming);
  const roleOf = rolesOfFunctions(policies);
  const requests = readRequests(connection);
  const place = { account, region, runJourney: connection.output("RunJourneyArn") };

  const asked = new Map<string, Question>();
  const ask = (question: Question) => asked.set(JSON.stringify(question), question);
  for (const request of requests) {
    const principal = roleOf.get(request.function) ?? `no role of ${request.function}`;
    for (const question of questionsOf(request, { ...place, stackName })) {
      ask({ principal, ...question });
    }
    const { Target } = request.body as { Target?: { RoleArn: string; Arn: string } };
    if (request.action === "CreateSchedule" && Target !== undefined) {
      ask({ principal: Target.RoleArn, action: "sqs:SendMessage", resource: Target.Arn });
    }
  }
  const seen = new Set(requests.map((request) => request.function as string));
  for (const question of ofServices(policies, seen)) ask(question);

  const denied: string[] = [];
  const allowed: Question[] = [];
  for (const question of asked.values()) {
    const { allowed: may, why } = await policies.evaluate(question);
    if (may) allowed.push(question);
    else denied.push(`${lineOf(question)}: ${why}`);
  }
  return {
    requests: requests.length,
    questions: asked.size,
    denied: denied.toSorted(),
    unused: unusedGrants(policies, allowed),
  };
}

async function physicalIds({ endpoint, region, stackName }: Connection) {
  const client = new CloudFormationClient({ endpoint, region, credentials: keys });
  const names = new Map<string, string>();
  for await (const page of paginateListStackResources({ client }, { StackName: stackName })) {
    for (const { LogicalResourceId, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
      names.set(LogicalResourceId ?? "", PhysicalResourceId ?? "");
    }
  }
  return names;
}

function rolesOfFunctions(policies: StagePolicies): Map<string, string> {
  return new Map(
    policies.ofType("AWS::Lambda::Function").map(({ properties }) => {
      const { Variables } = properties["Environment"] as { Variables: Record<string, string> };
      return [Variables["FUNCTION_NAME"] ?? "", properties["Role"] as string];
    }),
  );
}

/** What Lambda, Step Functions and the Scheduler do with the stage's roles, without a request of ours. */
function ofServices(policies: StagePolicies, seen: ReadonlySet<string>): Question[] {
  const { ofType, resolve } = policies;
  const functions = ofType("AWS::Lambda::Function").map(({ id, properties }) => {
    const { Variables } = properties["Environment"] as { Variables: Record<string, string> };
    const { LogGroup } = properties["LoggingConfig"] as { LogGroup: string };
    const arn = resolve({ "Fn::GetAtt": [id, "Arn"] }) as string;
    const role = properties["Role"] as string;
    return { name: Variables["FUNCTION_NAME"] ?? "", id, arn, role, LogGroup };
  });
  const logged = functions
    .filter(({ name }) => seen.has(name))
    .flatMap(({ role, LogGroup, arn }) => {
      const [, , , region, account] = arn.split(":");
      const resource = `arn:aws:logs:${region}:${account}:log-group:${LogGroup}:log-stream:today`;
      return ["logs:CreateLogStream", "logs:PutLogEvents"].map((action) => ({
        principal: role,
        action,
        resource,
      }));
    });
  const polled = ofType("AWS::Lambda::EventSourceMapping").flatMap(({ properties }) => {
    const consumer = functions.find(
      ({ arn, id }) =>
        arn.endsWith(`:${String(properties["FunctionName"])}`) || id === properties["FunctionName"],
    );
    const resource = properties["EventSourceArn"] as string;
    return ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"].map((operation) => ({
      principal: consumer?.role ?? `no consumer of ${resource}`,
      action: `sqs:${operation}`,
      resource,
    }));
  });
  const machines = ofType("AWS::StepFunctions::StateMachine").flatMap(({ id, properties }) => {
    const role = properties["RoleArn"] as string;
    const called = Object.values(properties["DefinitionSubstitutions"] as Record<string, string>);
    const own = resolve({ Ref: id }) as string;
    const children = String(properties["DefinitionString"]).includes('"DISTRIBUTED"')
      ? [
          { principal: role, action: "states:StartExecution", resource: own },
          {
            principal: role,
            action: "states:DescribeExecution",
            resource: `${own.replace(":stateMachine:", ":execution:")}:child`,
          },
        ]
      : [];
    const calls = called.map((resource) => ({
      principal: role,
      action: "lambda:InvokeFunction",
      resource,
    }));
    return [...calls, ...children];
  });
  const scheduled = ofType("AWS::Scheduler::Schedule").map(({ properties }) => {
    const { RoleArn, Arn } = properties["Target"] as { RoleArn: string; Arn: string };
    const action = Arn.includes(":lambda:") ? "lambda:InvokeFunction" : "states:StartExecution";
    return { principal: RoleArn, action, resource: Arn };
  });
  return [...logged, ...polled, ...machines, ...scheduled];
}

/** Each action of each grant, with its resource, that no allowed question matches. */
function unusedGrants({ identities }: StagePolicies, allowed: readonly Question[]): string[] {
  const unused: string[] = [];
  for (const [role, policies] of identities) {
    const own = allowed.filter(({ principal }) => principal === role);
    for (const { Effect, Action, Resource } of policies.flatMap(({ Statement }) => Statement)) {
      if (Effect !== "Allow") continue;
      for (const action of [Action].flat()) {
        for (const resource of [Resource ?? "*"].flat()) {
          const pattern = new RegExp(
            `^${resource.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`,
          );
          const used = own.some((one) => one.action === action && pattern.test(one.resource));
          if (!used) unused.push(lineOf({ principal: role, action, resource }));
        }
      }
    }
  }
  return unused.toSorted();
}

/** `TimersWakeQueueRole | sqs:SendMessage | sqs:JourneyEngineWakeQueueMessages`, without hashes. */
function lineOf({ principal, action, resource }: Question): string {
  return [principal, action, resource].map(readable).join(" | ");
}

function readable(arn: string): string {
  return arn
    .replace(/^arn:aws:(\w+):[^:]*:[^:]*:/, "$1:")
    .replace("iam:role/", "")
    .replaceAll(/(?:\/aws\/cloudformation\/)?sojourn-rehearsal[-/]/g, "")
    .replaceAll(/[0-9A-F]{8}(?:-[0-9A-F]{10,})?(?=$|[:/])/g, "");
}
