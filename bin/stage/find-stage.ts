import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateDescribeStacks,
  type Stack,
} from "@aws-sdk/client-cloudformation";
import { fromNodeProviderChain } from "@aws-sdk/credential-providers";
import { distance } from "fastest-levenshtein";
import { operationalError } from "../../src/core/errors.ts";
import type { AwsAccess, Stage } from "./stage.ts";
import type { StageOptions } from "./stage-options.ts";

/**
 * Finds a stage by the name of its stack. Keys come by the SDK's default chain, and so does
 * AWS_ENDPOINT_URL.
 * @throws ConfigurationInvalid when there is no such stage, naming those there are; or what AWS
 *   answers, for `explainFailure`
 */
export async function findStage(options: StageOptions): Promise<Stage> {
  const { aws, client } = await reachAws(options);
  const name = `${options.prefix}-${options.stage}`;
  const stack = await describe(client, name);
  if (stack === undefined) {
    throw operationalError("ConfigurationInvalid", await tellOthers(client, name, aws.region));
  }
  return stageOf(stack, name, options, aws);
}

async function reachAws(
  options: StageOptions,
): Promise<{ aws: AwsAccess; client: CloudFormationClient }> {
  const chosen = options.profile === undefined ? {} : { profile: options.profile };
  const chain = fromNodeProviderChain(chosen);
  const credentials: typeof chain = (...args) => chain(...args).catch(blameProfile(options));
  // The SDK reads AWS_REGION alone; the CDK, which deployed the stage, reads both.
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const named = options.region || AWS_REGION || AWS_DEFAULT_REGION;
  // 5 tries with the SDK's own backoff: a throttled call of a person's command passes in seconds.
  const shared = { ...chosen, credentials, maxAttempts: 5 };
  const client = new CloudFormationClient(named ? { ...shared, region: named } : shared);
  const region = await client.config.region().catch(blameProfile(options));
  return { aws: { region, credentials, maxAttempts: 5 }, client };
}

/** The SDK does not say that it found no such profile: it goes on as if none had been named. */
function blameProfile({ profile }: StageOptions) {
  return (error: unknown): never => {
    if (profile === undefined || !(error instanceof Error)) throw error;
    if (error.message === "Region is missing") {
      throw operationalError(
        "ConfigurationInvalid",
        `The profile "${profile}" of your AWS configuration names no Region, or there is no such profile. Look at --profile, or add --region.`,
      );
    }
    if (error.name !== "CredentialsProviderError") throw error;
    throw operationalError(
      "ConfigurationInvalid",
      `The profile "${profile}" of your AWS configuration gave no credentials, or there is no such profile (${error.message}). Look at --profile, or sign in: aws sso login --profile ${profile}`,
    );
  };
}

async function describe(client: CloudFormationClient, name: string): Promise<Stack | undefined> {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks?.[0];
  } catch (error) {
    // CloudFormation has no name of its own for it.
    if (error instanceof Error && error.name === "ValidationError") {
      if (error.message.includes("does not exist")) return undefined;
    }
    throw error;
  }
}

/** What there is instead, the nearest name first. */
async function tellOthers(
  client: CloudFormationClient,
  name: string,
  region: string,
): Promise<string> {
  const names: string[] = [];
  for await (const page of paginateDescribeStacks({ client }, {})) {
    for (const { StackName = "", Outputs = [] } of page.Stacks ?? []) {
      // What no other stack tells: see lib/sojourn-stack.ts.
      if (Outputs.some(({ OutputKey }) => OutputKey === "RunJourneyArn")) names.push(StackName);
    }
  }
  const none = `There is no stage ${name} in ${region}`;
  const elsewhere = "A stage lives in one Region of one account: see --region and --profile.";
  if (names.length === 0) return `${none}, nor any other. ${elsewhere}`;
  const near = names.toSorted((one, other) => distance(one, name) - distance(other, name));
  return `${none}. Here are: ${near.join(", ")}. ${elsewhere}`;
}

function stageOf(stack: Stack, name: string, options: StageOptions, aws: AwsAccess): Stage {
  const outputs = new Map(
    (stack.Outputs ?? []).map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]),
  );
  const status = stack.StackStatus ?? "";
  return {
    name,
    options: writeOptions(options),
    // arn:aws:cloudformation:<region>:<account>:stack/<name>/<id>
    account: stack.StackId?.split(":")[4] ?? "",
    region: aws.region,
    aws,
    status,
    findOutput: (output) => outputs.get(output),
    output(wanted) {
      const value = outputs.get(wanted);
      if (value !== undefined) return value;
      throw operationalError(
        "ConfigurationInvalid",
        `The stack ${name} (${status}) does not tell its ${wanted}: deploy this version of Sojourn first.`,
      );
    },
  };
}

function writeOptions({ stage, prefix, profile, region }: StageOptions): string {
  const parts = [
    `--stage ${stage}`,
    prefix !== "sojourn" && `--prefix ${prefix}`,
    profile !== undefined && `--profile ${profile}`,
    region !== undefined && `--region ${region}`,
  ];
  return parts.filter((part) => part !== false).join(" ");
}
