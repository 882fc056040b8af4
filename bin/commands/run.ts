import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { plural } from "../../src/core/reasons/plural.ts";
import { DAY, formatInstant, type Instant } from "../../src/core/time/instant.ts";
import { formatDay, localDay } from "../../src/core/time/zone.ts";
import { drawLateness, onTime } from "../../src/local/lateness.ts";
import { createOutboxFolder, isOutbox } from "../../src/local/outbox-files/outbox-folder.ts";
import { createPlay, keepFor } from "../../src/local/play.ts";
import { createRejectsFile, type RejectsFile } from "../../src/local/replay/rejects-file.ts";
import { findStart, type Replayed, replayFiles } from "../../src/local/replay/replay-files.ts";
import { createProgress } from "../../src/local/report/progress.ts";
import { keyOfCustomer } from "../../src/local/runtime.ts";
import { keepHeapSmall } from "./keep-heap-small.ts";
import { loadDefinitions } from "./load-definitions.ts";
import { momentOf, readFilePath, readFolderPath, readMoment, readWhole } from "./read-argument.ts";
import { showPlay, tellCost } from "./show-play.ts";
import type { Streams } from "./streams.ts";

interface RunOptions {
  readonly journeys: string;
  readonly events: string;
  readonly customers?: string;
  readonly from?: string;
  readonly to?: string;
  readonly out: string;
  readonly messages: number;
  readonly customer?: string;
  readonly late?: number;
}

export function addRunCommand(program: Command, streams: Streams): void {
  program
    .command("run")
    .description("play your own events through your own journeys, on the events' own time")
    .requiredOption("--journeys <folder>", "settings.json, journeys/, templates/ …", readFolderPath)
    .requiredOption("--events <file>", "JSON Lines, an event each, best by time", readFilePath)
    .option(
      "--customers <file>",
      "JSON Lines of {id, attributes, addresses, consents …}",
      readFilePath,
    )
    .option("--from <time>", "leave out events before it (default: the first event)", readMoment)
    .option("--to <time>", "leave out events after it, and let time run on to it", readMoment)
    .option("--out <folder>", "where messages, report.json and rejects.jsonl go", ".sojourn/run")
    .option("--messages <number>", "write so many messages at most", readWhole(0, 1e9), 1000)
    .option("--customer <id>", "tell this customer's timeline instead of a chosen one")
    .option(
      "--late <seed>",
      "let waits and sweeps come 0 to 60 s late, as on a stage, drawn from this whole number",
      readWhole(0, Number.MAX_SAFE_INTEGER),
    )
    .addHelpText("after", help)
    .action(async (options: RunOptions, command: Command) => {
      const outbox = join(options.out, "outbox");
      if (!isOutbox(outbox)) {
        command.error(`${outbox} holds other files and would be emptied; choose another --out`);
      }
      process.exitCode = await runFiles(options, streams);
    });
}

const help = `
An event is a line such as
  {"id":"e1","type":"order.placed","at":"2026-01-31T10:00:00Z","customer":"C7","properties":{"total":99}}
A customer is a line such as
  {"id":"C7","addresses":{"email":["c7@example.com"]},"consents":{"email:*":true},"zone":"Asia/Shanghai"}
A line that can't be used is told with its number and reason; the rest goes on.

Examples:
  $ sojourn run --journeys examples --customers customers.jsonl --events events.jsonl
  $ sojourn run --journeys examples --events events.jsonl --to 2026-03-31 --customer C7`;

async function runFiles(options: RunOptions, streams: Streams): Promise<number> {
  keepHeapSmall();
  const began = performance.now();
  const { events, out } = options;
  const today = Date.now();
  const definitions = loadDefinitions(options.journeys, today, streams);
  if (definitions === undefined) return 1;
  const { zone } = definitions.settings;
  const from = options.from === undefined ? undefined : momentOf(options.from, zone, "start");
  const to = options.to === undefined ? undefined : momentOf(options.to, zone, "end");
  const start = from ?? (await findStart(events)) ?? today;
  const rejects = createRejectsFile(join(out, "rejects.jsonl"));
  const outbox = createOutboxFolder(resolve(out, "outbox"), options.messages);
  const { customer } = options;
  const about = customer === undefined ? undefined : keyOfCustomer(customer);
  const late = options.late === undefined ? onTime : drawLateness(options.late);
  const play = createPlay({ definitions, start, keepFor, late, outbox, about });
  const progress = createProgress("Playing", statSync(events).size, streams.error);
  const replayed = await replayFiles({
    play,
    events,
    customers: options.customers,
    from,
    to,
    today,
    rejects,
    read: (bytes) =>
      progress.tell(bytes, formatDay(localDay(play.runtime.agenda.clock.now(), zone))),
    pause: () => outbox.flush(),
  });
  progress.stop();
  rejects.close();
  const report = await showPlay({ play, outbox, folder: out }, streams);
  tellInput(replayed, rejects, { from, to }, streams);
  tellCost(began, report.customers, streams);
  return rejects.count + report.stuck.length === 0 ? 0 : 1;
}

function tellInput(
  { antedated, late, latest, leftOut, unknown }: Replayed,
  rejects: RejectsFile,
  { from, to }: { from: Instant | undefined; to: Instant | undefined },
  { out }: Streams,
): void {
  const say = (line: string) => out(`${line}\n`);
  if (antedated > 0) {
    const lines = plural(antedated, "customer");
    say(`Antedated: ${lines} whose line says a later time than the first event;`);
    say("  all that a line says counts from the start, whatever its time");
  }
  if (unknown.events > 0) {
    const whose = plural(unknown.customers, "customer");
    say(`Not in --customers: ${plural(unknown.events, "event")} of ${whose}, of whom only events`);
    say("  are known: no address, no consent");
  }
  if (leftOut > 0) {
    const edges = [from, to].map((at) => (at === undefined ? "…" : formatInstant(at))).join(" to ");
    say(`Left out: ${plural(leftOut, "event")} from outside ${edges}`);
  }
  if (late > 0) {
    const days = Math.round(latest / DAY);
    say(
      `Late: ${plural(late, "event")} a day or more behind later ones, up to ${plural(days, "day")};`,
    );
    say("  a file sorted by time plays them when they happened");
  }
  if (rejects.count === 0) return;
  say(`Rejected: ${plural(rejects.count, "line")}, with the reason in ${rejects.path}`);
  for (const { file, line, reason } of rejects.first) say(`  ${file} line ${line}: ${reason}`);
}
