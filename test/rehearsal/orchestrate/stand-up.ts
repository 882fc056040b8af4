import { type Connection, connectTo } from "../stage/connection.ts";
import { bootstrap, deploy, stackName } from "./cdk.ts";
import type { Emulator } from "./emulator.ts";
import type { Phases } from "./phases.ts";
import { account, type Run, region } from "./run-folder.ts";

export interface StandUp {
  readonly run: Run;
  readonly emulator: Emulator;
  /** The synthesized app. */
  readonly assembly: string;
  readonly phase: Phases;
}

/** Deploys the app into an emulator that has nothing yet, and connects to its stage. */
export async function standUp({ run, emulator, assembly, phase }: StandUp): Promise<Connection> {
  await phase("bootstrap", () => bootstrap(run, emulator));
  const outputs = await phase("deploy", () => deploy(run, emulator, assembly));
  const { endpoint } = emulator;
  return connectTo({ endpoint, region, account, stackName, outputs }, run.folder);
}
