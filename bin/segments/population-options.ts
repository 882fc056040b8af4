import type { Command } from "commander";
import { readFilePath, readFolderPath, readMoment, readWhole } from "../commands/read-argument.ts";
import { addStageOptions } from "../stage/stage-options.ts";

export const nameOrPath =
  "its name, or the path of a file that need not be published: segments/x.json";

/** A command that looks at files or at a stage. */
export function addPopulationOptions(command: Command): Command {
  const files = command
    .option("--definitions <folder>", "settings.json, segments/ …", readFolderPath, "examples")
    .option(
      "--customers <file>",
      "JSON Lines (default: events/customers.jsonl there)",
      readFilePath,
    )
    .option("--events <files...>", "JSON Lines, best by time (default: events/ there)", addFile)
    .option("--at <time>", "as of then, a day to its end (default: the last event)", readMoment)
    .option("--rejects <file>", "where lines go that can't be used")
    .option("--read-rate <units>", "of a stage: read units a second", readWhole(4, 100_000));
  return addStageOptions(files);
}

function addFile(text: string, before: string[] = []): string[] {
  return [...before, readFilePath(text)];
}

export function readList(text: string): string[] {
  return text.split(",").map((name) => name.trim());
}
