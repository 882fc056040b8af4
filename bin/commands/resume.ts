import { type Command, Option } from "commander";
import { addStageOptions, type StageOptions } from "../stage/stage-options.ts";
import { onStage } from "./on-stage.ts";
import type { Streams } from "./streams.ts";

interface ResumeOptions extends StageOptions {
  readonly allFailed?: true;
  readonly all?: true;
  readonly journey?: string;
  readonly channel?: string;
}

export function addResumeCommand(program: Command, streams: Streams): void {
  const command = program
    .command("resume")
    .description("go on with enrollments whose run failed, from their last committed turn")
    .argument("[enrollments...]", "their ids, as sojourn attention lists them")
    .option("--all-failed", "all that are on the list")
    // What unpause takes: who writes it here means that.
    .addOption(new Option("--all").hideHelp())
    .addOption(new Option("--journey <name>").hideHelp())
    .addOption(new Option("--channel <name>").hideHelp());
  addStageOptions(command)
    .addHelpText("after", help)
    .action(async (ids: string[], options: ResumeOptions, self: Command) => {
      const paused = pausedBy(options);
      if (paused !== undefined) {
        self.error(
          `error: what was paused goes on by sojourn unpause ${paused}; runs that failed by sojourn resume --all-failed`,
        );
      }
      if (ids.length > 0 === (options.allFailed === true)) {
        self.error("error: write the ids of enrollments, or --all-failed");
      }
      await onStage(options, streams, async (stage) => {
        const { resumeEnrollments } = await import("../stage/resume-enrollments.ts");
        return resumeEnrollments(stage, options.allFailed ? undefined : ids, streams);
      });
    });
}

/** The options of unpause that were written, as they are written there. */
function pausedBy({ all, journey, channel }: ResumeOptions): string | undefined {
  if (journey !== undefined) return `--journey ${journey}`;
  if (channel !== undefined) return `--channel ${channel}`;
  return all ? "--all" : undefined;
}

const help = `
Mend the cause first: what failed by a fault of ours fails again. Nothing is sent twice.
What was paused goes on by sojourn unpause.

Examples:
  $ sojourn resume --all-failed --stage prod
  $ sojourn resume k3vq7y2mz5pwla4c-7ncsq2hxo5e4k --stage prod`;
