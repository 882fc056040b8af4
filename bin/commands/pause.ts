import { type Command, Option } from "commander";
import type { Channel } from "../../src/core/channels/channels.ts";
import { channels } from "../../src/core/channels/channels.ts";
import type { PauseTarget } from "../../src/core/definitions/pause.ts";
import { addStageOptions, type StageOptions } from "../stage/stage-options.ts";
import { onStage } from "./on-stage.ts";
import type { Streams } from "./streams.ts";

interface TargetOptions extends StageOptions {
  readonly all?: true;
  readonly journey?: string;
  readonly channel?: Channel;
}

/** `sojourn pause` and `sojourn unpause`. */
export function addPauseCommands(program: Command, streams: Streams): void {
  const pause = program
    .command("pause")
    .description("stop everything, a journey or a channel, within a minute and without losing any")
    .requiredOption("--why <text>", "for whoever sees it: in sojourn status, on the list");
  addTarget(pause)
    .addHelpText("after", pauseHelp)
    .action(async (options: TargetOptions & { readonly why: string }, self: Command) => {
      const what = targetOf(options, self);
      await onStage(options, streams, async (stage) => {
        const { pauseStage } = await import("../stage/change-pauses.ts");
        return pauseStage(stage, what, options.why, streams);
      });
    });
  const unpause = program.command("unpause").description("go on with what was paused");
  addTarget(unpause)
    .addHelpText("after", unpauseHelp)
    .action(async (options: TargetOptions, self: Command) => {
      const what = targetOf(options, self);
      await onStage(options, streams, async (stage) => {
        const { unpauseStage } = await import("../stage/change-pauses.ts");
        return unpauseStage(stage, what, streams);
      });
    });
}

function addTarget(command: Command): Command {
  return addStageOptions(
    command
      .option("--all", "every journey and every channel")
      .option("--journey <name>", "one journey")
      .addOption(new Option("--channel <name>", "one channel").choices(channels)),
  );
}

/** One of the three, and only one. */
function targetOf({ all, journey, channel }: TargetOptions, command: Command): PauseTarget {
  const targets: PauseTarget[] = [];
  if (all) targets.push({ kind: "all" });
  if (journey !== undefined) targets.push({ kind: "journey", journey });
  if (channel !== undefined) targets.push({ kind: "channel", channel });
  const [target] = targets;
  if (target !== undefined && targets.length === 1) return target;
  return command.error("error: write one of --all, --journey <name>, --channel <name>");
}

const pauseHelp = `
Events are still taken in: who enters stays at the start, who leaves or opts out does. All else
waits for sojourn unpause, order updates included. What expires meanwhile is dropped.

Examples:
  $ sojourn pause --all --why "wrong price in the winback mail" --stage prod
  $ sojourn pause --journey dormant-winback --why "legal looks at it" --stage prod
  $ sojourn pause --channel sms --why "the provider is down" --stage prod`;

const unpauseHelp = `
What came due meanwhile is done then: a sweep begins half a minute later, another after 6 minutes.

Example:
  $ sojourn unpause --all --stage prod`;
