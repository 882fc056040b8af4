import type { Command } from "commander";
import type { AttentionOptions } from "../stage/show-attention.ts";
import { addStageOptions, type StageOptions } from "../stage/stage-options.ts";
import { onStage } from "./on-stage.ts";
import { readWhole } from "./read-argument.ts";
import type { Streams } from "./streams.ts";

export function addAttentionCommand(program: Command, streams: Streams): void {
  const command = program
    .command("attention")
    .description(
      "list what a person must see to: failed runs and messages, open tasks, long holds, circles",
    )
    .option(
      "--done <ids...>",
      "take these messages, tasks and events off the list: somebody saw to them",
    )
    .option("--limit <number>", "at most so many of each kind", readWhole(1, 10_000), 50)
    .option("--json", "a JSON object a line, with all that is known of each");
  addStageOptions(command)
    .addHelpText("after", help)
    .action(async (options: StageOptions & AttentionOptions) => {
      await onStage(options, streams, async (stage) => {
        const { showAttention } = await import("../stage/show-attention.ts");
        return showAttention(stage, options, streams);
      });
    });
}

const help = `
Each kind is listed with the command that mends it. A message is never sent again from here.

Examples:
  $ sojourn attention --stage prod
  $ sojourn attention --stage prod --done k3vq7y2mz5pwla4c-7ncsq2hxo5e4k`;
