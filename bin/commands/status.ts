import type { Command } from "commander";
import { addStageOptions, type StageOptions } from "../stage/stage-options.ts";
import { onStage } from "./on-stage.ts";
import type { Streams } from "./streams.ts";

/** `sojourn status` and `sojourn sweep`. */
export function addStatusCommands(program: Command, streams: Streams): void {
  const status = program
    .command("status")
    .description("tell how a stage is: pauses, journeys, queues, what waits for a person")
    .option("--json", "as one JSON object");
  addStageOptions(status)
    .addHelpText("after", "\nExample:\n  $ sojourn status --stage prod")
    .action(async (options: StageOptions & { readonly json?: true }) => {
      await onStage(options, streams, async (stage) => {
        const { tellStatus } = await import("../stage/tell-status.ts");
        return tellStatus(stage, options, streams);
      });
    });
  const sweep = program
    .command("sweep")
    .description("look for what is overdue now, instead of when it is due")
    .option("--evaluate", "also evaluate segments, dates and inactivity of every customer");
  addStageOptions(sweep)
    .addHelpText(
      "after",
      "\nExamples:\n  $ sojourn sweep --stage prod\n  $ sojourn sweep --evaluate --stage prod",
    )
    .action(async (options: StageOptions & { readonly evaluate?: true }) => {
      await onStage(options, streams, async (stage) => {
        const { startSweep } = await import("../stage/start-sweep.ts");
        await startSweep(stage, 0, options.evaluate ? "evaluate" : "overdue");
        const more = options.evaluate ? " Segments, dates and inactivity are evaluated." : "";
        streams.out(
          `A sweep of all customers has started: what is overdue by 5 minutes is woken.${more}\n`,
        );
        return 0;
      });
    });
}
