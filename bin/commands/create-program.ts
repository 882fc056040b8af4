import { Command } from "commander";
import manifest from "../../package.json" with { type: "json" };
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
