import type { Command } from "commander";
import { readFilePath } from "../../src/core/publishing/file-path.ts";
import { readFolder } from "../../src/local/read-folder.ts";
import { addStageOptions, type StageOptions } from "../stage/stage-options.ts";
import { checkCommand } from "./check.ts";
import { onStage } from "./on-stage.ts";
import { readFolderPath, readWhole } from "./read-argument.ts";
import type { Streams } from "./streams.ts";

interface Options extends StageOptions {
  readonly wait: number;
  readonly yes?: true;
}

export function addPublishCommand(program: Command, streams: Streams): void {
  const command = program
    .command("publish")
    .description("check a folder's files, save what differs to the stage, and tell the verdicts")
    .argument("<folder>", "settings.json, journeys/, segments/, templates/", readFolderPath)
    .option("--wait <seconds>", "for the verdicts", readWhole(1, 3_600), 120)
    .option("--yes", "without asking, also where a journey takes in the members of a segment");
  addStageOptions(command)
    .addHelpText("after", help)
    .action(async (folder: string, options: Options) => {
      const lines = {
        out: (line: string) => streams.out(`${line}\n`),
        error: (line: string) => streams.error(`${line}\n`),
      };
      const checked = await checkCommand(folder, lines);
      if (checked !== 0) {
        streams.error("Nothing was saved.\n");
        process.exitCode = checked;
        return;
      }
      const files = new Map(
        // All are UTF-8: the check has refused what is not.
        [...readFolder(folder)].flatMap(([path, text]) =>
          typeof text === "string" && readFilePath(path).kind !== "ignored" ? [[path, text]] : [],
        ),
      );
      await onStage(options, streams, async (stage) => {
        const { confirmListSends } = await import("../segments/confirm-list-sends.ts");
        if (!(await confirmListSends(stage, files, options, streams))) return 1;
        const { publishFolder } = await import("../stage/publish-folder.ts");
        return publishFolder(stage, files, options, streams);
      });
    });
}

const help = `
Content is saved first and journeys last: a journey goes live when all that it names is there. What
the stage has and the folder lacks stays. Each verdict is also written beside its file. Where a
journey takes in those who are in a segment already ("members": true), they are counted and a few
are shown before anything is saved.

Example:
  $ sojourn publish my-journeys --stage prod`;
