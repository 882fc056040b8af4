import { Command } from "commander";
import manifest from "../../package.json" with { type: "json" };
import { printableLines } from "../../src/core/text/printable.ts";
import { addCheckCommand } from "./add-check-command.ts";
import { addAddressCommands } from "./address.ts";
import { addAttentionCommand } from "./attention.ts";
import { addClusterCommand } from "./cluster.ts";
import { addConvertCommand } from "./convert.ts";
import { addDemoCommand } from "./demo.ts";
import { addDoctorCommand } from "./doctor.ts";
import { addImportCommand } from "./import.ts";
import { addLearnCommand } from "./learn.ts";
import { addPauseCommands } from "./pause.ts";
import { addPublishCommand } from "./publish.ts";
import { addRedriveCommand } from "./redrive.ts";
import { addReplayCommand } from "./replay.ts";
import { addResumeCommand } from "./resume.ts";
import { addRotateCommand } from "./rotate-opt-out-key.ts";
import { addRunCommand } from "./run.ts";
import { addSegmentCommands } from "./segment.ts";
import { addStatusCommands } from "./status.ts";
import { cleanStreams, type Streams } from "./streams.ts";

/** Exit codes: 0 all well, 1 problems found, 2 wrong use. */
const wrongUse = 2;

/**
 * What people type.
 * @param exit ends the program after help, or after wrong use
 */
export function createProgram(raw: Streams, exit: (code: number) => never): Command {
  const streams = cleanStreams(raw);
  const program = new Command("sojourn")
    .description(manifest.description)
    .version(manifest.version)
    .showHelpAfterError("(add --help to see what can be written)")
    // Help has lines of its own; what is wrong with an argument may quote the name of a column.
    .configureOutput({
      writeOut: (text) => raw.out(printableLines(text)),
      writeErr: (text) => raw.error(printableLines(text)),
    })
    .exitOverride(({ exitCode }) => exit(exitCode === 0 ? 0 : wrongUse));
  addDemoCommand(program, streams);
  addRunCommand(program, streams);
  addConvertCommand(program, streams);
  addImportCommand(program, streams);
  addClusterCommand(program, streams);
  addSegmentCommands(program, streams);
  addCheckCommand(program, streams);
  addPublishCommand(program, streams);
  addStatusCommands(program, streams);
  addDoctorCommand(program, streams);
  addAttentionCommand(program, streams);
  addAddressCommands(program, streams);
  addLearnCommand(program, streams);
  addPauseCommands(program, streams);
  addResumeCommand(program, streams);
  addRedriveCommand(program, streams);
  addReplayCommand(program, streams);
  addRotateCommand(program, streams);
  return program;
}
