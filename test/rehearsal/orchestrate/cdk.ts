import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "./emulator.ts";
import { runCommand } from "./run-command.ts";
import { account, type Run, region, root } from "./run-folder.ts";

const cdk = join(root, "node_modules/.bin/cdk");

/** What the mails of the examples are from, so that the stage may send what its scenarios send. */
const sender = "hello@shop.example.com";

/** Context of the rehearsal's stage; a clock that tests may move is one of its parameters. */
const context = [
  ["-c", "stage=rehearsal"],
  ["-c", "testClock=true"],
  ["-c", `sender=${sender}`],
  ["-c", `pushApplications=arn:aws:sns:${region}:${account}:app/GCM/shop`],
].flat();
/** The two stacks of the app; what watches the stage stays out, its types mean nothing here. */
const stackId = "Sojourn";
export const stackName = "sojourn-rehearsal";

/** Keys that are none, and an endpoint: all that an AWS client needs here and may have. */
export function awsEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  };
}

/**
 * Writes the app's templates and code as `npx cdk synth` does; bundles the functions on the way.
 * @param more context of its own, such as `pushApplications=…`
 */
export async function synthesize(
  run: Run,
  app?: string,
  more: readonly string[] = [],
): Promise<string> {
  const folder = join(run.folder, app === undefined ? "cdk.out" : "cdk.changed");
  const own = more.flatMap((entry) => ["-c", entry]);
  const asked = ["synth", "--quiet", "--output", folder, ...context, ...own];
  await callCdk(run, [...asked, ...(app === undefined ? [] : ["--app", app])], { seconds: 180 });
  return folder;
}

/** The same of another checkout, such as an older release, with its own code and its own cdk.json. */
export async function synthesizeCheckout(run: Run, checkout: string): Promise<string> {
  const folder = join(run.folder, "cdk.out");
  const asked = ["synth", "--quiet", "--output", folder, ...context];
  await callCdk(run, asked, { cwd: checkout, seconds: 180 });
  return folder;
}

/** Prepares the account as a team does once; in an empty folder, so that no app is synthesized. */
export async function bootstrap(run: Run, emulator: Emulator): Promise<void> {
  const cwd = join(run.folder, "tmp");
  await callCdk(run, ["bootstrap", `aws://${account}/${region}`], { emulator, cwd, seconds: 120 });
}

/** Deploys the stack; answers its outputs by name. */
export async function deploy(
  run: Run,
  emulator: Emulator,
  assembly: string,
): Promise<Readonly<Record<string, string>>> {
  const file = join(run.folder, "outputs.json");
  const asked = ["deploy", stackId, "--app", assembly, "--require-approval", "never"];
  await callCdk(run, [...asked, "--outputs-file", file], { emulator, seconds: 240 });
  const written = JSON.parse(readFileSync(file, "utf8")) as Record<string, Record<string, string>>;
  return written[stackName] ?? {};
}

export async function destroy(run: Run, emulator: Emulator, assembly: string): Promise<void> {
  const asked = ["destroy", stackId, "--app", assembly, "--force"];
  await callCdk(run, asked, { emulator, seconds: 180 });
}

interface CdkCall {
  readonly emulator?: Emulator;
  readonly cwd?: string;
  readonly seconds: number;
}

async function callCdk(run: Run, args: readonly string[], call: CdkCall): Promise<void> {
  const home = join(run.folder, "cdk-home");
  mkdirSync(home, { recursive: true });
  await runCommand({
    what: `cdk ${args[0]}`,
    command: cdk,
    args: [...args, "--no-notices", "--ci"],
    cwd: call.cwd ?? root,
    seconds: call.seconds,
    log: run.log("cdk"),
    signal: run.signal,
    env: {
      ...run.plainEnvironment,
      // The CLI remembers which key belongs to which account; the next run may be another's.
      CDK_HOME: home,
      CDK_DISABLE_CLI_TELEMETRY: "true",
      ...(call.emulator === undefined ? {} : awsEnvironment(call.emulator.endpoint)),
    },
  });
}
