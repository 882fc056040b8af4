import { Command } from "commander";
import manifest from "../../package.json" with { type: "json" };
import { checkCommand } from "./check.ts";
import { addConvertCommand } from "./convert.ts";
import { addDemoCommand } from "./demo.ts";
import { readFolderPath } from "./read-argument.ts";
import { addRunCommand } from "./run.ts";
import type { Streams } from "./streams.ts";

/** Exit codes: 0 all well, 1 problems found, 2 wrong use. */
const wrongUse = 2;

/**
 * What people type.
 * @param exit ends the program after help, or after wrong use
 */
export function createProgram(streams: Streams, exit: (code: number) => never): Command {
  const { out, error } = streams;
  const program = new Command("sojourn")
    .description(manifest.description)
    .version(manifest.version)
    .showHelpAfterError("(add --help to see what can be written)")
    .configureOutput({ writeOut: out, writeErr: error })
    .exitOverride(({ exitCode }) => exit(exitCode === 0 ? 0 : wrongUse));
  addDemoCommand(program, streams);
  addRunCommand(program, streams);
  addConvertCommand(program, streams);
  program
    .command("check")
    .description("say what publishing would say of a folder's files")
    .argument("<folder>", "settings.json, journeys/, segments/, templates/", readFolderPath)
    .addHelpText("after", "\nExample:\n  $ sojourn check my-journeys")
    .action(async (folder: string) => {
      process.exitCode = await checkCommand(folder, {
        out: (line) => out(`${line}\n`),
        error: (line) => error(`${line}\n`),
      });
    });
  return program;
}
