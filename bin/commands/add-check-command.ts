import type { Command } from "commander";
import { addStageOptions, type StageOptions } from "../stage/stage-options.ts";
import { checkCommand } from "./check.ts";
import { onStage } from "./on-stage.ts";
import { readPath } from "./read-argument.ts";
import type { Streams } from "./streams.ts";

/** `sojourn check PATH`, with `--stage` also against what that stage was deployed with. */
export function addCheckCommand(program: Command, streams: Streams): void {
  const command = program
    .command("check")
    .description("say what publishing would say of a folder's files, or of one of them")
    .argument(
      "<path>",
      "a folder with settings.json, journeys/, segments/, attributes/, templates/; or a file in it",
      readPath,
    );
  const lines = {
    out: (line: string) => streams.out(`${line}\n`),
    error: (line: string) => streams.error(`${line}\n`),
  };
  addStageOptions(command, "the files are checked by themselves")
    .addHelpText("after", help)
    .action(async (path: string, options: Partial<StageOptions>) => {
      if (options.stage === undefined) {
        process.exitCode = await checkCommand(path, lines);
        return;
      }
      await onStage(options as StageOptions, streams, async (stage) => {
        const { factsOf } = await import("../stage/stage-facts.ts");
        return checkCommand(path, lines, factsOf(stage));
      });
    });
}

const help = `
What is refused, or waits for another file, comes first; advice after it. Of a single file the others
of its folder are read, too, since it names them, and only what is wrong in itself is told.

With --stage the sender of settings.json is held against the SES identity that the stage was deployed
with, and a settings.json without a zone gets the stage's.

Examples:
  $ sojourn check my-journeys
  $ sojourn check my-journeys/journeys/winback.json
  $ sojourn check my-journeys --stage prod`;
