import type { Command } from "commander";
import { onPopulation } from "../segments/open-population.ts";
import { addPopulationOptions, nameOrPath, readList } from "../segments/population-options.ts";
import { showExplanation } from "../segments/show-explanation.ts";
import { showHistory } from "../segments/show-history.ts";
import { showList } from "../segments/show-list.ts";
import { showOverlap } from "../segments/show-overlap.ts";
import { type SampleOptions, showSample } from "../segments/show-sample.ts";
import { showSizes } from "../segments/show-size.ts";
import { readWhole } from "./read-argument.ts";
import { addSegmentListCommands } from "./segment-lists.ts";
import type { Streams } from "./streams.ts";

/** Makes one of the commands under `segment`. */
type Add = (name: string, description: string) => Command;

/** `sojourn segment …`: who is in a segment and why, of files or of a stage. */
export function addSegmentCommands(program: Command, streams: Streams): void {
  const segment = program
    .command("segment")
    .description("see who is in a segment, how many and why: of files, or of a stage")
    .addHelpText("after", help);
  const add: Add = (name, description) => {
    return addPopulationOptions(segment.command(name).description(description));
  };
  addCounts(add, streams);
  addLooks(add, streams);
  addSegmentListCommands(add, streams);
}

/** How many there are. */
function addCounts(add: Add, streams: Streams): void {
  add("list", "the segments, with their sizes where they are known").action(
    async (_: object, command: Command) => {
      await onPopulation(command, { segments: [] }, streams, async (population) => {
        await showList(population, streams);
        return 0;
      });
    },
  );
  add("size", "how many are in each")
    .argument("<segments...>", nameOrPath)
    .action(async (segments: string[], _: object, command: Command) => {
      await onPopulation(command, { segments }, streams, async (population, asked) => {
        await showSizes(population, asked, streams);
        return 0;
      });
    });
  add("overlap", "how many are in both of each two")
    .argument("<segment>", nameOrPath)
    .argument("<others...>", "the others")
    .action(async (first: string, others: string[], _: object, command: Command) => {
      const segments = [first, ...others];
      await onPopulation(command, { segments }, streams, async (population, asked) => {
        await showOverlap(population, asked, streams);
        return 0;
      });
    });
  add("history", "its size by day")
    .argument("<segment>", nameOrPath)
    .option("--days <number>", "so many days back", readWhole(1, 400), 30)
    .action(async (name: string, { days }: { readonly days: number }, command: Command) => {
      await onPopulation(command, { segments: [name] }, streams, async (population, [asked]) => {
        return asked === undefined ? 1 : showHistory(population, asked, days, streams);
      });
    });
}

/** Adds the commands that show a segment's members. */
function addLooks(add: Add, streams: Streams): void {
  add("sample", "a few members, the same each time")
    .argument("<segment>", nameOrPath)
    .option("--count <number>", "so many", readWhole(1, 1_000), 10)
    .option("--seed <text>", "another one shows others", "")
    .option("--columns <names>", "such as attributes.tier,computed.spend-90d,tags", readList)
    .action(async (name: string, options: SampleOptions, command: Command) => {
      await onPopulation(command, { segments: [name] }, streams, async (population, [asked]) => {
        return asked === undefined ? 1 : showSample(population, asked, options, streams);
      });
    });
  add("explain", "why a customer is in it or is not")
    .argument("<segment>", nameOrPath)
    .argument("<customer>", "the shop's id")
    .action(async (name: string, about: string, _: object, command: Command) => {
      await onPopulation(
        command,
        { segments: [name], about },
        streams,
        async (population, [asked]) => {
          const customer = await population.find(about);
          if (customer === undefined || asked === undefined) {
            streams.error(`No customer "${about}" in ${population.name}\n`);
            return 1;
          }
          showExplanation(population, asked, customer, streams);
          return 0;
        },
      );
    });
}

const help = `
Of files by default: events are played through the segments of a folder, as they would be on a
stage. Journeys are not: what only a message or a step would bring about is not seen. With --stage
it is a deployed stage, by what is live there; what an item says may lag behind until the next
sweep, and is told where it differs.

Examples:
  $ sojourn segment size dormant
  $ sojourn segment size my/segments/vips.json --definitions my --customers c.jsonl --events e.jsonl
  $ sojourn segment explain dormant C001 --at 2026-02-20
  $ sojourn segment overlap vips dormant --stage prod
  $ sojourn segment history dormant --days 90 --stage prod`;
