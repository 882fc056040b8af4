import type { Command } from "commander";
import { type ExportOptions, exportSegment } from "../segments/export-segment.ts";
import { type LoadOptions, loadList, type SendEvents } from "../segments/load-list.ts";
import { onPopulation } from "../segments/open-population.ts";
import { nameOrPath, readList } from "../segments/population-options.ts";
import { writeEvents } from "../segments/write-events.ts";
import { readFilePath } from "./read-argument.ts";
import type { Streams } from "./streams.ts";

/** `sojourn segment export` and `sojourn segment load`: lists out of a segment, and into one. */
export function addSegmentListCommands(
  add: (name: string, description: string) => Command,
  streams: Streams,
): void {
  add("export", "write its members with chosen columns, as CSV or JSON Lines")
    .argument("<segment>", nameOrPath)
    .requiredOption("--columns <names>", "id,attributes.tier,addresses.email,tags …", readList)
    .requiredOption("--out <file>", "CSV where it ends in .csv, else JSON Lines")
    .action(async (name: string, options: ExportOptions, command: Command) => {
      await onPopulation(command, { segments: [name] }, streams, async (population, [asked]) => {
        return asked === undefined ? 1 : exportSegment(population, asked, options, streams);
      });
    });
  add("load", "give a segment the members of a list, by the tag that it asks for")
    .argument("<segment>", nameOrPath)
    .argument("<list>", "ids of customers: a line each, JSON Lines, or .csv", readFilePath)
    .option("--add", "who is not on the list keeps the tag")
    .option("--dry-run", "only count")
    .option("--out <file>", "without a stage: where the events go", "list-events.jsonl")
    .addHelpText("after", help)
    .action(async (name: string, list: string, options: Options, command: Command) => {
      await onPopulation(
        command,
        { segments: [name] },
        streams,
        async (population, [asked], stage) => {
          if (asked === undefined) return 1;
          const send: SendEvents = async (events) => {
            if (stage === undefined) return writeEvents(options.out, events, streams);
            const { sendEvents } = await import("../stage/send-events.ts");
            await sendEvents(stage, events, streams);
          };
          return loadList(population, asked, list, options, send, streams);
        },
      );
    });
}

type Options = LoadOptions & { readonly out: string };

const help = `
The segment is a file such as segments/vip-dinner.json:
  {"name":"vip-dinner","when":{"tag":"vip-dinner"}}
Who is on the list gets the tag, who is not on it loses it; unknown customers are only counted. A
row that can't be used is told with its number, and the rest goes on. On a stage events are sent,
each as a storefront would; broken off, the same command does the rest.

Examples:
  $ sojourn segment load vip-dinner guests.csv --stage prod --dry-run
  $ sojourn segment load vip-dinner guests.csv --stage prod`;
