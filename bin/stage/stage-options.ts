import { type Command, InvalidArgumentError } from "commander";

/** Which stage a command is about, and whose eyes it looks with. */
export interface StageOptions {
  readonly stage: string;
  readonly prefix: string;
  /**
   * Profile of the shared AWS configuration. @default the SDK's own choice: AWS_PROFILE, else
   * `default`
   */
  readonly profile?: string;
  /** @default AWS_REGION, AWS_DEFAULT_REGION, then the profile's */
  readonly region?: string;
}

/**
 * The options of every command that works on a deployed stage; defaults as `cdk deploy` has them.
 * @param without what the command does where no stage is named; then there is no default
 */
export function addStageOptions(command: Command, without?: string): Command {
  const deployed = "as deployed with -c stage=…";
  const staged =
    without === undefined
      ? command.option("--stage <name>", deployed, readName, "dev")
      : command.option("--stage <name>", `${deployed} (default: ${without})`, readName);
  return staged
    .option("--prefix <name>", "as deployed with -c prefix=…", readName, "sojourn")
    .option("--profile <name>", "of your AWS configuration (default: AWS_PROFILE)")
    .option("--region <name>", "where the stage is (default: AWS_REGION, or the profile's)");
}

/** As in lib/parameters.ts, whose names these are. */
function readName(text: string): string {
  if (/^[a-z][a-z0-9-]{0,19}$/.test(text)) return text;
  throw new InvalidArgumentError("Write 1 to 20 small letters, digits and hyphens.");
}
