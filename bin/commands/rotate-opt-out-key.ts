import type { Command } from "commander";
import { addStageOptions, type StageOptions } from "../stage/stage-options.ts";
import { onStage } from "./on-stage.ts";
import type { Streams } from "./streams.ts";

export function addRotateCommand(program: Command, streams: Streams): void {
  const command = program
    .command("rotate-opt-out-key")
    .description("sign opt-out links with a new key; links in sent mail keep working")
    .option("--drop-old", "keep no older key: links in sent mail stop working");
  addStageOptions(command)
    .addHelpText("after", help)
    .action(async (options: StageOptions & { readonly dropOld?: true }) => {
      await onStage(options, streams, async (stage) => {
        const { rotateOptOutKey } = await import("../stage/rotate-opt-out-key.ts");
        return rotateOptOutKey(stage, options, streams);
      });
    });
}

const help = `
--drop-old is for a key that got out: whoever has it can opt customers out, and nothing else.

Example:
  $ sojourn rotate-opt-out-key --stage prod`;
