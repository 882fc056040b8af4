import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Customer } from "../../src/core/customers/customer.ts";
import type { OutboxFolder } from "../../src/local/outbox-files/outbox-folder.ts";
import type { Play } from "../../src/local/play.ts";
import { printReport } from "../../src/local/report/print-report.ts";
import type { RunReport } from "../../src/local/report/run-report.ts";
import { chooseStory } from "../../src/local/report/story.ts";
import { tellStory } from "../../src/local/report/tell-story.ts";
import type { Streams } from "./streams.ts";

export interface Shown {
  readonly play: Play;
  readonly outbox: OutboxFolder;
  /** Where report.json goes. */
  readonly folder: string;
}

/** Prints what a play came to, and leaves the report beside the outbox. */
export async function showPlay(
  { play, outbox, folder }: Shown,
  { out }: Streams,
): Promise<RunReport> {
  await outbox.flush();
  const report = play.report();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
  const lines = [...printReport(report), ...storyLines(play, report.zone)];
  for (const line of lines) out(`${line}\n`, isHeading(line) ? "bold" : undefined);
  const left = relative(process.cwd(), outbox.path) || ".";
  out(`\nMessages: ${outbox.written().toLocaleString("en-US")} files in ${left}/, by journey\n`);
  out(`Report: ${relative(process.cwd(), join(folder, "report.json"))}\n`);
  return report;
}

/** A line that begins at the margin with a capital; a terminal shows it bold. */
function isHeading(line: string): boolean {
  return /^[A-Z][^.:]{0,80}$/.test(line);
}

function storyLines(play: Play, shopZone: string): string[] {
  const { customers } = play.runtime;
  const story = chooseStory(play.stories.all(), (key) => customers.peek(key));
  const customer = story && customers.peek(story.key);
  if (story === undefined || customer === undefined) return [];
  const zone = customer.zone ?? shopZone;
  return [
    "",
    "Timeline of one customer",
    `  ${introduce(customer, zone)}`,
    ...tellStory(story, zone),
  ];
}

function introduce({ id, attributes, locale, zone }: Customer, shown: string): string {
  const name = attributes["name"] ?? attributes["firstName"];
  const words = [id, name, locale, `${shown}${zone === undefined ? ", by default" : ""}`];
  return words.filter((word) => word !== undefined).join(" · ");
}

/** How long it took and what it needed: on stderr, since it differs from run to run. */
export function tellCost(began: number, customers: number, { error }: Streams): void {
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const { maxRSS } = process.resourceUsage();
  const megabytes = Math.round(maxRSS / 1024);
  error(`${seconds} s, at most ${megabytes} MB of memory`);
  // Only `node --expose-gc bin/cli.ts …` can say what is really held.
  if (globalThis.gc !== undefined && customers > 0) {
    globalThis.gc();
    const { heapUsed } = process.memoryUsage();
    const each = (heapUsed / customers / 1024).toFixed(1);
    error(`; ${each} KB held per customer`);
  }
  error("\n");
}
