import { Stack, Validations } from "aws-cdk-lib";
import type { IRole } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";

/**
 * Says why a role, or a function's, names a resource with a wildcard. cdk-nag knows the finding by the ARN
 * as it flattens it: `<Name>` for a reference, `<Name.Arn>` for an attribute.
 */
export function acknowledgeWildcard(
  who: LambdaFunction | IRole,
  arn: string,
  reason: string,
): void {
  const finding = flatten(Stack.of(who).resolve(arn));
  const role = "role" in who ? (who.role ?? who) : who;
  Validations.of(role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${finding}]`,
    reason,
  });
}

/** As cdk-nag writes an ARN that has yet to be resolved by CloudFormation. */
function flatten(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  if ("Ref" in value) return `<${String(value.Ref)}>`;
  if ("Fn::GetAtt" in value && Array.isArray(value["Fn::GetAtt"])) {
    return `<${value["Fn::GetAtt"].join(".")}>`;
  }
  if ("Fn::Join" in value && Array.isArray(value["Fn::Join"])) {
    const [separator, parts] = value["Fn::Join"] as [string, unknown[]];
    return parts.map(flatten).join(separator);
  }
  throw new Error(`No ARN of ours looks like ${JSON.stringify(value)}: teach flatten its form.`);
}
