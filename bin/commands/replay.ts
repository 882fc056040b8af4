import type { Command } from "commander";
import { addStageOptions, type StageOptions } from "../stage/stage-options.ts";
import { onStage } from "./on-stage.ts";
import { momentOf, readMoment, readZone } from "./read-argument.ts";
import type { Streams } from "./streams.ts";

interface Options extends StageOptions {
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  readonly dryRun?: true;
  readonly yes?: true;
}

export function addReplayCommand(program: Command, streams: Streams): void {
  const command = program
    .command("replay")
    .description("send archived events to intake once more, after what it did was lost")
    .requiredOption("--from <time>", "events put on the bus from here", readMoment)
    .requiredOption("--to <time>", "up to here; a day counts whole", readMoment)
    .option("--zone <zone>", "of the days", readZone, "UTC")
    .option("--dry-run", "only say what would be replayed")
    .option("--yes", "replay without asking");
  addStageOptions(command)
    .addHelpText("after", help)
    .action(async (options: Options, self: Command) => {
      const from = momentOf(options.from, options.zone, "start");
      const to = momentOf(options.to, options.zone, "end");
      if (from === undefined || to === undefined || from >= to) {
        return self.error("error: --from must be before --to");
      }
      await onStage(options, streams, async (stage) => {
        const { replayEvents } = await import("../stage/replay-events.ts");
        const { dryRun, yes } = options;
        return replayEvents(stage, { from, to: Math.min(to, Date.now()), dryRun, yes }, streams);
      });
    });
}

const help = `
An event counts once, by its id: one that was taken in is known for three days by its customer, and
by its record after that. So a replay adds only what is missing. Two things to know before:
  An event that no journey looked at when it came counts now, if one looks at it since.
  Journeys start and write to customers as if it happened now: pause first, where that is not meant.
It asks before, unless --yes is written.
Own times more than 5 years back are refused, as they always are.

Examples:
  $ sojourn replay --from 2026-11-20 --to 2026-11-20 --stage prod --dry-run
  $ sojourn replay --from 2026-11-20 --to 2026-11-20 --zone Europe/Berlin --stage prod
  $ sojourn replay --from 2026-11-20T08:00:00Z --to 2026-11-20T09:30:00Z --stage prod`;
