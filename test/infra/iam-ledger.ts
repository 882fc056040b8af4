import { CfnElement, CfnResource, type Stack } from "aws-cdk-lib";
import type { Template } from "aws-cdk-lib/assertions";
import { type Resource, resourcesOf } from "./synth.ts";

interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

/**
 * Every permission of a stack as `who | actions | resource`, one line per pair of who and resource,
 * sorted. Left out: the refusal of plain connections, which every queue and the bucket have.
 */
export function iamLedger(stack: Stack, template: Template): string {
  const readable = nameResources(stack);
  const rows = new Map<string, Set<string>>();
  const note = (who: string, { Effect, Action, Resource: resources, Condition }: Statement) => {
    for (const resource of [resources].flat()) {
      const effect = Effect === "Deny" ? "not " : "";
      const when = Condition === undefined ? "" : ` when ${readable(Condition)}`;
      const key = `${who}|${effect}|${readable(resource)}${when}`;
      const actions = rows.get(key) ?? new Set();
      for (const action of [Action].flat()) actions.add(action);
      rows.set(key, actions);
    }
  };
  for (const { Properties } of resourcesOf(template, "AWS::IAM::Policy").values()) {
    for (const role of Properties.Roles as unknown[]) {
      for (const statement of statementsOf(Properties)) note(readable(role), statement);
    }
  }
  for (const type of ["AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy"]) {
    for (const { Properties } of resourcesOf(template, type).values()) {
      for (const statement of statementsOf(Properties)) {
        if (refusesPlainConnections(statement)) continue;
        note(readable(statement.Principal), statement);
      }
    }
  }
  for (const { Properties } of resourcesOf(template, "AWS::Lambda::Permission").values()) {
    const { Action, FunctionName, Principal, FunctionUrlAuthType: auth } = Properties;
    const condition =
      auth === undefined ? "called by its URL" : `its URL asks for ${readable(auth)}`;
    note(Principal === "*" ? "everyone" : readable(Principal), {
      Effect: "Allow",
      Action: Action as string,
      Resource: FunctionName,
      Condition: Properties.InvokedViaFunctionUrl || auth ? condition : undefined,
    });
  }
  const lines = [...rows].map(([key, actions]) => {
    const [who, effect, resource] = key.split("|");
    return `${who} | ${effect}${[...actions].toSorted().join(" ")} | ${resource}`;
  });
  return `${lines.toSorted().join("\n")}\n`;
}

function statementsOf(properties: Resource["Properties"]): readonly Statement[] {
  return (properties.PolicyDocument as { Statement: Statement[] }).Statement;
}

function refusesPlainConnections({ Effect, Condition }: Statement): boolean {
  const plain = { Bool: { "aws:SecureTransport": "false" } };
  return Effect === "Deny" && JSON.stringify(Condition) === JSON.stringify(plain);
}

/** References become construct paths, pseudo parameters their last word. */
export function nameResources(stack: Stack): (value: unknown) => string {
  const paths = new Map<string, string>();
  for (const each of stack.node.findAll()) {
    if (!(each instanceof CfnResource) || !CfnElement.isCfnElement(each)) continue;
    const path = each.node.path
      .split("/")
      .slice(1)
      .filter((part) => part !== "Resource");
    paths.set(stack.resolve(each.logicalId), path.join("/"));
  }
  const readable = (value: unknown): string => {
    if (typeof value === "string") return value;
    if (typeof value !== "object" || value === null) return String(value);
    if ("Ref" in value) return paths.get(String(value.Ref)) ?? pseudo(String(value.Ref));
    if ("Fn::GetAtt" in value) {
      const [id] = value["Fn::GetAtt"] as [string];
      return paths.get(id) ?? id;
    }
    if ("Fn::Join" in value) {
      const [separator, parts] = value["Fn::Join"] as [string, unknown[]];
      return parts.map(readable).join(separator);
    }
    return Object.entries(value)
      .map(([key, inner]) => `${key} ${readable(inner)}`)
      .join(", ");
  };
  return readable;
}

/** `AWS::AccountId` → `<AccountId>`. */
function pseudo(name: string): string {
  return `<${name.replace("AWS::", "")}>`;
}
