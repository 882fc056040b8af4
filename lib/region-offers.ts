import { Stack, Token } from "aws-cdk-lib";
import type { Construct } from "constructs";

/** What we build on and some Regions do not have, by the registry of resource types of each Region. */
const lacking = {
  /** SES is in no Region of China: https://docs.amazonaws.cn/en_us/aws/latest/userguide/services.html */
  email: ["cn-north-1", "cn-northwest-1"],
  /** https://docs.aws.amazon.com/lambda/latest/dg/lambda-urls.html; cn-northwest-1: no AWS::Lambda::Url */
  functionUrl: [
    "ap-south-2",
    "ap-southeast-4",
    "ca-west-1",
    "cn-northwest-1",
    "eu-central-2",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
  ],
} as const satisfies Record<string, readonly string[]>;

export type RegionalOffer = keyof typeof lacking;

/** Whether the stack's Region has it. A stack whose Region is left open counts as one that has all. */
export function offers(scope: Construct, what: RegionalOffer): boolean {
  const { region } = Stack.of(scope);
  return Token.isUnresolved(region) || !isLacking(region, what);
}

/**
 * The Region to synthesize for: the given one where that lacks something, so that its template can
 * leave it out; else none, and the template fits every Region that has all.
 */
export function regionToPin(region: string | undefined): string | undefined {
  const everything = Object.keys(lacking) as RegionalOffer[];
  return everything.some((what) => isLacking(region, what)) ? region : undefined;
}

function isLacking(region: string | undefined, what: RegionalOffer): boolean {
  return lacking[what].some((each) => each === region);
}
