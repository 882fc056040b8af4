import type { Command } from "commander";
import { addStageOptions, type StageOptions } from "../stage/stage-options.ts";
import { onStage } from "./on-stage.ts";
import type { Streams } from "./streams.ts";

interface LearnOptions extends StageOptions {
  readonly all?: true;
}

/** `sojourn learn`: RFM quantiles and clusters, from all customers of a stage. */
export function addLearnCommand(program: Command, streams: Streams): void {
  const learn = program
    .command("learn")
    .description("learn RFM quantiles and clusters from all customers of a stage, where it is due")
    .option("--all", "also what was learned lately");
  addStageOptions(learn)
    .addHelpText("after", help)
    .action(async (options: LearnOptions) => {
      await onStage(options, streams, async (stage) => {
        const { learnStage } = await import("../stage/learn-stage.ts");
        return learnStage(stage, options.all ?? false, streams);
      });
    });
}

const help = `
What attributes/*.json ask for by "quantiles" or as clusters has no value before it is learned. It is
due weekly, or as "learn" in the file says. The stage looks for it every night; this does it now, and
has no limit of time. All customers are read once, at the rate of the sweep; what was learned is live
within 30 seconds.

Example:
  $ sojourn learn --stage prod --profile shop`;
