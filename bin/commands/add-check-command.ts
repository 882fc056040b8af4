import type { Command } from "commander";
import { addStageOptions, type StageOptions } from "../stage/stage-options.ts";
import { checkCommand } from "./check.ts";
import { onStage } from "./on-stage.ts";
import { readFolderPath } from "./read-argument.ts";
import type { Streams } from "./streams.ts";

/** `sojourn check FOLDER`, with `--stage` also against what that stage was deployed with. */
export function addCheckCommand(program: Command, streams: Streams): void {
  const command = program
    .command("check")
    .description("say what publishing would say of a folder's files")
    .argument(
      "<folder>",
      "settings.json, journeys/, segments/, attributes/, templates/",
      readFolderPath,
    );
  const lines = {
    out: (line: string) => streams.out(`${line}\n`),
    error: (line: string) => streams.error(`${line}\n`),
  };
  addStageOptions(command, "the files are checked by themselves")
    .addHelpText("after", help)
    .action(async (folder: string, options: Partial<StageOptions>) => {
      if (options.stage === undefined) {
        process.exitCode = await checkCommand(folder, lines);
        return;
      }
      await onStage(options as StageOptions, streams, async (stage) => {
        const { factsOf } = await import("../stage/stage-facts.ts");
        return checkCommand(folder, lines, factsOf(stage));
      });
    });
}

const help = `
With --stage the sender of settings.json is held against the SES identity that the stage was deployed
with, and a settings.json without a zone gets the stage's.

Examples:
  $ sojourn check my-journeys
  $ sojourn check my-journeys --stage prod`;
