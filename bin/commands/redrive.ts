import { Argument, type Command } from "commander";
import { type QueueName, queueNames } from "../stage/queues.ts";
import { addStageOptions, type StageOptions } from "../stage/stage-options.ts";
import { onStage } from "./on-stage.ts";
import { readWhole } from "./read-argument.ts";
import type { Streams } from "./streams.ts";

interface Options extends StageOptions {
  readonly all?: true;
  readonly dryRun?: true;
  readonly wait: number;
}

/** Customers whom sweeps, backfills and imports set aside, which no queue holds. */
const aside = "aside";

export function addRedriveCommand(program: Command, streams: Streams): void {
  const command = program
    .command("redrive")
    .description("put back into their queue the messages that were put aside after too many tries")
    .addArgument(new Argument("[queue]", "whose dead letters").choices([...queueNames, aside]))
    .option("--all", "of every queue")
    .option("--dry-run", "only tell how many there are, and why they were put aside")
    .option("--wait <seconds>", "watch so long what is put aside again", readWhole(0, 3_600), 30);
  addStageOptions(command)
    .addHelpText("after", help)
    .action(
      async (queue: QueueName | typeof aside | undefined, options: Options, self: Command) => {
        if ((queue !== undefined) === (options.all === true)) {
          self.error(`error: write the name of a queue (${queueNames.join(", ")}), or --all`);
        }
        await onStage(options, streams, async (stage) => {
          if (queue === aside) {
            const { redriveAsides } = await import("../stage/redrive-asides.ts");
            return redriveAsides(stage, options, streams);
          }
          const { redriveStage } = await import("../stage/redrive-stage.ts");
          return redriveStage(stage, queue === undefined ? queueNames : [queue], options, streams);
        });
      },
    );
}

const help = `
Mend the cause first: what is wrong in itself, such as an event without an id, comes back at once.
The word aside stands for customers whom a sweep, a backfill or an import could not take in.
A message that is worked twice does no harm. What failed at every try takes hours to come back.

Examples:
  $ sojourn redrive --all --dry-run --stage prod
  $ sojourn redrive intake --stage prod
  $ sojourn redrive aside --stage prod`;
