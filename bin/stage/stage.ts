import type { fromNodeProviderChain } from "@aws-sdk/credential-providers";

/** What every client of the command line is built with: `new SQSClient(stage.aws)`. */
export interface AwsAccess {
  readonly region: string;
  readonly credentials: ReturnType<typeof fromNodeProviderChain>;
  /** Tries of one call, the first among them. */
  readonly maxAttempts: number;
}

/** A deployed stage, as CloudFormation tells of it. */
export interface Stage {
  /** `<prefix>-<stage>`: the name of its stack, its bus and its schedule group. */
  readonly name: string;
  /** The options that find it again, such as ` --stage prod`: what a printed command ends with. */
  readonly options: string;
  readonly account: string;
  readonly region: string;
  readonly aws: AwsAccess;
  /** Status of the stack, such as `UPDATE_COMPLETE`. */
  readonly status: string;
  /**
   * What the stack tells under this name (lib/sojourn-stack.ts).
   * @throws ConfigurationInvalid where an older version of the stack does not tell it
   */
  output(name: string): string;
  /** The same, undefined where the stack does not tell it. */
  findOutput(name: string): string | undefined;
}
