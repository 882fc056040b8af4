import type { Command } from "commander";
import type { RotateOptions } from "../stage/rotate-opt-out-key.ts";
import { addStageOptions, type StageOptions } from "../stage/stage-options.ts";
import { onStage } from "./on-stage.ts";
import type { Streams } from "./streams.ts";

export function addRotateCommand(program: Command, streams: Streams): void {
  const command = program
    .command("rotate-opt-out-key")
    .description("sign opt-out links with a new key; links in sent mail keep working")
    .option("--drop-old", "keep no older key: links in sent mail stop working")
    .option("--dry-run", "only say what would be done")
    .option("--yes", "with --drop-old: without asking");
  addStageOptions(command)
    .addHelpText("after", help)
    .action(async (options: StageOptions & RotateOptions) => {
      await onStage(options, streams, async (stage) => {
        const { rotateOptOutKey } = await import("../stage/rotate-opt-out-key.ts");
        return rotateOptOutKey(stage, options, streams);
      });
    });
}

const help = `
--drop-old is for a key that got out: whoever has it can opt customers out, and nothing else.
It can't be taken back, and asks before, unless --yes is written.

Examples:
  $ sojourn rotate-opt-out-key --stage prod
  $ sojourn rotate-opt-out-key --drop-old --dry-run --stage prod`;
