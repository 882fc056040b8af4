import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { DAY } from "../../src/core/time/instant.ts";
import { formatDay, localDay, parseDay, startOfDay } from "../../src/core/time/zone.ts";
import { createOutboxFolder, isOutbox } from "../../src/local/outbox-files/outbox-folder.ts";
import { createPlay, keepFor } from "../../src/local/play.ts";
import { createProgress } from "../../src/local/report/progress.ts";
import { createStorefront } from "../../src/local/storefront/storefront.ts";
import { keepHeapSmall } from "./keep-heap-small.ts";
import { loadDefinitions } from "./load-definitions.ts";
import { readWhole } from "./read-argument.ts";
import { showPlay, tellCost } from "./show-play.ts";
import type { Streams } from "./streams.ts";

interface DemoOptions {
  readonly seed: number;
  readonly customers: number;
  readonly days: number;
  readonly out: string;
}

const examples = fileURLToPath(new URL("../../examples", import.meta.url));
/** Seventy days from here cross the Spring Festival and both of its make-up workdays. */
const firstDay = "2026-01-20";

export function addDemoCommand(program: Command, streams: Streams): void {
  program
    .command("demo")
    .description("play an invented shop's customers through the example journeys")
    .option(
      "--seed <number>",
      "another seed is another play; the same gives the same",
      readWhole(0, 1e9),
      1,
    )
    .option("--customers <number>", "how many", readWhole(1, 100_000), 600)
    .option("--days <number>", `how long, from ${firstDay}`, readWhole(1, 365), 70)
    .option("--out <folder>", "where messages and report.json are written", ".sojourn")
    .addHelpText(
      "after",
      "\nExamples:\n  $ sojourn demo\n  $ sojourn demo --seed 7 --customers 2000 --out demo-out",
    )
    .action(async (options: DemoOptions, command: Command) => {
      const outbox = join(options.out, "outbox");
      if (!isOutbox(outbox)) {
        command.error(`${outbox} holds other files and would be emptied; choose another --out`);
      }
      process.exitCode = await runDemo(options, outbox, streams);
    });
}

async function runDemo(
  options: DemoOptions,
  outboxPath: string,
  streams: Streams,
): Promise<number> {
  keepHeapSmall();
  const began = performance.now();
  const { seed, customers, days, out } = options;
  const zone = "Asia/Shanghai";
  const start = startOfDay(parseDay(firstDay) ?? 0, zone);
  const definitions = loadDefinitions(examples, start, streams);
  if (definitions === undefined) return 1;
  const outbox = createOutboxFolder(resolve(outboxPath), Number.POSITIVE_INFINITY);
  const play = createPlay({
    definitions,
    start,
    keepFor,
    outbox,
    received: (message, at) => storefront.receive(message, at),
  });
  const { agenda, queues, ports } = play.runtime;
  const storefront = createStorefront(
    { seed, customers, start, days },
    {
      agenda,
      offer: (event) => play.offer(event),
      report: (feedback) => queues.feedback.send(feedback, 0),
      keyOf: (customerId) => ports.keys.keyOf(customerId),
    },
  );
  const progress = createProgress("Playing", days, streams.error);
  await storefront.open();
  for (let day = 1; day <= days; day++) {
    await agenda.advanceTo(start + day * DAY);
    await outbox.flush();
    progress.tell(day, formatDay(localDay(agenda.clock.now() - 1, zone)));
  }
  progress.stop();
  const report = await showPlay({ play, outbox, folder: out }, streams);
  tellCost(began, report.customers, streams);
  return report.stuck.length === 0 ? 0 : 1;
}
