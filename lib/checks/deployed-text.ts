/**
 * What a reference comes to at most, in characters. An ARN of ours: 60 of `arn:aws-us-gov:…:` with
 * the longest Region and the account, and a name of 80 or of up to 64 and a random ending.
 */
const longestReference = 150;

/**
 * Length of the pseudo parameters: `us-gov-west-1` and longer, 12 digits, `aws-us-gov`,
 * `amazonaws.com.cn`.
 */
const pseudoParameters: Readonly<Record<string, number>> = {
  "AWS::Region": 14,
  "AWS::AccountId": 12,
  "AWS::Partition": 10,
  "AWS::URLSuffix": 16,
};

/** A text of a template as it will be deployed, `x` for each character that is not known yet. */
export function deployedText(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  if ("Ref" in value) {
    return "x".repeat(pseudoParameters[String(value.Ref)] ?? longestReference);
  }
  if ("Fn::Join" in value) {
    const [separator, parts] = value["Fn::Join"] as [string, readonly unknown[]];
    return parts.map(deployedText).join(separator);
  }
  return "x".repeat(longestReference);
}

/** Bytes of the text in UTF-8. */
export function deployedBytes(value: unknown): number {
  return Buffer.byteLength(deployedText(value));
}
